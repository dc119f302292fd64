/** Probabilities on the scale that final estimators learn from. Also carried inside exported modules. */
import { log } from '../../math/log.ts';

/** Probabilities nearer to 0 than this count as this. */
export const leastProbability = 1e-6;

/** The logarithm of a probability, finite also at 0. */
export function logOf(probability: number): number {
  return log(Math.max(leastProbability, probability));
}
