/** Rows whose scores are kept up to date with the trees. */
import type { Table } from '../../table/table.ts';
import type { FitInput } from '../estimator.ts';
import { tamingFactor } from './exponent.ts';
import type { Forest } from './forest.ts';
import { addForest } from './forest-scores.ts';
import type { WeightedTarget } from './objective.ts';
import { walkForest } from './walk-forest.ts';

export interface ScoredRows extends WeightedTarget {
  readonly X: Table;
  /** nOutputs * nRows. */
  readonly scores: Float64Array;
}

/** Targets with their weights; absurd weights are scaled. */
export function targetOf({ y, sampleWeight, groups }: Pick<FitInput, 'y' | 'sampleWeight' | 'groups'>): WeightedTarget {
  if (!sampleWeight) return { y: y!, weights: new Float64Array(y!.length).fill(1), groups };
  const factor = tamingFactor(sampleWeight);
  return { y: y!, weights: factor === 1 ? sampleWeight : sampleWeight.map((weight) => weight * factor), groups };
}

/** Sets the scores of all rows to the constants and what a forest adds to them. */
export function startScores({ X, scores }: ScoredRows, constants: Float64Array, forest: Forest): void {
  for (const [k, score] of constants.entries()) scores.fill(score, k * X.nRows, (k + 1) * X.nRows);
  if (forest.roots.length > 0) addForest(forest, X, scores, constants.length);
}

/** Adds a tree to output k. */
export function addTree({ X, scores }: ScoredRows, k: number, tree: Forest): void {
  walkForest(tree, X, scores.subarray(k * X.nRows, (k + 1) * X.nRows), 1);
}
