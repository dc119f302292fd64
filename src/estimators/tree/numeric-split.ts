/** The best threshold of a column of numbers in a leaf, with the side of missing values. */
import { cellSize } from './histogram.ts';
import { type ColumnOfLeaf, sumsOfBin, sumsOfBins } from './leaf-histogram.ts';
import { leafGain, type Split, without } from './split.ts';

/**
 * Tries every threshold with missing values on the right, then, if the leaf has any, on the left; the first of equals wins.
 * Where the leaf has none, they follow the larger child.
 *
 * @param leastGain Only a split whose children gain more than this counts.
 * @returns The best split, or undefined.
 */
export function numericSplit(leaf: ColumnOfLeaf, leastGain: number): Split | undefined {
  const missing = sumsOfBin(leaf, leaf.nBins);
  const right = scan(leaf, leastGain, false);
  const left = missing.rows > 0 ? scan(leaf, right?.gain ?? leastGain, true) : undefined;
  const best = left ?? right;
  if (!best) return undefined;
  const bins = Array.from({ length: best.lastLeft + 1 }, (_, bin) => bin);
  const leftSums = sumsOfBins(leaf, left ? [...bins, leaf.nBins] : bins);
  const rightSums = without(leaf.total, leftSums);
  return {
    column: leaf.column,
    gain: best.gain - leastGain,
    lastLeft: best.lastLeft,
    missingLeft: missing.rows > 0 ? left !== undefined : leftSums.rows >= rightSums.rows,
    left: leftSums,
    right: rightSums,
    l2: leaf.params.lambdaL2,
  };
}

/** The best last bin on the left, for one side of the missing values. */
function scan(
  leaf: ColumnOfLeaf,
  leastGain: number,
  missingLeft: boolean,
): { readonly lastLeft: number; readonly gain: number } | undefined {
  const { nBins, histogram, start, gradientUnit, hessianUnit, total } = leaf;
  const { minChildSamples, minChildWeight, lambdaL1, lambdaL2 } = leaf.params;
  const first = sumsOfBin(leaf, nBins);
  let gradient = missingLeft ? first.gradient : 0;
  let hessian = missingLeft ? first.hessian : 0;
  let rows = missingLeft ? first.rows : 0;
  let lastLeft = -1;
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
    lastLeft = bin;
  }
  return lastLeft < 0 ? undefined : { lastLeft, gain: bestGain };
}
