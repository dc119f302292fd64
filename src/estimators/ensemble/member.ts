/** Members of an ensemble: how they are named, fitted on folds, asked and checked. */
import { z } from 'zod';
import type { Json } from '../../core/canonical-json.ts';
import { hashJson, sha256 } from '../../core/hash.ts';
import { pack } from '../../core/pack.ts';
import { mean } from '../../math/reduce.ts';
import type { Table } from '../../table/table.ts';
import type { Predictions } from '../../table/task.ts';
import { checkParams } from '../check-params.ts';
import type { EstimatorSpec, FitContext, FitInput, FittedEstimator, Fold } from '../estimator.ts';
import { checkFitted, fitEstimator, predictWith } from '../fit.ts';
import { findEstimator } from '../registry.ts';
import { roundsOf, withGrownRounds } from '../rounds.ts';
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

/** A member to be fitted. `goOn` is asked after each fit. */
export interface MemberFit {
  readonly spec: EstimatorSpec;
  readonly input: FitInput;
  readonly folds: readonly Fold[];
  readonly ctx: FitContext;
  readonly goOn: () => boolean;
}

/** Fits a member on each fold, or `copies` times on all rows where there are none. */
export function fitMember(of: MemberFit, copies = 1): FittedEstimator[] {
  const { spec, input, folds } = of;
  if (folds.length === 0) return fitCopies(of, spec, input, copies);
  return fitEach(
    of,
    spec,
    folds.map((fold) => foldInput(input, fold)),
  );
}

/** Fits a member that has been fitted on folds `copies` times on all rows as well, see `specForAllRows`. */
export function fitOnAllRows(of: MemberFit, models: readonly FittedEstimator[], copies: number): FittedEstimator[] {
  const { spec, input, folds } = of;
  return fitCopies(of, specForAllRows(spec, folds, models), { ...input, valid: undefined }, copies);
}

/**
 * What is fitted on all rows of a member that was fitted on folds: as many rounds as the folds' models kept, and more by the rows
 * where rounds grow with them. There is nothing left to watch.
 */
export function specForAllRows(
  spec: EstimatorSpec,
  folds: readonly Pick<Fold, 'train' | 'valid'>[],
  models: readonly FittedEstimator[],
): EstimatorSpec {
  const rounds = models.flatMap((model) => roundsOf(model) ?? []);
  const shares = folds.map(({ train, valid }) => train.length / (train.length + valid.length));
  return withGrownRounds(spec, rounds, 1 / mean(shares));
}

/** One of each kind of bytes: what draws no random numbers makes the same model every time, and one of these says as much as all. */
export function different(models: readonly FittedEstimator[]): FittedEstimator[] {
  if (models.length < 2) return [...models];
  return [...new Map(models.map((model) => [sha256(pack(model)), model])).values()];
}

/** The streams are those that come after the folds'. */
function fitCopies(of: MemberFit, spec: EstimatorSpec, input: FitInput, copies: number): FittedEstimator[] {
  const whole = { ...input, folds: undefined };
  return different(fitEach(of, spec, Array(copies).fill(whole), of.folds.length));
}

function fitEach(of: MemberFit, spec: EstimatorSpec, inputs: readonly FitInput[], first = 0): FittedEstimator[] {
  const { ctx, goOn } = of;
  const models: FittedEstimator[] = [];
  for (const [i, input] of inputs.entries()) {
    const rng = ctx.rng.split(memberStream(of.spec, first + i));
    models.push(fitEstimator(spec, input, { rng, threads: ctx.threads }));
    if (!goOn()) break;
  }
  return models;
}

/** The mean of a member's models. */
export function askMember(models: readonly FittedEstimator[], X: Table): Predictions {
  return mixPredictions(models.map((model) => ({ weight: 1, predictions: predictWith(model, X) })));
}
