/** Folds for encodings: every row is held out once, so that none is encoded by its own target. */
import type { Rng } from '../../../math/rng.ts';
import type { FitInput } from '../../estimator.ts';

/** Fold of each row, 0 .. k-1: at random, the rows of a class spread over the folds. `k` is at most the number of rows. */
export function dealRows({ X, y, nClasses }: FitInput, k: number, rng: Rng): Int32Array {
  const foldOf = new Int32Array(X.nRows);
  const dealt = new Int32Array(Math.max(1, nClasses));
  // Classes begin at different folds, so that rare ones do not all meet in the first.
  for (let code = 0; code < dealt.length; code++) dealt[code] = code;
  for (const row of rng.permutation(X.nRows)) {
    const code = nClasses > 0 ? y![row] : 0;
    foldOf[row] = dealt[code]++ % k;
  }
  return foldOf;
}
