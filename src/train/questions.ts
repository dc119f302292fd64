/** How often a finished model is asked for what it relies on, and where it is weak: by count alone where the clock has no say, else in time. */
import { stopwatch } from '../core/clock.ts';
import type { LoadedModel } from '../estimators/artifact.ts';
import { type Table, takeRows } from '../table/table.ts';
import type { Questions } from './assess.ts';
import type { Optional } from './closing.ts';

const most: Questions = { importance: 120_000, reliance: 20_000 };
/** Rows by whose predictions the time of one is measured; the first ask warms up. */
const timedRows = 64;
/** Time that a search for slices takes for a cell of the judged rows, in milliseconds, and the columns after which others add little. */
const sliceCell = { ms: 0.015, mostColumns: 50 };

/** @param optional What the parts of the assessment may take; absent where the clock has no say. */
export function questionsOf(optional: Optional | undefined, model: LoadedModel, table: Table): Questions {
  if (!optional) return most;
  const rows = takeRows(
    table,
    Int32Array.from({ length: Math.min(timedRows, table.nRows) }, (_, row) => row),
  );
  model.predict(rows);
  const elapsed = stopwatch();
  model.predict(rows);
  return questionsWithin(optional, elapsed() / rows.nRows, table.columns.length);
}

/** @param rowMs What the prediction of one row among many takes. */
export function questionsWithin(optional: Optional, rowMs: number, columns: number): Questions {
  const within = (of: 'importance' | 'reliance') => Math.min(most[of], Math.ceil(optional[of] / Math.max(1e-4, rowMs)));
  return {
    importance: within('importance'),
    reliance: within('reliance'),
    relianceMs: optional.reliance,
    sliceRows: Math.ceil(optional.slices / (sliceCell.ms * Math.max(1, Math.min(sliceCell.mostColumns, columns)))),
  };
}
