/** The bytes of a model file of another library. */
import { readFile, stat } from 'node:fs/promises';
import { ModelwrightError } from '../core/errors.ts';

/**
 * Reads a file whose size is looked at first: one that is too large is not read.
 *
 * @param checkSize Throws for a size that is too large.
 * @throws SOURCE_NOT_FOUND, SOURCE_UNREADABLE
 */
export async function readModelFile(file: string, checkSize: (bytes: number) => void): Promise<Uint8Array> {
  try {
    const found = await stat(file);
    if (!found.isFile()) {
      const problem = found.isDirectory() ? 'it is a folder; name the model file' : 'it is no regular file';
      throw new ModelwrightError('SOURCE_UNREADABLE', { source: file, problem });
    }
    checkSize(found.size);
    return await readFile(file);
  } catch (error) {
    if (error instanceof ModelwrightError) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new ModelwrightError('SOURCE_NOT_FOUND', { source: file }, { cause: error });
    }
    const problem = error instanceof Error ? error.message : String(error);
    throw new ModelwrightError('SOURCE_UNREADABLE', { source: file, problem }, { cause: error });
  }
}
