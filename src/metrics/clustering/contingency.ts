/** How two labellings of the same rows meet. */
import { ModelwrightError } from '../../core/errors.ts';
import { coded } from './points.ts';

export interface Contingency {
  readonly rows: number;
  /** Rows of each label of the first and of the second labelling. */
  readonly first: Float64Array;
  readonly second: Float64Array;
  /** Pairs of labels that meet: their codes and rows. */
  readonly cells: readonly { readonly a: number; readonly b: number; readonly rows: number }[];
}

/** @throws SHAPE_MISMATCH when the lengths differ. */
export function contingencyOf(first: ArrayLike<number>, second: ArrayLike<number>): Contingency {
  if (first.length !== second.length) {
    const value = `${first.length} and ${second.length}`;
    throw new ModelwrightError('SHAPE_MISMATCH', { what: 'labels', law: 'one per row in both', value });
  }
  const [a, b] = [coded(first), coded(second)];
  const counts = new Map<number, number>();
  for (let row = 0; row < first.length; row++) {
    const cell = a.codes[row] * b.sizes.length + b.codes[row];
    counts.set(cell, (counts.get(cell) ?? 0) + 1);
  }
  const cells = Array.from(counts, ([cell, rows]) => ({
    a: Math.floor(cell / b.sizes.length),
    b: cell % b.sizes.length,
    rows,
  }));
  return { rows: first.length, first: a.sizes, second: b.sizes, cells };
}
