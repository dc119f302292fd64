/** Rows whose scores are kept up to date with the trees. */
import type { NumberColumn } from '../../table/column.ts';
import type { Table } from '../../table/table.ts';
import type { FitInput } from '../estimator.ts';
import { tamingFactor } from './exponent.ts';
import { type Forest, nodeKinds } from './forest.ts';
import { addForest } from './forest-scores.ts';
import type { WeightedTarget } from './objective.ts';
import { categorySide } from './walk-forest.ts';

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
  addForest(forest, X, scores, constants.length);
}

/** Adds a tree to output k. For one tree it does not pay to bring the values of a row together first. */
export function addTree({ X, scores }: ScoredRows, k: number, tree: Forest): void {
  const { kinds, features, values, lefts, categories } = tree;
  const columns = X.columns.map((column) => (column as NumberColumn).values);
  const ofNode = Array.from(features, (feature) => columns[feature]);
  const first = k * X.nRows;
  for (let row = 0; row < X.nRows; row++) {
    let node = 0;
    for (let kind = kinds[0]; kind !== nodeKinds.leaf; kind = kinds[node]) {
      const value = ofNode[node][row];
      const missing = kind === nodeKinds.numberMissingLeft || kind === nodeKinds.categoryMissingLeft ? 0 : 1;
      if (kind > nodeKinds.numberMissingRight) {
        node = lefts[node] + categorySide(categories, values[node], value, missing);
      } else {
        node = lefts[node] + (value <= values[node] ? 0 : value > values[node] ? 1 : missing);
      }
    }
    scores[first + row] += values[node];
  }
}
