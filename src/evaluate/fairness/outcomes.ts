/** What is judged for fairness: checked truth and predictions. */
import { ModelwrightError } from '../../core/errors.ts';
import type { Outcomes } from '../../metrics/metric.ts';
import type { Task } from '../../table/task.ts';

export interface Judged {
  /** Default `binary`. */
  readonly task?: Task;
  /** Binary: 1 for the positive class and 0 for the other; multiclass: codes 0 .. k-1; regression: the number. */
  readonly yTrue: ArrayLike<number>;
  /** What was predicted, like `yTrue`; absent: the more probable class. */
  readonly yPred?: ArrayLike<number>;
  /** Binary: the probability of class 1 of each row. Multiclass: one such array per class. */
  readonly probabilities?: ArrayLike<number> | readonly ArrayLike<number>[];
}

const mostClasses = 1000;

/**
 * The outcomes of the rows.
 *
 * @throws ROWS_TOO_FEW without rows, PARAM_INVALID without predictions, SHAPE_MISMATCH when lengths differ, VALUE_INVALID for values
 *   that are missing or no class.
 */
export function outcomesOf({ task = 'binary', yTrue, yPred, probabilities }: Judged): Outcomes {
  const rows = yTrue.length;
  if (rows === 0) throw new ModelwrightError('ROWS_TOO_FEW', { what: 'fairness', needed: 1, rows });
  const columns = probabilityColumns(task, probabilities);
  for (const column of columns ?? []) checkProbabilities(column, rows);
  const values = yPred ?? (columns && mostProbable(columns));
  if (!values) {
    const law = 'one of yPred and probabilities';
    throw new ModelwrightError('PARAM_INVALID', { name: 'yPred', law, value: 'neither' });
  }
  const most = { binary: 2, multiclass: columns?.length ?? mostClasses, regression: 0 }[task];
  const isCode = (value: number) => Number.isInteger(value) && value >= 0 && value < most;
  const [valid, law] = most > 0 ? [isCode, `whole numbers in 0 .. ${most - 1}`] : [Number.isFinite, 'finite numbers'];
  const truth = checkNumbers('yTrue', yTrue, rows, valid, law);
  const predicted = checkNumbers('yPred', values, rows, valid, law);
  const highest = (codes: Float64Array) => codes.reduce((high, code) => Math.max(high, code), 0);
  const found = task === 'multiclass' ? Math.max(highest(truth), highest(predicted)) + 1 : most;
  return {
    yTrue: truth,
    nClasses: columns?.length ?? found,
    predictions: { values: predicted, ...(columns && { probabilities: columns }) },
  };
}

function probabilityColumns(task: Task, given: Judged['probabilities']): Float64Array[] | undefined {
  if (given === undefined || task === 'regression') return undefined;
  if (task === 'multiclass')
    return Array.from(given as readonly ArrayLike<number>[], (each) => Float64Array.from(each));
  const positive = Float64Array.from(given as ArrayLike<number>);
  return [positive.map((p) => 1 - p), positive];
}

function mostProbable(columns: readonly Float64Array[]): Float64Array {
  return Float64Array.from(columns[0], (_, row) => {
    let best = 0;
    for (let k = 1; k < columns.length; k++) if (columns[k][row] > columns[best][row]) best = k;
    return best;
  });
}

/**
 * @throws SHAPE_MISMATCH for another number of rows, VALUE_INVALID for what is not in [0, 1].
 */
export function checkProbabilities(values: ArrayLike<number>, rows: number): void {
  checkNumbers('probabilities', values, rows, (p) => p >= 0 && p <= 1, 'in 0 .. 1');
}

function checkNumbers(
  what: string,
  values: ArrayLike<number>,
  rows: number,
  valid: (value: number) => boolean,
  law: string,
): Float64Array {
  if (values.length !== rows) {
    const value = `${values.length} and ${rows}`;
    throw new ModelwrightError('SHAPE_MISMATCH', { what, law: 'one per row of yTrue', value });
  }
  const checked = Float64Array.from(values);
  const invalid = checked.reduce((count, value) => count + (valid(value) ? 0 : 1), 0);
  if (invalid > 0) throw new ModelwrightError('VALUE_INVALID', { what, law, value: `${invalid} other value(s)` });
  return checked;
}
