/** Average precision of a list; its mean over lists is known as MAP. */
import { type ListScore, relevantIn } from './lists.ts';

/**
 * Mean over the relevant rows of the share of relevant rows down to their place: scikit-learn's
 * `label_ranking_average_precision_score`, list by list. NaN when nothing is relevant.
 */
export const averagePrecision: ListScore = (list) => {
  const { relevance, places } = list;
  const found = new Int32Array(relevance.length + 1);
  for (let at = 0; at < relevance.length; at++) found[at + 1] = found[at] + (relevance[at] > 0 ? 1 : 0);
  let sum = 0;
  for (let at = 0; at < relevance.length; at++) if (relevance[at] > 0) sum += found[places[at]] / places[at];
  return sum / relevantIn(list);
};
