/** Reweighing: row weights under which the target does not depend on the group. */
import { ModelwrightError } from '../../core/errors.ts';
import { completeGrouping } from './complete-grouping.ts';
import type { Sensitive } from './groups.ts';

export interface ReweighingRequest {
  /** The class of each row: any finite numbers, equal for one class. */
  readonly yTrue: ArrayLike<number>;
  /** One array per sensitive column, or a table of them; several columns make groups together. */
  readonly sensitive: Sensitive;
}

/**
 * Weights to train with (Kamiran and Calders 2012): rows of group s and class c weigh |s| |c| / (n |s and c|), what would be expected
 * if group and class were independent over what is there. With them every group has the same share of every class. They add up to
 * the number of rows when every class occurs in every group.
 *
 * @returns one positive weight per row.
 * @throws ROWS_TOO_FEW without rows, VALUE_INVALID for a missing class or sensitive value, and what `fairness` throws for
 *   sensitive columns.
 */
export function reweighing({ yTrue, sensitive }: ReweighingRequest): Float64Array {
  const n = yTrue.length;
  if (n === 0) throw new ModelwrightError('ROWS_TOO_FEW', { what: 'reweighing', needed: 1, rows: n });
  const classes = Float64Array.from(yTrue);
  const missing = classes.filter((value) => !Number.isFinite(value)).length;
  if (missing > 0) {
    const value = `${missing} other value(s)`;
    throw new ModelwrightError('VALUE_INVALID', { what: 'yTrue', law: 'finite numbers', value });
  }
  const ofClass = countsOf(classes);
  const weights = new Float64Array(n);
  for (const { rows } of completeGrouping(sensitive, n).groups) {
    const within = countsOf(Float64Array.from(rows, (row) => classes[row]));
    for (const row of rows) {
      weights[row] = (rows.length * ofClass.get(classes[row])!) / (n * within.get(classes[row])!);
    }
  }
  return weights;
}

function countsOf(values: Float64Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
