/** Kolmogorov-Smirnov distance between the scores of the two classes. */
import { classWeights, defineRankingMetric, visitTies } from '../ranking.ts';

/**
 * The largest excess of the true over the false positive rate at any threshold (also Youden's J at its best threshold); a
 * ranking that is turned around gets 0, not 1. NaN when one class is absent.
 */
export const ksScore = defineRankingMetric({
  name: 'ks',
  description: 'Largest distance of the true above the false positive rate at any threshold.',
  direction: 'maximize',
  bounds: [0, 1],
  interval: 'bootstrap',
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
});
