/** Scores of two sides on the same folds. */
import { createRng } from '../dist/math/philox.js';

/** The fold of each row, 0 .. nFolds-1: by chance, classes shared out evenly. */
export function foldsOf(y, isRegression, nFolds, seed) {
  const folds = new Int32Array(y.length);
  const next = new Map();
  for (const row of createRng(seed).split('folds').permutation(y.length)) {
    const group = isRegression ? 0 : y[row];
    // Each class begins with another fold, so that folds are of one size.
    const turn = next.get(group) ?? next.size;
    next.set(group, turn + 1);
    folds[row] = turn % nFolds;
  }
  return folds;
}

/**
 * Compares scores fold by fold.
 *
 * @param direction `maximize` or `minimize`.
 * @returns means, `gain` (how much better ours is on average), its standard error over the folds, and whether ours is worse by more.
 */
export function compareFolds(ours, theirs, direction) {
  const sign = direction === 'maximize' ? 1 : -1;
  const gains = ours.map((score, i) => sign * (score - theirs[i]));
  const gain = meanOf(gains);
  const variance = gains.reduce((sum, value) => sum + (value - gain) ** 2, 0) / (gains.length - 1);
  const error = Math.sqrt(variance / gains.length);
  return { ours: meanOf(ours), theirs: meanOf(theirs), gain, error, worse: gain < -error, better: gain > error };
}

function meanOf(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
