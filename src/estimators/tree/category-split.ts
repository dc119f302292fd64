/** The best set of categories of a column in a leaf. Missing, rare and unknown ones take part as one more category. */
import { type ColumnOfLeaf, sumsOfBin, sumsOfBins } from './leaf-histogram.ts';
import { bothAllowed, leafGain, type Split, type Sums, without } from './split.ts';

interface Category {
  readonly bin: number;
  readonly sums: Sums;
}

interface Best {
  gain: number;
  bins: readonly number[];
  l2: number;
}

/**
 * Few categories: each alone against the others. Many: in order of gradient / (hessian + catSmooth), which contains the
 * best set (Fisher 1958), the first or last ones against the others, with a further penalty against chance. Categories with
 * fewer than catSmooth rows never are in the set, and the set grows by at least minDataPerGroup rows at a time (as LightGBM).
 * Categories that the leaf does not have follow the larger child.
 *
 * @param leastGain Only a split whose children gain more than this counts.
 * @returns The best split, or undefined.
 */
export function categorySplit(leaf: ColumnOfLeaf, leastGain: number): Split | undefined {
  const present: Category[] = [];
  for (let bin = 0; bin <= leaf.nBins; bin++) {
    const sums = sumsOfBin(leaf, bin);
    if (sums.rows > 0) present.push({ bin, sums });
  }
  if (present.length < 2) return undefined;
  const best: Best = { gain: leastGain, bins: [], l2: leaf.params.lambdaL2 };
  if (leaf.nBins <= leaf.params.maxCatToOnehot) tryOneEach(leaf, present, best);
  else trySets(leaf, present, best);
  return best.bins.length > 0 ? splitOf(leaf, present, best, leastGain) : undefined;
}

function tryOneEach({ total, params }: ColumnOfLeaf, present: readonly Category[], best: Best): void {
  for (const { bin, sums } of present) {
    const others = without(total, sums);
    if (!bothAllowed(sums, others, params)) continue;
    const gain = gainOf(sums, others, params.lambdaL1, best.l2);
    if (gain <= best.gain) continue;
    best.gain = gain;
    best.bins = [bin];
  }
}

function trySets({ total, params }: ColumnOfLeaf, present: readonly Category[], best: Best): void {
  const { catSmooth, catL2, lambdaL1, lambdaL2, maxCatThreshold, minDataPerGroup } = params;
  best.l2 = lambdaL2 + catL2;
  const ratio = ({ sums }: Category) => sums.gradient / (sums.hessian + catSmooth);
  const order = present
    .filter(({ sums }) => sums.rows >= catSmooth)
    .sort((a, b) => ratio(a) - ratio(b) || a.bin - b.bin);
  const most = Math.min(maxCatThreshold, (order.length + 1) >> 1);
  for (const ordered of [order, order.toReversed()]) {
    let inside: Sums = { gradient: 0, hessian: 0, rows: 0 };
    let fresh = 0;
    for (let i = 0; i < most; i++) {
      const { sums } = ordered[i];
      inside = {
        gradient: inside.gradient + sums.gradient,
        hessian: inside.hessian + sums.hessian,
        rows: inside.rows + sums.rows,
      };
      fresh += sums.rows;
      const outside = without(total, inside);
      if (outside.rows < minDataPerGroup) break;
      if (fresh < minDataPerGroup || !bothAllowed(inside, outside, params)) continue;
      fresh = 0;
      const gain = gainOf(inside, outside, lambdaL1, best.l2);
      if (gain <= best.gain) continue;
      best.gain = gain;
      best.bins = ordered.slice(0, i + 1).map(({ bin }) => bin);
    }
  }
}

function gainOf(inside: Sums, outside: Sums, l1: number, l2: number): number {
  return leafGain(inside.gradient, inside.hessian, l1, l2) + leafGain(outside.gradient, outside.hessian, l1, l2);
}

function splitOf(leaf: ColumnOfLeaf, present: readonly Category[], { gain, bins, l2 }: Best, leastGain: number): Split {
  const left = sumsOfBins(leaf, bins);
  const right = without(leaf.total, left);
  const leftBins = new Uint8Array(leaf.nBins + 1).fill(left.rows >= right.rows ? 1 : 0);
  for (const { bin } of present) leftBins[bin] = 0;
  for (const bin of bins) leftBins[bin] = 1;
  const missingLeft = leftBins[leaf.nBins] === 1;
  return { column: leaf.column, gain: gain - leastGain, leftBins, missingLeft, left, right, l2 };
}
