/** The split of a run: a holdout where there are rows enough, else none. */
import { splitHoldout } from '../data/split.ts';
import { createRng } from '../math/philox.ts';
import type { Prepared } from './prepare.ts';

/** Under this many rows a holdout would be too small to say much; outer cross-validation judges instead. */
export const holdoutMinRows = 2000;

/** Share of the rows that is sealed. */
const holdoutFraction = 0.2;

/** Row numbers of training and holdout; `holdout` is empty below `holdoutMinRows`. */
export function splitOff(prepared: Prepared, seed: number): { train: Int32Array; holdout: Int32Array } {
  const { table, target, groups, times } = prepared;
  if (table.nRows < holdoutMinRows) {
    return { train: Int32Array.from({ length: table.nRows }, (_, row) => row), holdout: new Int32Array(0) };
  }
  const rng = createRng(seed).split('holdout');
  return splitHoldout({ target, table, times, groups, fraction: holdoutFraction, rng });
}
