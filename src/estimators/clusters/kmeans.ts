/** k-means: rows in groups around centres (MacQueen 1967). */
import { z } from 'zod';
import { mean, variance } from '../../math/reduce.ts';
import { numberColumn } from '../../table/build.ts';
import { withColumns } from '../../table/table.ts';
import { refuseColumns } from '../added-columns.ts';
import type { EstimatorDefinition, TransformerDefinition } from '../estimator.ts';
import { fitSpace, pointsOf, type Space, spaceShape, standardiseText } from '../neighbours/points.ts';
import { clusterColumn, distanceColumn } from './added-names.ts';
import { nearestCentre } from './cloud.ts';
import { type Clustering, lloyd } from './lloyd.ts';
import { startingCentres } from './starting-centres.ts';

const params = z.strictObject({
  k: z.int().min(1).max(10_000).default(8).describe('clusters; fewer when there are fewer distinct rows'),
  restarts: z.int().min(1).max(1000).default(10).describe('starts from other rows, of which the best result is kept'),
  maxIterations: z.int().min(1).max(100_000).default(300).describe('most moves of the centres in each start'),
  tolerance: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe('a start ends when its centres move by less, squared, as a share of the mean variance of the columns'),
  standardise: z.boolean().default(true).describe(standardiseText),
});

type KMeansState = {
  readonly space: Space;
  /** nClusters x nFeatures points of the space, in ascending order of their first coordinates that differ. */
  readonly centres: Float64Array;
  readonly nClusters: number;
};

/**
 * Adds `cluster`, the number of the nearest centre (a category; of equally near ones the lower), and `cluster_distance`, the
 * Euclidean distance to it in standard deviations (or as the columns are). A transformer, for there is no target to learn.
 * Clusters are numbered by the places of their centres, so that starts which find the same ones give them the same numbers.
 */
export const kmeans: TransformerDefinition<z.infer<typeof params>, KMeansState> = {
  kind: 'transformer',
  name: 'kmeans',
  version: 1,
  description: 'Adds the cluster of each row and the distance to its centre.',
  tags: { usesRng: true, sampleWeight: 'exact', heavy: true },
  params,
  state: z
    .strictObject({
      space: spaceShape,
      centres: z.instanceof(Float64Array).refine((centres) => centres.every(Number.isFinite), 'centres are finite'),
      nClusters: z.int().min(1),
    })
    .refine(
      ({ space, centres, nClusters }) => centres.length === nClusters * space.features.length,
      'centres fit the features',
    ),

  fit({ X, sampleWeight }, { k, restarts, maxIterations, tolerance, standardise }, { rng, onIteration }) {
    refuseColumns(X, [clusterColumn, distanceColumn], kmeans.name);
    const space = fitSpace(X, standardise, sampleWeight);
    const points = pointsOf(space, X, kmeans as EstimatorDefinition);
    const nFeatures = X.columns.length;
    const cloud = { points, nFeatures, weights: sampleWeight ?? new Float64Array(X.nRows).fill(1) };
    const enough = tolerance > 0 ? tolerance * meanVariance(points, nFeatures) : 0;
    let best: Clustering | undefined;
    let nClusters = 0;
    for (let restart = 0; restart < restarts; restart++) {
      const start = startingCentres(cloud, k, rng.split(`restart-${restart}`));
      const found = lloyd(cloud, start.centres, start.nCentres, maxIterations, enough);
      if (best === undefined || found.inertia < best.inertia) {
        best = found;
        nClusters = start.nCentres;
      }
      if (onIteration?.(restart, best.inertia) === false) break;
    }
    return { space, centres: inOrder(best!.centres, nClusters, nFeatures), nClusters };
  },

  transform({ space, centres, nClusters }, X) {
    const points = pointsOf(space, X, kmeans as EstimatorDefinition);
    const cloud = { points, nFeatures: space.features.length, weights: new Float64Array() };
    const codes = new Float64Array(X.nRows);
    const distances = new Float64Array(X.nRows);
    for (let row = 0; row < X.nRows; row++) {
      const { centre, distance } = nearestCentre(cloud, row, centres, nClusters);
      codes[row] = centre;
      distances[row] = distance;
    }
    const cluster = { ...numberColumn(clusterColumn, codes), integer: true, cardinality: nClusters };
    return withColumns(X, [cluster, { ...numberColumn(distanceColumn, distances), integer: false }]);
  },
};

/** Mean over the columns of their variances, each by the number of rows: what scikit-learn's tolerance is a share of. */
function meanVariance(points: Float64Array, nFeatures: number): number {
  const nRows = points.length / nFeatures;
  const variances = Array.from({ length: nFeatures }, (_, j) =>
    variance(
      Float64Array.from({ length: nRows }, (_, row) => points[row * nFeatures + j]),
      0,
    ),
  );
  return mean(variances);
}

/** The centres sorted by their first coordinate, of equals by the next. */
function inOrder(centres: Float64Array, nClusters: number, nFeatures: number): Float64Array {
  const all = Array.from({ length: nClusters }, (_, c) => centres.subarray(c * nFeatures, (c + 1) * nFeatures));
  all.sort((a, b) => {
    for (let j = 0; j < nFeatures; j++) if (a[j] !== b[j]) return a[j] - b[j];
    return 0;
  });
  const sorted = new Float64Array(centres.length);
  for (const [c, centre] of all.entries()) sorted.set(centre, c * nFeatures);
  return sorted;
}
