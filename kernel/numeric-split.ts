// The best threshold of a column of numbers, with the side of missing values.

import { drawnThreshold } from './drawn-split';
import { childrenGain, leafGain, leastGainOf, leastHessianOf } from './rules';

/**
 * Tries every threshold, or the drawn one, with missing values on the right, then, if the leaf has any, on the left; the
 * first of equals wins. Where the leaf has none, they follow the larger child.
 */
export function numericSplit(cells: usize, column: usize, leaf: usize, rules: usize, found: usize): void {
  const nBins = load<i32>(column, 4);
  const missing = cells + (<usize>nBins << 4);
  const countMask = (<u64>1 << (<u64>load<i32>(rules, 68))) - 1;
  const nMissing = <i32>(load<u64>(missing, 8) & countMask);
  const least = leastGainOf(rules, leaf);
  const key = load<u64>(rules, 96);
  let first = 0;
  let end = nBins;
  if (key != 0) {
    first = drawnThreshold(cells, nBins, nMissing, key, leaf, column);
    if (first < 0) return;
    end = first + 1;
  }
  let gain = scan(cells, first, end, 0, 0, column, leaf, rules, least, found);
  if (nMissing > 0) {
    const toLeft = scan(cells, first, end, load<i64>(missing), load<i64>(missing, 8), column, leaf, rules, gain, found);
    if (toLeft > gain) {
      gain = toLeft;
      store<i32>(found, 1, 12);
    }
  }
  if (gain == least) return;
  store<f64>(found, gain - least);
  if (nMissing > 0) return;
  const nLeft = <i32>(load<u64>(found, 24) & countMask);
  const nRows = <i32>(load<u64>(leaf, 8) & countMask);
  store<i32>(found, i32(nLeft >= nRows - nLeft), 12);
}

/**
 * Scans the last left bin upwards from sums that are on the left in any case; writes what gains more than `best`.
 *
 * @param first The first bin, one with rows, that may be the last left one.
 * @param end The bin after the last that may.
 */
function scan(
  cells: usize,
  first: i32,
  end: i32,
  gradientSum: i64,
  secondSum: i64,
  column: usize,
  leaf: usize,
  rules: usize,
  best: f64,
  found: usize,
): f64 {
  const gradientUnit = load<f64>(rules);
  const hessianUnit = load<f64>(rules, 8);
  const l1 = load<f64>(rules, 16);
  const l2 = load<f64>(rules, 24);
  const leastRows = load<i32>(rules, 64);
  const countBits = <i64>load<i32>(rules, 68);
  const isPlain = l1 == 0 && load<i32>(rules, 84) == 0;
  const countMask = (<i64>1 << countBits) - 1;
  const direction = load<i32>(column, 12);
  const totalGradient = load<i64>(leaf);
  const totalSecond = load<i64>(leaf, 8);
  const firstCell = cells + (<usize>first << 4);
  const endCell = cells + (<usize>end << 4);
  // The hessian is above the count, so that both sides' can be compared as they are.
  const leastSecond = <i64>ceil(leastHessianOf(rules, leaf) / hessianUnit) << countBits;
  let cell = cells;
  for (; cell < endCell; cell += 16) {
    const second = load<i64>(cell, 8);
    gradientSum += load<i64>(cell);
    secondSum += second;
    if (cell < firstCell || second == 0) continue;
    if (<i32>(secondSum & countMask) >= leastRows && secondSum >= leastSecond) break;
  }
  // Bins that the leaf does not have gain what the one before them did: trying them costs less than telling them apart.
  while (cell < endCell) {
    const rest = totalSecond - secondSum;
    if (<i32>(rest & countMask) < leastRows || rest < leastSecond) break;
    const leftHessian = <f64>(secondSum >> countBits) * hessianUnit;
    const rightHessian = <f64>(rest >> countBits) * hessianUnit;
    const leftGradient = <f64>gradientSum * gradientUnit;
    const rightGradient = <f64>(totalGradient - gradientSum) * gradientUnit;
    const gain = isPlain
      ? leafGain(leftGradient, leftHessian, 0, l2) + leafGain(rightGradient, rightHessian, 0, l2)
      : childrenGain(leftGradient, leftHessian, rightGradient, rightHessian, l1, l2, rules, leaf, direction);
    if (gain > best) {
      best = gain;
      store<i32>(found, <i32>((cell - cells) >> 4), 8);
      store<i64>(found, gradientSum, 16);
      store<i64>(found, secondSum, 24);
    }
    cell += 16;
    gradientSum += load<i64>(cell);
    secondSum += load<i64>(cell, 8);
  }
  return best;
}
