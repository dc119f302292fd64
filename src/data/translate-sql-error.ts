/** Turns failures of the data engine into errors about the source. DuckDB's own words never reach people. */
import { ModelwrightError } from '../core/errors.ts';
import { SqlError } from '../sql/sql-error.ts';
import type { SourcePlan } from './source-plan.ts';

/** Runs work on a source; a failure of the engine becomes a typed error that names the source. */
export async function translated<T>(source: string, plan: SourcePlan | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw translateSqlError(error, source, plan);
  }
}

/** The typed error for what was caught while reading. */
export function translateSqlError(error: unknown, source: string, plan?: SourcePlan): unknown {
  if (!(error instanceof SqlError)) return error;
  const derived = plan?.derive ?? [];
  if (error.kind === 'interrupted')
    return new ModelwrightError('CANCELLED', { what: `reading ${source}` }, { cause: error });
  if (error.kind === 'conversion' && derived.length > 0) {
    const value = derived.map(({ name, expression }) => `${name} = ${expression}`).join('; ');
    const problem = 'it cannot be computed on some row (a conversion or an overflow)';
    return new ModelwrightError('DERIVE_INVALID', { value, problem }, { cause: error });
  }
  return new ModelwrightError('SOURCE_UNREADABLE', { source, problem: problems[error.kind] }, { cause: error });
}

const problems = {
  input: 'its content is damaged, or it changed while it was read',
  conversion: 'a cell does not have the type that was recorded for its column',
  memory: 'it needs more memory than the data engine may use',
  interrupted: 'reading was stopped',
  io: 'its content is damaged, or the file went away while it was read',
  query: 'its columns are not those that were recorded',
  other: 'its content is damaged',
} as const;
