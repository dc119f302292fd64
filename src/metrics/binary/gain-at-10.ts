/** Gain of the highest tenth of scores. */
import { defineRankingMetric } from '../ranking.ts';
import { gainAt } from '../top-share.ts';

/** Share of the positive rows that the tenth of rows with the highest scores holds. NaN without positive rows. */
export const gainAt10Score = defineRankingMetric({
  name: 'gain_at_10',
  description: 'Share of the positive rows found in the tenth of rows with the highest scores.',
  direction: 'maximize',
  bounds: [0, 1],
  interval: 'percentile',
  ofRanking: (ranking, weights) => gainAt(0.1, ranking, weights),
});
