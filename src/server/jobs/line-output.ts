/** The file of answers of a job: it grows by whole lines, and goes on after its last whole line when the one who wrote it died. */
import { type FileHandle, open } from 'node:fs/promises';

const newline = 10;
const blockBytes = 64 * 1024;

export interface LineOutput {
  /** What its last line says of itself under `line`; 0 for an empty file. */
  readonly lastLine: number;
  append(lines: Buffer): Promise<void>;
  /** Waits for the disk. */
  close(): Promise<void>;
}

/** Opens or creates the file and cuts off a line that has no end. */
export async function openLineOutput(path: string): Promise<LineOutput> {
  const file = await open(path, 'a+', 0o600);
  const { size } = await file.stat();
  const end = (await lastNewline(file, size)) + 1;
  if (end < size) await file.truncate(end);
  const start = end === 0 ? 0 : (await lastNewline(file, end - 1)) + 1;
  const last = Buffer.alloc(end - start);
  await file.read(last, 0, last.length, start);
  return {
    lastLine: end === 0 ? 0 : Number(JSON.parse(last.toString())['line']),
    append: (lines) => file.writeFile(lines),
    async close() {
      await file.sync();
      await file.close();
    },
  };
}

/** Place of the last end of a line before a place; -1 when there is none. */
async function lastNewline(file: FileHandle, before: number): Promise<number> {
  const block = Buffer.alloc(blockBytes);
  for (let end = before; end > 0; end -= blockBytes) {
    const start = Math.max(0, end - blockBytes);
    await file.read(block, 0, end - start, start);
    const found = block.subarray(0, end - start).lastIndexOf(newline);
    if (found >= 0) return start + found;
  }
  return -1;
}
