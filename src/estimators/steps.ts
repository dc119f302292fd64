/** Estimators one after the other, as `pipeline` and `chain` take and keep them. */
import { z } from 'zod';
import { checkParams } from './check-params.ts';
import type { FittedEstimator } from './estimator.ts';
import { checkFitted } from './fit.ts';
import { findEstimator } from './registry.ts';

export type StepsParams = {
  readonly steps: readonly { readonly name: string; readonly params: Record<string, unknown> }[];
};

/** The fitted steps, in order. */
export type StepsState = { readonly steps: readonly FittedEstimator[] };

const step = z
  .object({ name: z.string(), params: z.record(z.string(), z.unknown()).default({}) })
  .transform(({ name, params }) => ({
    name,
    params: checkParams(findEstimator(name), params) as Record<string, unknown>,
  }));

/** One step or more; each step's params are checked by its estimator. @param description what the steps may be. */
export function stepsParams(description: string) {
  return z.strictObject({ steps: z.array(step).min(1).describe(description) });
}

/** One fitted step or more; each is checked by its estimator. */
export const stepsState = z.strictObject({
  steps: z
    .array(z.unknown())
    .min(1)
    .transform((steps) => steps.map(checkFitted)),
});
