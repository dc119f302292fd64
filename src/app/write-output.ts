/** A file that a command was asked to write. */
import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type FileContent, writeFileAtomically } from '../core/atomic-file.ts';
import { isModelwrightError, ModelwrightError } from '../core/errors.ts';

/** Writes the file whole or not at all. @throws OUTPUT_UNWRITABLE, and what the pieces of the content throw */
export async function writeOutput(output: string, content: FileContent): Promise<void> {
  const path = resolve(output);
  const unwritable = (problem: string, cause?: unknown) =>
    new ModelwrightError('OUTPUT_UNWRITABLE', { output, problem }, { cause });
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw unwritable('it is a folder');
  if (!statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory()) throw unwritable('its folder does not exist');
  try {
    await writeFileAtomically(path, content);
  } catch (error) {
    if (isModelwrightError(error)) throw error;
    throw unwritable((error as NodeJS.ErrnoException).code ?? 'the system refused', error);
  }
}
