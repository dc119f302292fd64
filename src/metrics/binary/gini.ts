/** Gini coefficient of a ranking, also called accuracy ratio. */
import { defineRankingMetric, rankedAuc } from '../ranking.ts';
import { aucInfluence } from '../ranking-influence.ts';

/** 2 ROC-AUC - 1: 0 for a random order, 1 for a perfect one. NaN when one class is absent. */
export const giniScore = defineRankingMetric({
  name: 'gini',
  description: 'Gini coefficient of the ranking: 2 ROC-AUC - 1.',
  direction: 'maximize',
  bounds: [-1, 1],
  interval: 'bca',
  ofRanking: (ranking, weights) => 2 * rankedAuc(ranking, weights) - 1,
  influenceOf: (ranking) => aucInfluence(ranking).map((each) => 2 * each),
});
