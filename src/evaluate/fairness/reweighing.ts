/** Reweighing: row weights under which the target does not depend on the group. */
import { ModelwrightError } from '../../core/errors.ts';
import { balancingWeights } from './balancing-weights.ts';
import { completeGrouping } from './complete-grouping.ts';
import type { Sensitive } from './groups.ts';

export interface ReweighingRequest {
  /** The class of each row: any finite numbers, equal for one class. */
  readonly yTrue: ArrayLike<number>;
  /** One array per sensitive column, or a table of them; several columns make groups together. */
  readonly sensitive: Sensitive;
  /** Weights that the rows have already, each a finite number >= 0; default 1. */
  readonly sampleWeight?: ArrayLike<number>;
}

/**
 * Weights to train with (Kamiran and Calders 2012): rows of group s and class c weigh |s| |c| / (n |s and c|), what would be expected
 * if group and class were independent over what is there. With them every group has the same share of every class. They add up to
 * the number of rows when every class occurs in every group. Where rows have weights already, these are counted instead of rows, and
 * multiplied (as AIF360's Reweighing does).
 *
 * @returns one weight per row; positive where the row had none, or a positive one.
 * @throws ROWS_TOO_FEW without rows, VALUE_INVALID for a missing class or sensitive value or a bad weight, SHAPE_MISMATCH when lengths
 *   differ, and what `fairness` throws for sensitive columns.
 */
export function reweighing({ yTrue, sensitive, sampleWeight }: ReweighingRequest): Float64Array {
  const n = yTrue.length;
  if (n === 0) throw new ModelwrightError('ROWS_TOO_FEW', { what: 'reweighing', needed: 1, rows: n });
  const classes = Float64Array.from(yTrue);
  refuse('yTrue', 'finite numbers', classes.filter((value) => !Number.isFinite(value)).length);
  if (sampleWeight && sampleWeight.length !== n) {
    const value = `${sampleWeight.length} and ${n}`;
    throw new ModelwrightError('SHAPE_MISMATCH', { what: 'sampleWeight', law: 'one per row of yTrue', value });
  }
  const weights = sampleWeight && Float64Array.from(sampleWeight);
  const isWeight = (value: number) => value >= 0 && value < Number.POSITIVE_INFINITY;
  refuse('sampleWeight', 'finite numbers >= 0', weights?.filter((value) => !isWeight(value)).length ?? 0);
  const groupOf = new Int32Array(n);
  for (const [code, { rows }] of completeGrouping(sensitive, n).groups.entries()) {
    for (const row of rows) groupOf[row] = code;
  }
  return balancingWeights(classes, groupOf, weights);
}

function refuse(what: string, law: string, others: number): void {
  if (others > 0) throw new ModelwrightError('VALUE_INVALID', { what, law, value: `${others} other value(s)` });
}
