/** A chain of transformers as one transformer. Its state is the list of fitted steps. */
import { ModelwrightError } from '../core/errors.ts';
import type { FittedEstimator, TransformerDefinition } from './estimator.ts';
import { fitEstimator, transformTraining, transformWith } from './fit.ts';
import { findEstimator } from './registry.ts';
import { type StepsParams, type StepsState, stepsParams, stepsState } from './steps.ts';

/** Steps run in order, each on what the one before made; randomness of step i comes from the stream `step-i`. */
export const chain: TransformerDefinition<StepsParams, StepsState> = {
  kind: 'transformer',
  name: 'chain',
  version: 1,
  description: 'Transformers one after the other, each fitted on what the one before makes of the training rows.',
  tags: { allowsMissing: true, rawColumns: true, sampleWeight: 'exact', usesRng: true, heavy: true },
  params: stepsParams('transformers by name with their params'),
  state: stepsState,

  fit(input, { steps }, ctx) {
    const fitted: FittedEstimator[] = [];
    let { X } = input;
    for (const [i, spec] of steps.entries()) {
      requireTransformer(spec.name);
      const last = i === steps.length - 1;
      const rng = ctx.rng.split(`step-${i}`);
      const one = fitEstimator(spec, { ...input, X, valid: undefined }, last ? { ...ctx, rng } : { rng });
      fitted.push(one);
      if (!last) X = transformTraining(one, { ...input, X }, { rng });
    }
    return { steps: fitted };
  },

  transform({ steps }, X) {
    let table = X;
    for (const one of steps) table = transformWith(one, table);
    return table;
  },

  crossFit({ steps }, input, _, ctx) {
    return steps.reduce(
      (X, one, i) => transformTraining(one, { ...input, X }, { rng: ctx.rng.split(`step-${i}`) }),
      input.X,
    );
  },
};

function requireTransformer(name: string): void {
  if (findEstimator(name).kind === 'transformer') return;
  throw new ModelwrightError('PARAM_INVALID', { name: 'chain.steps', law: 'transformers', value: `predictor ${name}` });
}
