/** Hit rate at k. */
import { checkDepth, type ListScore, relevantIn, relevantWithin } from './lists.ts';

/** 1 when a relevant row stands on the first k places, else 0; its mean is the hit rate. NaN when nothing is relevant. @throws PARAM_INVALID */
export function hitRateAt(k: number): ListScore {
  checkDepth(k);
  return (list) => (relevantIn(list) > 0 ? Number(relevantWithin(list, k) > 0) : Number.NaN);
}
