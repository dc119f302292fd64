/** The best threshold of a column of numbers in a leaf, with the side of missing values. */
import { cellSize } from './histogram.ts';
import { type ColumnOfLeaf, sumsOfBin } from './leaf-histogram.ts';
import { leafGain, type Split, type Sums, without } from './split.ts';

/** A last bin on the left, what the children gain, and the sums of the left one. */
interface Cut {
  readonly lastLeft: number;
  readonly gain: number;
  readonly left: Sums;
}

const nothing: Sums = { gradient: 0, hessian: 0, rows: 0 };

/**
 * Tries every threshold with missing values on the right, then, if the leaf has any, on the left; the first of equals wins.
 * Where the leaf has none, they follow the larger child.
 *
 * @param leastGain Only a split whose children gain more than this counts.
 * @returns The best split, or undefined.
 */
export function numericSplit(leaf: ColumnOfLeaf, leastGain: number): Split | undefined {
  const missing = sumsOfBin(leaf, leaf.nBins);
  const toRight = bestCut(leaf, nothing, leastGain);
  const toLeft = missing.rows > 0 ? bestCut(leaf, missing, toRight?.gain ?? leastGain) : undefined;
  const best = toLeft ?? toRight;
  if (!best) return undefined;
  const { left } = best;
  const right = without(leaf.total, left);
  return {
    column: leaf.column,
    gain: best.gain - leastGain,
    lastLeft: best.lastLeft,
    missingLeft: missing.rows > 0 ? toLeft !== undefined : left.rows >= right.rows,
    left,
    right,
    l2: leaf.params.lambdaL2,
  };
}

/** The best last bin on the left, where the rows of `alwaysLeft` are in any case. */
function bestCut(leaf: ColumnOfLeaf, alwaysLeft: Sums, leastGain: number): Cut | undefined {
  const { nBins, histogram, start, gradientUnit, hessianUnit, total } = leaf;
  const { minChildSamples, minChildWeight, lambdaL1, lambdaL2 } = leaf.params;
  let { gradient, hessian, rows } = alwaysLeft;
  let best: Cut | undefined;
  let bestGain = leastGain;
  for (let bin = 0; bin < nBins; bin++) {
    const at = start + bin * cellSize;
    if (histogram[at + 2] === 0) continue;
    gradient += histogram[at] * gradientUnit;
    hessian += histogram[at + 1] * hessianUnit;
    rows += histogram[at + 2];
    if (rows < minChildSamples || hessian < minChildWeight) continue;
    const rightHessian = total.hessian - hessian;
    if (total.rows - rows < minChildSamples || rightHessian < minChildWeight) break;
    const gain =
      leafGain(gradient, hessian, lambdaL1, lambdaL2) +
      leafGain(total.gradient - gradient, rightHessian, lambdaL1, lambdaL2);
    if (gain <= bestGain) continue;
    bestGain = gain;
    best = { lastLeft: bin, gain, left: { gradient, hessian, rows } };
  }
  return best;
}
