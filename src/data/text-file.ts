/** A file that grows under a temporary name and gets its own when it is complete. */
import { type FileHandle, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { syncFolder } from '../core/atomic-file.ts';
import { nowMs } from '../core/clock.ts';
import { ModelwrightError } from '../core/errors.ts';
import { newId } from '../core/ids.ts';

/** A file that is being written. */
export interface PendingFile {
  append(text: string): Promise<void>;
  close(): Promise<void>;
  abort(): Promise<void>;
}

const packed = promisify(gzip);
/** Bytes that are gathered before they go to the file. */
const blockBytes = 256 << 10;
/** Bytes that become one member of a gzip file. */
const memberBytes = 4 << 20;
/** The most bytes that UTF-8 needs for a unit of a JavaScript string. */
const bytesPerUnit = 3;

/**
 * Opens the temporary file. With `zipped` the content becomes a gzip file of several members, as the format allows.
 *
 * @throws OUTPUT_UNWRITABLE here and from every call.
 */
export async function openTextFile(output: string, path: string, zipped: boolean): Promise<PendingFile> {
  const temporary = await temporaryName(path);
  const file: FileHandle = await explained(output, () => open(temporary, 'wx'));
  // Texts are copied out at once: long ones, gathered as strings, would outlive the collector's young generation.
  const block = Buffer.allocUnsafe(zipped ? memberBytes : blockBytes);
  let filled = 0;
  const write = async (bytes: Uint8Array) => {
    if (bytes.length > 0) await file.appendFile(zipped ? await packed(bytes) : bytes);
  };
  const flush = async () => {
    await write(block.subarray(0, filled));
    filled = 0;
  };
  return {
    append: (text) =>
      explained(output, async () => {
        if (filled + text.length * bytesPerUnit > block.length) await flush();
        if (text.length * bytesPerUnit > block.length) await write(Buffer.from(text));
        else filled += block.write(text, filled);
      }),
    close: () =>
      explained(output, async () => {
        await flush();
        await file.sync();
        await file.close();
        await reveal(temporary, path);
      }),
    async abort() {
      await file.close().catch(() => {});
      await rm(temporary, { force: true });
    },
  };
}

/** A name beside `path` that no reader takes for a result. What killed writers of the same output left there is removed. */
export async function temporaryName(path: string): Promise<string> {
  await removeAbandoned(path);
  return `${path}.${newId('partial')}.tmp`;
}

/** A writer that is alive touches its file more often than this. */
const abandonedAfterMs = 24 * 3_600_000;

async function removeAbandoned(path: string): Promise<void> {
  const folder = dirname(path);
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(`${basename(path)}.partial_`) || !name.endsWith('.tmp')) continue;
    const partial = join(folder, name);
    const touchedMs = await stat(partial).then(
      ({ mtimeMs }) => mtimeMs,
      () => Number.POSITIVE_INFINITY,
    );
    if (nowMs() - touchedMs > abandonedAfterMs) await rm(partial, { recursive: true, force: true });
  }
}

/** Gives a complete file its name, durably. */
export async function reveal(temporary: string, path: string): Promise<void> {
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

/** Runs work on the output; what the system refuses becomes OUTPUT_UNWRITABLE. */
export async function explained<T>(output: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ModelwrightError) throw error;
    const problem = `the system says ${(error as NodeJS.ErrnoException).code ?? 'no'}`;
    throw new ModelwrightError('OUTPUT_UNWRITABLE', { output, problem }, { cause: error });
  }
}
