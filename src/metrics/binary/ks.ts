/** Kolmogorov-Smirnov distance between the scores of the two classes. */
import { classWeights, defineRankingMetric, type Ranking, visitTies } from '../ranking.ts';
import { tieEnds } from '../ranking-influence.ts';

/**
 * The largest excess of the true over the false positive rate at any threshold (also Youden's J at its best threshold); a
 * ranking that is turned around gets 0, not 1. NaN when one class is absent.
 */
export const ksScore = defineRankingMetric({
  name: 'ks',
  description: 'Largest distance of the true above the false positive rate at any threshold.',
  direction: 'maximize',
  bounds: [0, 1],
  interval: 'bca',
  ofRanking(ranking, weights) {
    const [positives, negatives] = classWeights(ranking, weights);
    if (!(positives > 0 && negatives > 0)) return Number.NaN;
    let largest = 0;
    visitTies(ranking, weights, (positive, negative, positiveAbove, negativeAbove) => {
      const distance = (positiveAbove + positive) / positives - (negativeAbove + negative) / negatives;
      if (distance > largest) largest = distance;
    });
    return Math.min(1, largest);
  },
  influenceOf: ksInfluence,
});

/** By position: the place of the largest distance stays where it is when weights move little. */
function ksInfluence(ranking: Ranking): Float64Array {
  const n = ranking.order.length;
  const [positives, negatives] = classWeights(ranking, undefined);
  let [found, start] = [0, 0];
  let best = { end: 0, hits: 0, alarms: 0 };
  for (const end of tieEnds(ranking)) {
    for (let at = start; at < end; at++) found += ranking.positive[at];
    const [hits, alarms] = [found / positives, (end - found) / negatives];
    if (hits - alarms > best.hits - best.alarms) best = { end, hits, alarms };
    start = end;
  }
  return Float64Array.from(ranking.positive, (positive, at) => {
    const above = at < best.end ? 1 : 0;
    return positive ? (n / positives) * (above - best.hits) : (n / negatives) * (best.alarms - above);
  });
}
