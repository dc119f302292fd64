/** Recall at k. */
import { checkDepth, type ListScore, relevantIn, relevantWithin } from './lists.ts';

/** Share of the relevant rows that stand on the first k places. NaN when nothing is relevant. @throws PARAM_INVALID */
export function recallAt(k: number): ListScore {
  checkDepth(k);
  return (list) => relevantWithin(list, k) / relevantIn(list);
}
