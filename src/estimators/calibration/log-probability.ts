/** Logarithms of probabilities, kept finite. */
import { log } from '../../math/log.ts';

/** Probabilities nearer to 0 or 1 than this have the same log-odds, so that one row of a sure and wrong forest moves no curve. */
export const leastProbability = 1e-6;

/** log(p), from -13.8 on. */
export function logProbability(p: number): number {
  return log(Math.max(leastProbability, p));
}

/** log(p / (1 - p)), within 13.8 of 0. */
export function logOdds(p: number): number {
  return logProbability(p) - logProbability(1 - p);
}
