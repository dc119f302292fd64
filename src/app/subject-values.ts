/** The values that a person is asked about by: from the command line, or from a file or standard input, where no history keeps them. */
import { readFile } from 'node:fs/promises';
import { ModelwrightError } from '../core/errors.ts';

export interface AskedSubject {
  readonly column?: string;
  readonly value?: string;
  readonly valueFile?: string;
}

const mostValues = 10_000;

/** One value per line of a file; lines that are empty are left out. @throws PARAM_INVALID, SOURCE_UNREADABLE */
export async function subjectValues({ column, value, valueFile }: AskedSubject): Promise<string[]> {
  if (column === undefined || (value === undefined) === (valueFile === undefined)) {
    throw invalid('column', '--column with either --value or --value-file', 'another choice');
  }
  if (value !== undefined) return [value];
  const values = (await textOf(valueFile!)).split(/\r?\n/).filter((line) => line !== '');
  if (values.length < 1 || values.length > mostValues) {
    throw invalid('value-file', `1 to ${mostValues} lines`, String(values.length));
  }
  return values;
}

/** For a subject that is named in no way, or in two. */
export function invalid(name: string, law: string, value: string): ModelwrightError {
  return new ModelwrightError('PARAM_INVALID', { name, law, value });
}

async function textOf(path: string): Promise<string> {
  if (path === '-') {
    const parts: Buffer[] = [];
    for await (const part of process.stdin) parts.push(Buffer.from(part));
    return Buffer.concat(parts).toString('utf8');
  }
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw invalid('value-file', 'a file that can be read', (error as NodeJS.ErrnoException).code ?? 'another');
  }
}
