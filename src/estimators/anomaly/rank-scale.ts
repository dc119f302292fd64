/** Where a score lies among scores that were seen: a share in (0, 1) that grows with the score, also beyond the largest. */
import { z } from 'zod';
import { quantileSorted, sortedCopy } from '../../math/quantile.ts';
import { countUpTo } from '../../math/sorted-places.ts';

/** Distinct scores, ascending, and the share of the seen scores below each, of its equals the half. */
export type RankScale = {
  readonly scores: Float64Array;
  readonly shares: Float64Array;
  /** Distance beyond the outermost scores at which half of the share that is left is used up. */
  readonly reach: number;
};

export const rankScaleShape = z
  .strictObject({
    scores: z.instanceof(Float64Array).refine((scores) => isAscending(scores), 'scores ascend'),
    shares: z
      .instanceof(Float64Array)
      .refine((shares) => isAscending(shares) && shares.every((share) => share > 0 && share < 1), 'shares ascend'),
    reach: z.number().gt(0),
  })
  .refine(({ scores, shares }) => scores.length > 0 && scores.length === shares.length, 'one share per score');

/** Of many scores every one of the largest is kept, and as many of the others evenly. */
const mostLargest = 2048;

/** The numbers next to 0 and 1. */
const leastShare = Number.MIN_VALUE;
const mostShare = 1 - Number.EPSILON / 2;

/** The scale of some finite scores. */
export function rankScaleOf(seen: ArrayLike<number>): RankScale {
  const sorted = sortedCopy(seen);
  const n = sorted.length;
  const scores: number[] = [];
  const shares: number[] = [];
  const step = Math.max(1, Math.ceil((n - mostLargest) / mostLargest));
  for (let from = 0, last = -step; from < n; ) {
    let to = from + 1;
    while (to < n && sorted[to] === sorted[from]) to++;
    if (from === 0 || to > n - mostLargest || to - last >= step) {
      scores.push(sorted[from]);
      shares.push((from + to) / 2 / n);
      last = to;
    }
    from = to;
  }
  const reach = sorted[n - 1] - quantileSorted(sorted, 0.5);
  return {
    scores: Float64Array.from(scores),
    shares: Float64Array.from(shares),
    reach: reach > 0 && Number.isFinite(reach) ? reach : 1,
  };
}

/** The share of a score: between two that were seen on the straight line, outside ever nearer to 0 and 1. */
export function shareBelow({ scores, shares, reach }: RankScale, score: number): number {
  const last = scores.length - 1;
  if (score <= scores[0]) return Math.max(leastShare, shares[0] / (1 + (scores[0] - score) / reach));
  if (score >= scores[last]) {
    return Math.min(mostShare, 1 - (1 - shares[last]) / (1 + (score - scores[last]) / reach));
  }
  const high = countUpTo(scores, score);
  const low = high - 1;
  const part = (score - scores[low]) / (scores[high] - scores[low]);
  return shares[low] + part * (shares[high] - shares[low]);
}

function isAscending(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]) || (i > 0 && !(values[i - 1] < values[i]))) return false;
  }
  return true;
}
