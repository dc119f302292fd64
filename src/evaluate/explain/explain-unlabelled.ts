/** Explanations of single answers of models without a target: why a row is strange, or in its cluster. */

import { outlierDetector } from '../../estimators/anomaly/outlier-detector.ts';
import type { LoadedModel } from '../../estimators/artifact.ts';
import { checkColumns, selectFeatures } from '../../estimators/check-input.ts';
import { kmeans } from '../../estimators/clusters/kmeans.ts';
import type { EstimatorDefinition, FittedEstimator } from '../../estimators/estimator.ts';
import { pointsOf } from '../../estimators/neighbours/points.ts';
import { inputBehind, throughTransformers } from '../../estimators/pipeline.ts';
import type { StepsState } from '../../estimators/steps.ts';
import type { Forest } from '../../estimators/tree/forest.ts';
import { nodeKinds } from '../../estimators/tree/forest.ts';
import { isolationForest } from '../../estimators/tree/isolation-forest.ts';
import { meanPathLength } from '../../estimators/tree/isolation-tree.ts';
import type { NumberColumn } from '../../table/column.ts';
import type { Table } from '../../table/table.ts';
import { checkBackground } from './coalition-game.ts';
import { sumByOrigin } from './contributions.ts';
import { explainForest, explainForestAgainst } from './explain-forest.ts';
import { explainSampled, type Sampling } from './explain-sampled.ts';
import type { Explanation } from './explanation.ts';
import { scoresIn } from './score-function.ts';
import { withChances } from './unlabelled-scores.ts';

type StateOf<Definition> = Definition extends { transform(state: infer State, X: never): unknown } ? State : never;
type IsolationState = StateOf<typeof isolationForest>;
type DetectorState = StateOf<typeof outlierDetector>;
type KMeansState = StateOf<typeof kmeans>;

/** What can be read from a model, and where it is. */
type Readable =
  | { readonly kind: 'isolation'; readonly state: IsolationState }
  | { readonly kind: 'kmeans'; readonly state: KMeansState };

/** True when the answers of a model without a target can be read from its trees or centres. */
export function isReadable(fitted: FittedEstimator): boolean {
  return readableOf(stepsOf(fitted)) !== undefined;
}

/**
 * What each input column adds to the answers of a model without a target.
 *
 * - A detector that is one isolation forest: TreeSHAP of the forest's depth, over the mean depth to expect and with the other sign, the
 *   logarithm to base 2 of the isolation score; `anomaly_score` grows with it. Without a background along the training rows.
 * - Other detectors: `anomaly_score` itself, by asking.
 * - k-means: how much nearer the centre of a cluster is than the others are on average, in squared distances of standardised columns.
 *   It is linear in the columns, so that the values are exact (linear SHAP), and largest for the row's own cluster.
 * - Gaussian mixtures: the probability of each cluster, by asking.
 *
 * Of two clusters the second alone is explained, since the first mirrors it.
 *
 * @param background 1 to 1,000 rows with the columns of X; @param ask asks the model itself even where it could be read.
 */
export function explainUnlabelled(
  model: LoadedModel,
  X: Table,
  { background, ask, ...sampling }: Sampling & { readonly background?: Table; readonly ask: boolean },
): Explanation {
  const steps = stepsOf(model.fitted);
  const readable = ask ? undefined : readableOf(steps);
  const against = background ?? model.golden.rows;
  if (readable?.kind === 'isolation') return isolationValues(steps, readable.state, X, background);
  if (readable?.kind === 'kmeans') return centreValues(steps, readable.state, X, against);
  const asked = withChances(model);
  const isAnomaly = model.signature.target.task === 'anomaly';
  const found = explainSampled((rows) => scoresIn(asked.predict(rows)), X, against, sampling);
  return { ...found, scale: isAnomaly ? 'value' : 'probability' };
}

function stepsOf(fitted: FittedEstimator): StepsState['steps'] {
  return (fitted.state as StepsState).steps;
}

function readableOf(steps: StepsState['steps']): Readable | undefined {
  const last = steps[steps.length - 1];
  if (last.name === kmeans.name) return { kind: 'kmeans', state: last.state as KMeansState };
  if (last.name !== outlierDetector.name) return undefined;
  const { members } = last.state as DetectorState;
  const [{ fitted }] = members;
  if (members.length > 1 || fitted.name !== isolationForest.name) return undefined;
  return { kind: 'isolation', state: fitted.state as IsolationState };
}

/** Forests whose leaves add up to the logarithm of the score, by the state they were made of. */
const scoredForests = new WeakMap<IsolationState, Forest>();

function scoredForest(state: IsolationState): Forest {
  const known = scoredForests.get(state);
  if (known) return known;
  const { forest, nDrawn } = state;
  const expected = forest.roots.length * meanPathLength(nDrawn);
  const unit = expected > 0 ? -1 / expected : 0;
  const values = forest.values.map((value, node) => (forest.kinds[node] === nodeKinds.leaf ? value * unit : value));
  const scored = { ...forest, values };
  scoredForests.set(state, scored);
  return scored;
}

function isolationValues(
  steps: StepsState['steps'],
  state: IsolationState,
  X: Table,
  background: Table | undefined,
): Explanation {
  const { features } = state;
  const columnsOf = (rows: Table) => {
    const selected = selectFeatures(throughTransformers(steps, rows), features, isolationForest.name);
    checkColumns(isolationForest as EstimatorDefinition, selected);
    return selected.columns.map((column) => (column as NumberColumn).values);
  };
  const scores = { forest: scoredForest(state), baseline: Float64Array.of(0) };
  const { expected, values } = background
    ? explainForestAgainst(scores, columnsOf(X), X.nRows, columnsOf(background), background.nRows)
    : explainForest(scores, columnsOf(X), X.nRows);
  const contributions = { names: features, values };
  return {
    method: 'tree',
    scale: 'isolation',
    nRows: X.nRows,
    nOutputs: 1,
    expected,
    features: contributions,
    inputs: sumByOrigin(contributions, originsOf(steps, features), 1, X.nRows),
    ...(background && { backgroundRows: background.nRows }),
  };
}

function centreValues(
  steps: StepsState['steps'],
  { space, centres, nClusters }: KMeansState,
  X: Table,
  background: Table,
): Explanation {
  checkBackground(background);
  const n = space.features.length;
  const pointsIn = (rows: Table) => pointsOf(space, throughTransformers(steps, rows), kmeans as EstimatorDefinition);
  const [points, others] = [pointsIn(X), pointsIn(background)];
  const usual = new Float64Array(n);
  for (let i = 0; i < others.length; i++) usual[i % n] += others[i] / background.nRows;
  const clusters = nClusters === 2 ? [1] : Array.from({ length: nClusters }, (_, c) => c);
  const expected = new Float64Array(clusters.length);
  const values = new Float64Array(clusters.length * n * X.nRows);
  for (const [k, c] of clusters.entries()) {
    for (let j = 0; j < n && nClusters > 1; j++) {
      const own = centres[c * n + j];
      let [sum, squares] = [0, 0];
      for (let other = 0; other < nClusters; other++) {
        if (other === c) continue;
        sum += centres[other * n + j] / (nClusters - 1);
        squares += (centres[other * n + j] * centres[other * n + j]) / (nClusters - 1);
      }
      // The mean of (x - other)^2 less (x - own)^2, which is linear in x.
      const slope = 2 * (own - sum);
      expected[k] += slope * usual[j] + squares - own * own;
      const at = (k * n + j) * X.nRows;
      for (let row = 0; row < X.nRows; row++) values[at + row] = slope * (points[row * n + j] - usual[j]);
    }
  }
  const [nRows, nOutputs] = [X.nRows, clusters.length];
  const inputs = sumByOrigin({ names: space.features, values }, originsOf(steps, space.features), nOutputs, nRows);
  return { method: 'linear', scale: 'nearness', nRows, nOutputs, expected, inputs, backgroundRows: background.nRows };
}

function originsOf(steps: StepsState['steps'], features: readonly string[]): string[] {
  return features.map((feature) => inputBehind(steps, feature));
}
