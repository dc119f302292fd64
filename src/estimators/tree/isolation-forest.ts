/** Isolation forests: how odd rows are (Liu, Ting, Zhou 2008). */
import { z } from 'zod';
import { pow } from '../../math/pow.ts';
import type { Rng } from '../../math/rng.ts';
import { numberColumn } from '../../table/build.ts';
import type { NumberColumn } from '../../table/column.ts';
import { withColumns } from '../../table/table.ts';
import { refuseColumns } from '../added-columns.ts';
import { checkColumns, selectFeatures } from '../check-input.ts';
import type { EstimatorDefinition, TransformerDefinition } from '../estimator.ts';
import { type Forest, forestShape, isSoundForest, joinForests } from './forest.ts';
import { addForest } from './forest-scores.ts';
import { growIsolationTree, meanPathLength } from './isolation-tree.ts';

const params = z.strictObject({
  nEstimators: z.int().min(1).max(100_000).default(100).describe('number of trees'),
  maxSamples: z.int().min(1).max(1_000_000).default(256).describe('rows drawn, without return, for a tree'),
});

type IsolationState = {
  readonly features: readonly string[];
  readonly forest: Forest;
  /** Rows of each tree. */
  readonly nDrawn: number;
};

/** The column that is added. */
const scoreColumn = 'anomaly_score';

/**
 * Adds `anomaly_score` in (0, 1): 2 ^ -(mean depth of the row / mean depth to expect). Well above 0.5 is odd, below is usual.
 * A transformer, because predictors learn a target, and there is none: whoever has one can score the column against it.
 * Not on histograms: a tree has a few hundred rows, whose own values serve as they are. Codes of categories count as numbers.
 */
export const isolationForest: TransformerDefinition<z.infer<typeof params>, IsolationState> = {
  kind: 'transformer',
  name: 'isolation_forest',
  version: 1,
  description: 'Adds how odd each row is, by how soon random splits set it apart.',
  tags: { allowsMissing: true, usesRng: true },
  params,
  state: z
    .strictObject({
      features: z.array(z.string()),
      forest: forestShape,
      nDrawn: z.int().min(1).max(1_000_000),
    })
    .refine(
      ({ features, forest }) => forest.roots.length > 0 && isSoundForest(forest, features.length),
      'trees fit the features',
    ),

  fit({ X }, { nEstimators, maxSamples }, { rng, onIteration }) {
    const features = X.columns.map(({ name }) => name);
    refuseColumns(X, [scoreColumn], isolationForest.name);
    const columns = X.columns.map((column) => (column as NumberColumn).values);
    const nDrawn = Math.min(maxSamples, X.nRows);
    const trees: Forest[] = [];
    for (let t = 0; t < nEstimators; t++) {
      const ofTree = rng.split(`tree-${t}`);
      trees.push(growIsolationTree(columns, drawRows(X.nRows, nDrawn, ofTree), ofTree));
      if (onIteration?.(t, Number.NaN) === false) break;
    }
    return { features, forest: joinForests(trees, 1), nDrawn };
  },

  transform({ features, forest, nDrawn }, X) {
    const selected = selectFeatures(X, features, isolationForest.name);
    checkColumns(isolationForest as EstimatorDefinition, selected);
    const depths = new Float64Array(X.nRows);
    addForest(forest, selected, depths, 1);
    const expected = forest.roots.length * meanPathLength(nDrawn);
    const scores = depths.map((depth) => pow(2, expected > 0 ? -depth / expected : -1));
    return withColumns(X, [numberColumn(scoreColumn, scores)]);
  },
};

/** Distinct rows in ascending order (Floyd's algorithm: Bentley, Floyd 1987). */
function drawRows(nRows: number, n: number, rng: Rng): Int32Array {
  const drawn = new Set<number>();
  for (let last = nRows - n; last < nRows; last++) {
    const row = rng.integer(last + 1);
    drawn.add(drawn.has(row) ? last : row);
  }
  return Int32Array.from(drawn).sort((a, b) => a - b);
}
