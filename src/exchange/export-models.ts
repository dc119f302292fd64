/** Fitted predictors as the model at the end of a plan. */
import type { majority } from '../estimators/baseline/majority.ts';
import type { mean } from '../estimators/baseline/mean.ts';
import { farthest } from '../estimators/bayes/gaussian-column.ts';
import type { NaiveBayesState } from '../estimators/bayes/naive-bayes.ts';
import type { LinearState } from '../estimators/linear/linear-model.ts';
import type { KnnState } from '../estimators/neighbours/knn.ts';
import { plainBound } from '../estimators/neighbours/points.ts';
import type { MlpState } from '../estimators/neural/mlp.ts';
import { inputBound } from '../estimators/neural/scaled-inputs.ts';
import { scaledBound } from '../estimators/preprocess/standard-scaler.ts';
import type { ForestState } from '../estimators/tree/forest-state.ts';
import type { gbdt } from '../estimators/tree/gbdt.ts';
import { logLinked } from '../estimators/tree/loss-choice.ts';
import { log } from '../math/log.ts';
import { namedColumns, type PlanColumn } from './export-columns.ts';
import type { PlanPredictor, Slot } from './export-plan.ts';

type StateOf<Definition> = Definition extends { predict(state: infer State, X: never): unknown } ? State : never;

type Lower<State> = (state: State, columns: readonly PlanColumn[]) => PlanPredictor;

const links = { regression: 'value', binary: 'sigmoid', multiclass: 'softmax' } as const;

const lowerGbdt: Lower<StateOf<typeof gbdt>> = ({ features, task, objective, baseline, forest }, columns) => ({
  kind: 'forest',
  features: slotsOf(features, columns, 'gbdt'),
  baseline,
  forest,
  link: logLinked.has(objective) ? 'exp' : links[task],
});

const lowerForest =
  (estimator: string): Lower<ForestState> =>
  (state, columns) => {
    const { forest, shares, nOutputs, unit, task } = state;
    const features = slotsOf(state.features, columns, estimator);
    // The only class that there is.
    if (task === 'multiclass' && nOutputs === 1)
      return { kind: 'constant', outputs: Float64Array.of(1), link: 'shares' };
    const link = task === 'regression' ? 'value' : task === 'binary' ? 'second' : 'shares';
    return { kind: 'averagedTrees', features, forest, shares, nOutputs, unit, link };
  };

const lowerLinear =
  (estimator: string, link: 'value' | 'softmax'): Lower<LinearState> =>
  ({ features, coefficients, intercepts }, columns) => ({
    kind: 'linear',
    features: slotsOf(features, columns, estimator),
    coefficients,
    intercepts,
    link,
  });

const lowerMlp: Lower<MlpState> = ({ features, inputs, layers, nClasses, present, target }, columns) => ({
  kind: 'network',
  features: slotsOf(features, columns, 'mlp'),
  inputs,
  bound: inputBound,
  layers,
  nClasses,
  present,
  target,
});

const lowerNaiveBayes: Lower<NaiveBayesState> = ({ features, logPriors, numbers, categories }, columns) => {
  const slots = slotsOf(features, columns, 'naive_bayes');
  return {
    kind: 'bayes',
    logPriors,
    numbers: numbers.map(({ feature, mean, scale, means, variances }) => {
      return { slot: slots[feature], mean, scale, bound: farthest, means, variances, logVariances: variances.map(log) };
    }),
    categories: categories.map(({ feature, cardinality, logShares }) => {
      return { slot: slots[feature], cardinality, logShares };
    }),
  };
};

const lowerKnn: Lower<KnnState> = ({ space, tree, targets, sampleWeight, nClasses, k, byDistance }, columns) => ({
  kind: 'neighbours',
  features: slotsOf(space.features, columns, 'knn'),
  means: space.means,
  scales: space.scales,
  bound: space.scales.length > 0 ? scaledBound : plainBound,
  tree,
  targets,
  ...(sampleWeight && { sampleWeight }),
  nClasses,
  k,
  byDistance,
});

const lowerMajority: Lower<StateOf<typeof majority>> = ({ shares }) => ({
  kind: 'constant',
  outputs: shares,
  link: 'shares',
});

const lowerMean: Lower<StateOf<typeof mean>> = ({ value }) => ({ kind: 'constant', outputs: value, link: 'value' });

interface ModelLowering {
  readonly version: number;
  /** The only format that can say it. */
  readonly only?: string;
  readonly lower: Lower<never>;
}

/** By estimator name, for states of one version; what is not here cannot be exported. */
export const modelLowerings: Readonly<Record<string, ModelLowering>> = {
  gbdt: { version: 2, lower: lowerGbdt },
  random_forest: { version: 1, lower: lowerForest('random_forest') },
  extra_trees: { version: 1, lower: lowerForest('extra_trees') },
  decision_tree: { version: 1, lower: lowerForest('decision_tree') },
  ridge: { version: 1, lower: lowerLinear('ridge', 'value') },
  elastic_net: { version: 1, lower: lowerLinear('elastic_net', 'value') },
  logistic: { version: 1, lower: lowerLinear('logistic', 'softmax') },
  mlp: { version: 1, lower: lowerMlp },
  naive_bayes: { version: 1, lower: lowerNaiveBayes },
  knn: { version: 1, only: 'esm', lower: lowerKnn },
  majority: { version: 1, lower: lowerMajority },
  mean: { version: 1, lower: lowerMean },
};

function slotsOf(features: readonly string[], columns: readonly PlanColumn[], estimator: string): Slot[] {
  return namedColumns(columns, features, estimator, 'number').map(({ slot }) => slot);
}
