/** Lift of the highest tenth of scores. */
import { defineRankingMetric } from '../ranking.ts';
import { gainAt } from '../top-share.ts';

/** How many times more positive rows the tenth with the highest scores holds than a random tenth. NaN without positive rows. */
export const liftAt10Score = defineRankingMetric({
  name: 'lift_at_10',
  description: 'How many times more positive rows the highest-scored tenth holds than a random tenth.',
  direction: 'maximize',
  bounds: [0, 10],
  interval: 'percentile',
  ofRanking: (ranking, weights) => gainAt(0.1, ranking, weights) / 0.1,
});
