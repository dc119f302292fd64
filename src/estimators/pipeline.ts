/** A chain of estimators as one estimator: transformers, then a predictor. Its state is the list of fitted steps. */
import { ModelwrightError } from '../core/errors.ts';
import type { Table } from '../table/table.ts';
import { tasks } from '../table/task.ts';
import type { FitContext, FitInput, FittedEstimator, PredictorDefinition } from './estimator.ts';
import { fitEstimator, importanceOf, predictWith, transformTraining, transformWith } from './fit.ts';
import { findEstimator } from './registry.ts';
import { type StepsParams, type StepsState, stepsParams, stepsState } from './steps.ts';

export type PipelineState = StepsState;

/** Steps run in order; randomness of step i comes from the stream `step-i`; `onIteration` belongs to the last step. */
export const pipeline: PredictorDefinition<StepsParams, PipelineState> = {
  kind: 'predictor',
  name: 'pipeline',
  version: 1,
  description: 'Transformers and a final predictor, fitted one after the other on the training rows alone.',
  tasks,
  tags: {
    allowsMissing: true,
    rawColumns: true,
    sampleWeight: 'exact',
    usesRng: true,
    heavy: true,
    warmStart: true,
    customObjective: true,
  },
  params: stepsParams('estimators by name with their params; all but the last are transformers'),
  state: stepsState,

  fit(input, { steps }, ctx) {
    const fitted: FittedEstimator[] = [];
    const before = input.initModel && stepsToGoOnFrom(input.initModel, steps);
    let current: FitInput = { ...input, initModel: undefined };
    for (const [i, spec] of steps.entries()) {
      checkPlace(spec.name, i === steps.length - 1);
      const rng = ctx.rng.split(`step-${i}`);
      const last = i === steps.length - 1;
      // Transformers stay as they were: the earlier trees know columns as these make them.
      const one =
        before && !last
          ? before[i]
          : fitEstimator(spec, { ...current, initModel: before?.[i] }, last ? { ...ctx, rng } : { rng });
      fitted.push(one);
      if (!last) current = transformed(one, current, { rng });
    }
    return { steps: fitted };
  },

  predict({ steps }, X) {
    return predictWith(steps[steps.length - 1], throughTransformers(steps, X));
  },

  rowModel({ steps }, rows) {
    return rows.behind(steps.slice(0, -1))?.model(steps[steps.length - 1]);
  },

  importance({ steps }) {
    const shares = new Map<string, number>();
    for (const { feature, share } of importanceOf(steps[steps.length - 1]) ?? []) {
      const input = inputBehind(steps, feature);
      shares.set(input, (shares.get(input) ?? 0) + share);
    }
    return [...shares].map(([feature, share]) => ({ feature, share }));
  },
};

function transformed(fitted: FittedEstimator, input: FitInput, ctx: FitContext): FitInput {
  const { valid } = input;
  return {
    ...input,
    X: transformTraining(fitted, input, ctx),
    ...(valid && { valid: { ...valid, X: transformWith(fitted, valid.X) } }),
  };
}

/** The table that the last step sees. */
export function throughTransformers(steps: PipelineState['steps'], X: Table): Table {
  let table = X;
  for (let i = 0; i < steps.length - 1; i++) table = transformWith(steps[i], table);
  return table;
}

/** The column before all transformers from which a transformed column was made. */
export function inputBehind(steps: PipelineState['steps'], feature: string): string {
  let name = feature;
  for (let i = steps.length - 2; i >= 0; i--) {
    const definition = findEstimator(steps[i].name);
    if (definition.kind === 'transformer') name = definition.origins?.(steps[i].state).get(name) ?? name;
  }
  return name;
}

/** True where a column that the last step sees may be made of several columns, so that `inputBehind` knows no input for it. */
export function mixesColumns(steps: PipelineState['steps']): boolean {
  return steps.some(({ name, state }) => {
    const definition = findEstimator(name);
    return definition.kind === 'transformer' && definition.mixes?.(state) === true;
  });
}

function stepsToGoOnFrom(model: FittedEstimator, steps: StepsParams['steps']): readonly FittedEstimator[] {
  const before = model.name === 'pipeline' ? (model.state as PipelineState).steps : [];
  const same = before.length === steps.length && before.every(({ name }, i) => name === steps[i].name);
  if (same) return before;
  const [law, value] = ['a pipeline of the same steps', model.name];
  throw new ModelwrightError('SHAPE_MISMATCH', { what: 'initModel', law, value });
}

function checkPlace(name: string, last: boolean): void {
  const { kind } = findEstimator(name);
  if (kind === (last ? 'predictor' : 'transformer')) return;
  throw new ModelwrightError('PARAM_INVALID', {
    name: 'pipeline.steps',
    law: 'transformers followed by one predictor',
    value: `${kind} ${name} in the ${last ? 'last' : 'wrong'} place`,
  });
}
