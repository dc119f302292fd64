/** The training rows of one fold, with the rows held out to watch. */
import type { Rng } from '../../math/rng.ts';
import { takeRows } from '../../table/table.ts';
import type { FitInput, Fold } from '../estimator.ts';

/** The rows that a fold fits on; early stopping may watch those that it holds out. */
export function foldInput(input: FitInput, { train, valid, sampleWeight: own }: Fold): FitInput {
  const { X, y, sampleWeight, groups } = input;
  return {
    ...input,
    folds: undefined,
    X: takeRows(X, train),
    y: y && picked(y, train),
    sampleWeight: own ?? (sampleWeight && picked(sampleWeight, train)),
    groups: groups && train.map((row) => groups[row]),
    valid: y && { X: takeRows(X, valid), y: picked(y, valid), groups: groups && valid.map((row) => groups[row]) },
  };
}

/**
 * Deals rows into `k` folds: at random, classes alike in each. Rows of a class that has fewer than `k` rows stay in every
 * training part. Fewer rows than two give no folds.
 */
export function dealFolds({ X, y, nClasses }: FitInput, k: number, rng: Rng): Fold[] {
  const { nRows } = X;
  const counts = new Int32Array(Math.max(1, nClasses));
  const classOf = (row: number) => (nClasses > 1 && y ? y[row] : 0);
  for (let row = 0; row < nRows; row++) counts[classOf(row)]++;
  const dealt = new Int32Array(counts.length);
  const foldOf = new Int32Array(nRows).fill(-1);
  for (const row of rng.permutation(nRows)) {
    const code = classOf(row);
    if (counts[code] >= k) foldOf[row] = dealt[code]++ % k;
  }
  const all = Int32Array.from({ length: nRows }, (_, row) => row);
  return Array.from({ length: k }, (_, fold) => ({
    train: all.filter((row) => foldOf[row] !== fold),
    valid: all.filter((row) => foldOf[row] === fold),
  })).filter(({ train, valid }) => train.length > 0 && valid.length > 0);
}

function picked(values: Float64Array, rows: Int32Array): Float64Array {
  const taken = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) taken[i] = values[rows[i]];
  return taken;
}
