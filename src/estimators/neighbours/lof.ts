/** Local outlier factor: how much thinner the rows lie around a row than around its neighbours (Breunig et al. 2000). */
import { z } from 'zod';
import { numberColumn } from '../../table/build.ts';
import { withColumns } from '../../table/table.ts';
import { refuseColumns } from '../added-columns.ts';
import type { EstimatorDefinition, TransformerDefinition } from '../estimator.ts';
import { buildKDTree, type KDTree, kDTreeShape } from './k-d-tree.ts';
import { type Neighbours, nearestIn } from './nearest.ts';
import { fitSpace, pointsOf, type Space, spaceShape, standardiseText } from './points.ts';

const params = z.strictObject({
  k: z.int().min(1).max(10_000).default(20).describe('neighbours of a row; at most all other training rows'),
  standardise: z.boolean().default(true).describe(standardiseText),
});

type LofState = {
  readonly space: Space;
  readonly tree: KDTree;
  /** Neighbours of each row; 0 when there is but one training row. */
  readonly k: number;
  /** nRows distances from each training row to its k-th neighbour. */
  readonly reaches: Float64Array;
  /** nRows densities around the training rows. */
  readonly densities: Float64Array;
};

/** The column that is added. */
const factorColumn = 'outlier_factor';

/** Keeps densities finite where k rows and more are equal; the same number as scikit-learn's. */
const leastDistance = 1e-10;

/**
 * Adds `outlier_factor`, near 1 for rows amid others, larger for rows that lie apart: the mean density of the neighbours over
 * that of the row, as scikit-learn's LocalOutlierFactor. A row that equals a training row counts as that row and is none of
 * its own neighbours, so that training rows have the factors of the paper and new rows those of novelty detection.
 * Of rows that are equally far the earlier training rows count. A transformer, for there is no target to learn.
 */
export const lof: TransformerDefinition<z.infer<typeof params>, LofState> = {
  kind: 'transformer',
  name: 'lof',
  version: 1,
  description: 'Adds the local outlier factor of each row: how thin its surroundings are beside its neighbours.',
  tags: { heavy: true },
  params,
  state: z
    .strictObject({
      space: spaceShape,
      tree: kDTreeShape,
      k: z.int().min(0),
      reaches: z.instanceof(Float64Array).refine((all) => all.every(isPlain), 'reaches are distances'),
      densities: z.instanceof(Float64Array).refine((all) => all.every(isPlain), 'densities are finite'),
    })
    .refine(
      ({ space, tree, k, reaches, densities }) =>
        space.features.length === tree.nFeatures &&
        reaches.length === tree.rows.length &&
        densities.length === tree.rows.length &&
        k < tree.rows.length,
      'neighbours and densities fit the points',
    ),

  fit({ X }, { k: wanted, standardise }) {
    refuseColumns(X, [factorColumn], lof.name);
    const { nRows } = X;
    const space = fitSpace(X, standardise);
    const points = pointsOf(space, X, lof as EstimatorDefinition);
    const tree = buildKDTree(points, nRows, X.columns.length);
    const k = Math.min(wanted, nRows - 1);
    const reaches = new Float64Array(nRows);
    const densities = new Float64Array(nRows);
    if (k === 0) return { space, tree, k, reaches, densities };
    const others = otherNeighbours(tree, k);
    for (let row = 0; row < nRows; row++) reaches[row] = others(points, row).distances[k - 1];
    // Found again, for the neighbours of all rows at once would take k times the memory of a column.
    for (let row = 0; row < nRows; row++) densities[row] = densityAmong(others(points, row), reaches);
    return { space, tree, k, reaches, densities };
  },

  transform({ space, tree, k, reaches, densities }, X) {
    const points = pointsOf(space, X, lof as EstimatorDefinition);
    const factors = new Float64Array(X.nRows).fill(1);
    if (k > 0) {
      const others = otherNeighbours(tree, k);
      for (let row = 0; row < X.nRows; row++) {
        const found = others(points, row);
        let total = 0;
        for (let i = 0; i < k; i++) total += densities[found.rows[i]];
        factors[row] = total / k / densityAmong(found, reaches);
      }
    }
    return withColumns(X, [numberColumn(factorColumn, factors)]);
  },
};

/** k rows and their distances, from the nearest on. */
interface Surroundings {
  readonly rows: Int32Array;
  readonly distances: Float64Array;
}

/** A search for the k nearest training rows of a row, without the row itself if it is among them. Each search overwrites the last. */
function otherNeighbours(tree: KDTree, k: number): (points: Float64Array, row: number) => Surroundings {
  const search = nearestIn(tree, k + 1);
  const rows = new Int32Array(k);
  const distances = new Float64Array(k);
  return (points, row) => {
    const found: Neighbours = search(points, row * tree.nFeatures);
    const skipped = found.squares[0] === 0 ? 1 : 0;
    for (let i = 0; i < k; i++) {
      rows[i] = found.rows[i + skipped];
      distances[i] = Math.sqrt(found.squares[i + skipped]);
    }
    return { rows, distances };
  };
}

/** One over the mean distance to the neighbours, where none counts as nearer than its own k-th neighbour. */
function densityAmong({ rows, distances }: Surroundings, reaches: Float64Array): number {
  let total = 0;
  for (let i = 0; i < rows.length; i++) total += Math.max(distances[i], reaches[rows[i]]);
  return 1 / (total / rows.length + leastDistance);
}

function isPlain(value: number): boolean {
  return value >= 0 && value < Number.POSITIVE_INFINITY;
}
