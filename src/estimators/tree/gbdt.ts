/** Gradient boosted decision trees over histograms, as LightGBM grows them. */
import { z } from 'zod';
import { type Predictions, type Task, tasks } from '../../table/task.ts';
import { checkColumns, selectFeatures } from '../check-input.ts';
import type { EstimatorDefinition, PredictorDefinition } from '../estimator.ts';
import { boost } from './boost.ts';
import { type Forest, forestShape, isSoundForest } from './forest.ts';
import { addForest, addForestToRow } from './forest-scores.ts';
import { type GbdtParams, gbdtParams, objectiveNames } from './gbdt-params.ts';
import type { ObjectiveName } from './loss-choice.ts';
import { predictionsOf, sayScores } from './score-predictions.ts';

export type GbdtState = {
  readonly features: readonly string[];
  readonly task: Task;
  /** What was minimised: it says what a score means. */
  readonly objective: ObjectiveName;
  /** One score per output: one output for regression (the value or, where the objective says so, its logarithm) and two classes (the log-odds), else one per class. */
  readonly baseline: Float64Array;
  /** Tree t belongs to output t modulo nOutputs. */
  readonly forest: Forest;
  /** nFeatures total gains of the splits. */
  readonly gains: Float64Array;
};

/**
 * Boosting with leaf-wise trees on at most 255 bins per column. Missing values and sets of categories are split on as they
 * are. Training rows may come in any order, and any number of threads gives the same bits.
 */
export const gbdt: PredictorDefinition<GbdtParams, GbdtState> = {
  kind: 'predictor',
  name: 'gbdt',
  version: 2,
  description: 'Gradient boosted decision trees, grown leaf by leaf on histograms.',
  tasks,
  tags: {
    allowsMissing: true,
    sampleWeight: 'exact',
    categorical: true,
    usesRng: true,
    heavy: true,
    warmStart: true,
    customObjective: true,
  },
  params: gbdtParams,
  state: z
    .strictObject({
      features: z.array(z.string()),
      task: z.enum(tasks),
      objective: z.enum([...objectiveNames, 'custom']),
      baseline: z.instanceof(Float64Array),
      forest: forestShape,
      gains: z.instanceof(Float64Array),
    })
    .refine(
      ({ features, task, objective, baseline, forest, gains }) =>
        fitsTask(objective, task) &&
        gains.length === features.length &&
        baseline.length > 0 &&
        (task === 'multiclass' || baseline.length === 1) &&
        forest.roots.length % baseline.length === 0 &&
        isSoundForest(forest, features.length),
      'trees, baseline and gains fit the features',
    ),
  /** Version 1 knew one objective per task. */
  upgrade: (state) => {
    const { task } = (state ?? {}) as { readonly task?: unknown };
    return { ...(state as object), objective: task === 'regression' ? 'l2' : task };
  },
  searchSpace: {
    learningRate: { type: 'float', low: 0.02, high: 0.3, log: true },
    numLeaves: { type: 'int', low: 7, high: 127, log: true },
    minChildSamples: { type: 'int', low: 3, high: 100, log: true },
    catSmooth: { type: 'float', low: 1, high: 50, log: true },
    lambdaL2: { type: 'float', low: 1e-3, high: 100, log: true },
    featureFraction: { type: 'float', low: 0.4, high: 1 },
    subsample: { type: 'float', low: 0.5, high: 1 },
    extraTrees: { type: 'choice', values: [true, false] },
  },

  fit(input, params, ctx) {
    return { features: input.X.columns.map(({ name }) => name), task: input.task!, ...boost(input, params, ctx) };
  },

  predict({ features, task, objective, baseline, forest }, X): Predictions {
    const selected = selectFeatures(X, features, gbdt.name);
    checkColumns(gbdt as EstimatorDefinition, selected);
    const { nRows } = X;
    const scores = new Float64Array(baseline.length * nRows);
    for (let k = 0; k < baseline.length; k++) scores.fill(baseline[k], k * nRows, (k + 1) * nRows);
    addForest(forest, selected, scores, baseline.length);
    return predictionsOf(task, objective, scores, nRows);
  },

  rowPredictor({ features, task, objective, baseline, forest }) {
    const scores = new Float64Array(baseline.length);
    return {
      features,
      nClasses: task === 'regression' ? 0 : task === 'binary' ? 2 : baseline.length,
      say(row, said) {
        scores.set(baseline);
        addForestToRow(forest, row, scores);
        sayScores(task, objective, scores, said);
      },
    };
  },

  rounds: {
    param: 'nEstimators',
    growWithRows: true,
    // A model that learned nothing has no trees, yet the parameter begins at 1.
    count: ({ forest, baseline }) => Math.max(1, forest.roots.length / baseline.length),
  },

  importance({ features, gains }) {
    const total = gains.reduce((sum, gain) => sum + gain, 0);
    return features.map((feature, j) => ({ feature, share: total > 0 ? gains[j] / total : 0 }));
  },
};

function fitsTask(objective: ObjectiveName, task: Task): boolean {
  if (objective === 'custom') return task !== 'multiclass';
  return task === 'regression' ? objective !== 'binary' && objective !== 'multiclass' : objective === task;
}
