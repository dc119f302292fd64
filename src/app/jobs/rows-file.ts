/** The file of rows that a job is made of. */
import { stat } from 'node:fs/promises';
import { ModelwrightError } from '../../core/errors.ts';

/** @throws SOURCE_NOT_FOUND */
export async function requireRowsFile(source: string): Promise<void> {
  const found = await stat(source).catch(() => undefined);
  if (!found?.isFile()) throw new ModelwrightError('SOURCE_NOT_FOUND', { source });
}
