/**
 * The file of answers of a job: it grows by whole lines, and goes on after its last whole line when the one who wrote it died. Who goes on
 * does so in a copy that takes the file's place: one who was taken for dead and is not writes into nothing.
 */
import { constants } from 'node:fs';
import { copyFile, type FileHandle, open, rename, rm } from 'node:fs/promises';
import { newId } from '../../core/ids.ts';

const newline = 10;
const blockBytes = 64 * 1024;

export interface LineOutput {
  /** What its last line says of itself under `line`; 0 for an empty file. */
  readonly lastLine: number;
  append(lines: Buffer): Promise<void>;
  /** Waits for the disk. */
  close(): Promise<void>;
}

/** Opens or creates the file, with what is there but for a line that has no end. */
export async function openLineOutput(path: string): Promise<LineOutput> {
  await standApart(path);
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

/** Puts a copy in the place of the file, when there is one. */
async function standApart(path: string): Promise<void> {
  const copy = `${path}.${newId('copy')}.tmp`;
  try {
    await copyFile(path, copy, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    await rename(copy, path);
  } catch (error) {
    await rm(copy, { force: true });
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
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
