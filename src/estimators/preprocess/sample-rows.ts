/** Fewer training rows for statistics that many rows change little. */
import type { Rng } from '../../math/rng.ts';
import { takeRows } from '../../table/table.ts';
import type { FitInput } from '../estimator.ts';

/** At most `mostRows` of the rows: all, or the first of a random order, which stay in the order of the table. The input has a target. */
export function sampleRows(input: FitInput, mostRows: number, rng: Rng): FitInput & { readonly y: Float64Array } {
  const { X, sampleWeight } = input;
  const y = input.y!;
  if (X.nRows <= mostRows) return { ...input, y };
  const rows = rng
    .permutation(X.nRows)
    .subarray(0, mostRows)
    .sort((a, b) => a - b);
  return {
    X: takeRows(X, rows),
    y: Float64Array.from(rows, (row) => y[row]),
    nClasses: input.nClasses,
    sampleWeight: sampleWeight && Float64Array.from(rows, (row) => sampleWeight[row]),
  };
}
