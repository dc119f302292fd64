/** How many positive rows are among the highest scores. */
import { CompensatedSum } from './compensated-sum.ts';
import { classWeights, type Ranking, visitTies } from './ranking.ts';

/**
 * Part of the positive weight (`gain`) that lies in the top `share` of all weight. A run of equal scores that the limit cuts
 * gives the part that a random order within it would give, so row order does not matter. NaN without positive rows.
 */
export function gainAt(share: number, ranking: Ranking, weights: Float64Array | undefined): number {
  const [positives, negatives] = classWeights(ranking, weights);
  if (!(positives > 0)) return Number.NaN;
  const limit = share * (positives + negatives);
  const found = new CompensatedSum();
  visitTies(ranking, weights, (positive, negative, positiveAbove, negativeAbove) => {
    const room = limit - positiveAbove - negativeAbove;
    if (room > 0 && positive > 0) found.add(positive * Math.min(1, room / (positive + negative)));
  });
  return Math.min(1, found.value / positives);
}
