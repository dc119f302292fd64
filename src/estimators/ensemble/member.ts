/** Members of an ensemble: how they are named, fitted on folds, asked and checked. */
import { z } from 'zod';
import type { Json } from '../../core/canonical-json.ts';
import { hashJson } from '../../core/hash.ts';
import type { Table } from '../../table/table.ts';
import type { Predictions } from '../../table/task.ts';
import { checkParams } from '../check-params.ts';
import type { EstimatorSpec, FitContext, FitInput, FittedEstimator, Fold } from '../estimator.ts';
import { checkFitted, fitEstimator, predictWith } from '../fit.ts';
import { findEstimator } from '../registry.ts';
import { dealFolds, foldInput } from './fold-input.ts';
import { mixPredictions } from './mix-predictions.ts';

/** A member fitted once, or once per fold. */
export type FittedMember = { readonly weight: number; readonly models: readonly FittedEstimator[] };

/** An estimator by name, with its defaults filled in. */
export const memberSpec = z
  .object({ name: z.string(), params: z.record(z.string(), z.unknown()).default({}) })
  .transform(({ name, params }) => resolved({ name, params }));

export const fittedMember = z.strictObject({
  weight: z.number().gt(0).max(1e9),
  models: z
    .array(z.unknown())
    .min(1)
    .transform((models) => models.map(checkFitted)),
});

/** Most folds of an ensemble. */
export const mostFolds = 20;

function resolved({ name, params }: EstimatorSpec): { name: string; params: Record<string, unknown> } {
  return { name, params: checkParams(findEstimator(name), params) as Record<string, unknown> };
}

/**
 * Name of the random stream of a member's fit on a fold. It is made of what the member is, not of its place in an ensemble,
 * so a search that fits members one by one makes the same models as the ensemble does.
 */
export function memberStream(spec: EstimatorSpec, fold: number): string {
  return `member-${hashJson(resolved(spec) as unknown as Json)}/fold-${fold}`;
}

/** The folds to fit on: the caller's, or `k` of our own; none when `k` is below 2 or the rows cannot be parted. */
export function foldsFor(input: FitInput, k: number, ctx: FitContext): readonly Fold[] {
  if (k < 2) return [];
  return input.folds ?? dealFolds(input, k, ctx.rng.split('folds'));
}

/** Fits one member on each fold, or once on all rows where there are none. `goOn` is asked after each fit. */
export function fitMember(
  spec: EstimatorSpec,
  input: FitInput,
  folds: readonly Fold[],
  ctx: FitContext,
  goOn: () => boolean,
): FittedEstimator[] {
  const parts = folds.length > 0 ? folds.map((fold) => foldInput(input, fold)) : [{ ...input, folds: undefined }];
  const models: FittedEstimator[] = [];
  for (const [fold, part] of parts.entries()) {
    models.push(fitEstimator(spec, part, { rng: ctx.rng.split(memberStream(spec, fold)), threads: ctx.threads }));
    if (!goOn()) break;
  }
  return models;
}

/** The mean of a member's models. */
export function askMember(models: readonly FittedEstimator[], X: Table): Predictions {
  return mixPredictions(models.map((model) => ({ weight: 1, predictions: predictWith(model, X) })));
}
