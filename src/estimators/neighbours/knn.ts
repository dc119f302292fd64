/** k nearest neighbours: the mean of the k training rows that lie nearest (Fix, Hodges 1951; Cover, Hart 1967). */
import { z } from 'zod';
import type { Predictions } from '../../table/task.ts';
import { classPredictions } from '../class-predictions.ts';
import type { EstimatorDefinition, PredictorDefinition } from '../estimator.ts';
import { sayPredictions } from '../single-row/row-cells.ts';
import { buildKDTree, type KDTree, kDTreeShape } from './k-d-tree.ts';
import { nearestIn } from './nearest.ts';
import { fitSpace, pointOf, pointsOf, type Space, spaceShape, standardiseText } from './points.ts';
import { castVotes } from './votes.ts';

const params = z.strictObject({
  k: z.int().min(1).max(10_000).default(5).describe('rows that decide; at most all training rows'),
  weights: z
    .enum(['uniform', 'distance'])
    .default('uniform')
    .describe('uniform counts neighbours alike, distance by the inverse of their distance'),
  standardise: z.boolean().default(true).describe(standardiseText),
});

export type KnnState = {
  readonly space: Space;
  readonly tree: KDTree;
  /** nRows numbers, or class codes. */
  readonly targets: Float64Array;
  /** nRows weights > 0; absent when all are 1. */
  readonly sampleWeight?: Float64Array;
  /** 0 for regression. */
  readonly nClasses: number;
  readonly k: number;
  readonly byDistance: boolean;
};

/**
 * As scikit-learn's KNeighborsClassifier and KNeighborsRegressor with Euclidean distances, but for two things: columns are
 * standardised unless that is turned off, and of rows that are equally far the earlier training rows count. Of classes with
 * equal votes the one with the lower code wins. A vote is multiplied by the sample weight of its row. By distance, rows that
 * equal the query leave no vote to others.
 */
export const knn: PredictorDefinition<z.infer<typeof params>, KnnState> = {
  kind: 'predictor',
  name: 'knn',
  version: 1,
  description: 'The mean, or the class shares, of the nearest training rows.',
  tasks: ['binary', 'multiclass', 'regression'],
  tags: { sampleWeight: 'exact' },
  params,
  state: z
    .strictObject({
      space: spaceShape,
      tree: kDTreeShape,
      targets: z.instanceof(Float64Array),
      sampleWeight: z.instanceof(Float64Array).optional(),
      nClasses: z.int().min(0),
      k: z.int().min(1),
      byDistance: z.boolean(),
    })
    .refine(isSound, 'targets and weights fit the points'),
  searchSpace: {
    k: { type: 'int', low: 1, high: 100, log: true },
    weights: { type: 'choice', values: ['uniform', 'distance'] },
  },

  fit({ X, y, nClasses, sampleWeight }, { k, weights, standardise }) {
    const space = fitSpace(X, standardise, sampleWeight);
    const points = pointsOf(space, X, knn as EstimatorDefinition);
    return {
      space,
      tree: buildKDTree(points, X.nRows, X.columns.length),
      targets: Float64Array.from(y!),
      ...(sampleWeight && { sampleWeight: Float64Array.from(sampleWeight) }),
      nClasses,
      k: Math.min(k, X.nRows),
      byDistance: weights === 'distance',
    };
  },

  predict(state, X) {
    return predictionsOf(state, pointsOf(state.space, X, knn as EstimatorDefinition), X.nRows);
  },

  rowPredictor: (state) => ({
    features: state.space.features,
    nClasses: state.nClasses,
    say: (row, said) => sayPredictions(predictionsOf(state, pointOf(state.space, row), 1), said),
  }),
};

function predictionsOf(state: KnnState, queries: Float64Array, nRows: number): Predictions {
  const { tree, targets, nClasses, k } = state;
  const search = nearestIn(tree, k);
  const votes = new Float64Array(k);
  const values = new Float64Array(nRows);
  const perClass = Array.from({ length: nClasses }, () => new Float64Array(nRows));
  for (let row = 0; row < nRows; row++) {
    const neighbours = search(queries, row * tree.nFeatures);
    castVotes(state, neighbours, votes);
    for (let i = 0; i < k; i++) {
      const target = targets[neighbours.rows[i]];
      if (nClasses > 0) perClass[target][row] += votes[i];
      else values[row] += votes[i] * target;
    }
  }
  return nClasses > 0 ? classPredictions(perClass) : { values };
}

function isSound({ space, tree, targets, sampleWeight, nClasses, k }: KnnState): boolean {
  const isTarget = (value: number) =>
    nClasses > 0 ? value >= 0 && value < nClasses && Number.isInteger(value) : Number.isFinite(value);
  return (
    space.features.length === tree.nFeatures &&
    targets.length === tree.rows.length &&
    targets.every(isTarget) &&
    (sampleWeight === undefined ||
      (sampleWeight.length === targets.length &&
        sampleWeight.every((weight) => weight > 0 && Number.isFinite(weight)))) &&
    k <= targets.length
  );
}
