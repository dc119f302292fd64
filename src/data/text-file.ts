/** A file that grows under a temporary name and gets its own when it is complete. */
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { syncFolder } from '../core/atomic-file.ts';
import { ModelwrightError } from '../core/errors.ts';
import { newId } from '../core/ids.ts';

/** A file that is being written. */
export interface PendingFile {
  append(text: string): Promise<void>;
  close(): Promise<void>;
  abort(): Promise<void>;
}

const packed = promisify(gzip);
/** Text that becomes one member of a gzip file. */
const memberCharacters = 4 << 20;

/**
 * Opens the temporary file. With `zipped` the content becomes a gzip file of several members, as the format allows.
 *
 * @throws OUTPUT_UNWRITABLE here and from every call.
 */
export async function openTextFile(output: string, path: string, zipped: boolean): Promise<PendingFile> {
  const temporary = temporaryName(path);
  const file: FileHandle = await explained(output, () => open(temporary, 'wx'));
  let pending = '';
  const flush = async () => {
    if (zipped && pending !== '') await file.appendFile(await packed(pending));
    pending = '';
  };
  return {
    append: (text) =>
      explained(output, async () => {
        if (!zipped) return file.appendFile(text);
        pending += text;
        if (pending.length >= memberCharacters) await flush();
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

/** A name beside `path` that no reader takes for a result. */
export function temporaryName(path: string): string {
  return `${path}.${newId('partial')}.tmp`;
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
