/** The score of a candidate over its folds. */
import type { Fold } from '../estimators/estimator.ts';

/**
 * Mean of the scores that are defined, each weighted by the rows that its fold learned from; NaN when none is. Folds by time
 * learn from more and more rows, and the last are the nearest to what the model is for; other folds weigh alike.
 */
export function meanOverFolds(scores: readonly number[], folds: readonly Pick<Fold, 'train'>[]): number {
  let sum = 0;
  let weight = 0;
  for (const [i, score] of scores.entries()) {
    if (Number.isNaN(score)) continue;
    sum += score * folds[i].train.length;
    weight += folds[i].train.length;
  }
  return weight === 0 ? Number.NaN : sum / weight;
}
