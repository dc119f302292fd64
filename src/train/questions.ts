/** How often a finished model is asked for what it relies on: by count alone where the clock has no say, else within the budget. */
import { stopwatch } from '../core/clock.ts';
import type { LoadedModel } from '../estimators/artifact.ts';
import { type Table, takeRows } from '../table/table.ts';
import type { Questions } from './assess.ts';
import type { TrainRequest } from './request.ts';

const most: Questions = { importance: 120_000, reliance: 20_000 };
/** Shares of the budget. */
const share: Questions = { importance: 0.06, reliance: 0.03 };
/** Rows by whose predictions the time of one is measured; the first ask warms up. */
const timedRows = 64;

export function questionsOf(
  { budgetMs, maxCandidates }: Pick<TrainRequest, 'budgetMs' | 'maxCandidates'>,
  model: LoadedModel,
  table: Table,
): Questions {
  if (maxCandidates !== undefined) return most;
  const rows = takeRows(
    table,
    Int32Array.from({ length: Math.min(timedRows, table.nRows) }, (_, row) => row),
  );
  model.predict(rows);
  const elapsed = stopwatch();
  model.predict(rows);
  const rowMs = Math.max(1e-4, elapsed() / rows.nRows);
  const within = (of: keyof Questions) => Math.min(most[of], Math.ceil((share[of] * budgetMs) / rowMs));
  return { importance: within('importance'), reliance: within('reliance') };
}
