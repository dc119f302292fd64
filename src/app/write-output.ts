/** A file that a command was asked to write. */
import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { writeFileAtomically } from '../core/atomic-file.ts';
import { ModelwrightError } from '../core/errors.ts';

/** Writes the file whole or not at all. @throws OUTPUT_UNWRITABLE */
export async function writeOutput(output: string, content: string | Uint8Array): Promise<void> {
  const path = resolve(output);
  const unwritable = (problem: string, cause?: unknown) =>
    new ModelwrightError('OUTPUT_UNWRITABLE', { output, problem }, { cause });
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw unwritable('it is a folder');
  if (!statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory()) throw unwritable('its folder does not exist');
  try {
    await writeFileAtomically(path, content);
  } catch (error) {
    throw unwritable((error as NodeJS.ErrnoException).code ?? 'the system refused', error);
  }
}
