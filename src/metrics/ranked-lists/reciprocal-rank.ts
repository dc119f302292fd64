/** Reciprocal rank; its mean over lists is known as MRR. */
import type { ListScore } from './lists.ts';

/** One over the place of the first relevant row (Voorhees 1999). NaN when nothing is relevant. */
export const reciprocalRank: ListScore = ({ relevance, places }) => {
  const first = relevance.findIndex((each) => each > 0);
  return first < 0 ? Number.NaN : 1 / places[first];
};
