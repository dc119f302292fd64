/** Area under the precision-recall curve as average precision. */
import { CompensatedSum } from '../compensated-sum.ts';
import { classWeights, defineRankingMetric, type Ranking, visitTies } from '../ranking.ts';
import { averagePrecisionInfluence } from '../ranking-influence.ts';

/**
 * Average precision: precision at each threshold, weighted by the recall it adds, without interpolation
 * (scikit-learn's `average_precision_score`). NaN without positive rows.
 */
export const prAucScore = defineRankingMetric({
  name: 'pr_auc',
  description:
    'Average precision: the area under the precision-recall curve; without skill the share of positive rows.',
  direction: 'maximize',
  bounds: [0, 1],
  interval: 'bca',
  ofRanking: averagePrecision,
  influenceOf: (ranking) => averagePrecisionInfluence(ranking, averagePrecision(ranking, undefined)),
});

function averagePrecision(ranking: Ranking, weights: Float64Array | undefined): number {
  const [positives] = classWeights(ranking, weights);
  if (!(positives > 0)) return Number.NaN;
  const area = new CompensatedSum();
  visitTies(ranking, weights, (positive, negative, positiveAbove, negativeAbove) => {
    if (positive === 0) return;
    const found = positiveAbove + positive;
    area.add((positive * found) / (found + negativeAbove + negative));
  });
  return Math.min(1, area.value / positives);
}
