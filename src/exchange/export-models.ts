/** Fitted predictors as the model at the end of a plan. */
import type { majority } from '../estimators/baseline/majority.ts';
import type { mean } from '../estimators/baseline/mean.ts';
import type { LinearState } from '../estimators/linear/linear-model.ts';
import type { ForestState } from '../estimators/tree/forest-state.ts';
import type { gbdt } from '../estimators/tree/gbdt.ts';
import { logLinked } from '../estimators/tree/loss-choice.ts';
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

const lowerMajority: Lower<StateOf<typeof majority>> = ({ shares }) => ({
  kind: 'constant',
  outputs: shares,
  link: 'shares',
});

const lowerMean: Lower<StateOf<typeof mean>> = ({ value }) => ({ kind: 'constant', outputs: value, link: 'value' });

/** By estimator name, for states of one version; what is not here cannot be exported. */
export const modelLowerings: Readonly<Record<string, { readonly version: number; readonly lower: Lower<never> }>> = {
  gbdt: { version: 2, lower: lowerGbdt },
  random_forest: { version: 1, lower: lowerForest('random_forest') },
  extra_trees: { version: 1, lower: lowerForest('extra_trees') },
  decision_tree: { version: 1, lower: lowerForest('decision_tree') },
  ridge: { version: 1, lower: lowerLinear('ridge', 'value') },
  elastic_net: { version: 1, lower: lowerLinear('elastic_net', 'value') },
  logistic: { version: 1, lower: lowerLinear('logistic', 'softmax') },
  majority: { version: 1, lower: lowerMajority },
  mean: { version: 1, lower: lowerMean },
};

function slotsOf(features: readonly string[], columns: readonly PlanColumn[], estimator: string): Slot[] {
  return namedColumns(columns, features, estimator, 'number').map(({ slot }) => slot);
}
