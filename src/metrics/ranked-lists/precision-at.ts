/** Precision at k. */
import { checkDepth, type ListScore, relevantIn, relevantWithin } from './lists.ts';

/** Share of the first k places that relevant rows hold; places beyond a short list count as empty. NaN when nothing is relevant. @throws PARAM_INVALID */
export function precisionAt(k: number): ListScore {
  checkDepth(k);
  return (list) => (relevantIn(list) > 0 ? relevantWithin(list, k) / k : Number.NaN);
}
