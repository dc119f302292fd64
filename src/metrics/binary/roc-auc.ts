/** Area under the ROC curve. */
import { defineRankingMetric, rankedAuc } from '../ranking.ts';
import { aucInfluence } from '../ranking-influence.ts';

/** The probability that a positive row scores above a negative one, ties counted half. NaN when one class is absent. */
export const rocAucScore = defineRankingMetric({
  name: 'roc_auc',
  description: 'Area under the ROC curve: the chance that a positive row scores above a negative one.',
  direction: 'maximize',
  bounds: [0, 1],
  interval: 'delong',
  ofRanking: rankedAuc,
  influenceOf: aucInfluence,
});
