/** Fitting and using estimators by name: what pipelines, training, artifacts and workers call. */
import { ModelwrightError } from '../core/errors.ts';
import type { Packable } from '../core/pack.ts';
import type { Table } from '../table/table.ts';
import type { Predictions } from '../table/task.ts';
import { checkInput } from './check-input.ts';
import { checkParams } from './check-params.ts';
import type { EstimatorSpec, FitContext, FitInput, FittedEstimator } from './estimator.ts';
import { findEstimator } from './registry.ts';
import { predictSingleRow } from './single-row/row-program.ts';

/** One input column's share in what a model learned; shares sum to 1. */
export interface ImportanceShare {
  readonly feature: string;
  readonly share: number;
}

/**
 * Fits the named estimator, here and now.
 *
 * @throws ESTIMATOR_UNKNOWN, PARAM_INVALID, and what `checkInput` throws; what `checkFitted` throws for `initModel`.
 */
export function fitEstimator(spec: EstimatorSpec, input: FitInput, ctx: FitContext): FittedEstimator {
  const definition = findEstimator(spec.name);
  const params = checkParams(definition, spec.params);
  if (ctx.objective && !definition.tags.customObjective) {
    const law = 'an estimator that takes an objective of the caller';
    throw new ModelwrightError('VALUE_INVALID', { what: 'objective', law, value: definition.name });
  }
  const { initModel } = input;
  const given = initModel ? { ...input, initModel: checkFitted(initModel) } : input;
  const state = definition.fit(checkInput(definition, given), params, ctx);
  return { name: definition.name, version: definition.version, params: params as Packable, state };
}

/** Predictions of a fitted predictor. Columns are found by name; other columns are ignored. */
export function predictWith(fitted: FittedEstimator, X: Table): Predictions {
  const definition = findEstimator(fitted.name);
  if (definition.kind !== 'predictor') throw wrongKind(fitted.name, 'a predictor');
  const alone = X.nRows === 1 && definition.rowModel ? predictSingleRow(fitted, X) : undefined;
  return alone ?? definition.predict(fitted.state, X);
}

/** The table that a fitted transformer makes of X. */
export function transformWith(fitted: FittedEstimator, X: Table): Table {
  const definition = findEstimator(fitted.name);
  if (definition.kind === 'transformer') return definition.transform(fitted.state, X);
  throw wrongKind(fitted.name, 'a transformer');
}

/**
 * The training rows as a fitted transformer hands them on to the next step: where its output holds y, each row without its own.
 *
 * @param input as the transformer's fit got it, without rows of weight zero.
 */
export function transformTraining(fitted: FittedEstimator, input: FitInput, ctx: FitContext): Table {
  const definition = findEstimator(fitted.name);
  if (definition.kind !== 'transformer') throw wrongKind(fitted.name, 'a transformer');
  if (!definition.crossFit) return definition.transform(fitted.state, input.X);
  return definition.crossFit(fitted.state, input, checkParams(definition, fitted.params), ctx);
}

/** Importance of a fitted predictor's input columns, or undefined where it means nothing. */
export function importanceOf(fitted: FittedEstimator): readonly ImportanceShare[] | undefined {
  const definition = findEstimator(fitted.name);
  return definition.kind === 'predictor' ? definition.importance?.(fitted.state) : undefined;
}

/**
 * A fitted estimator read from bytes, checked: known name and version, valid params and state; an older state is upgraded.
 *
 * @throws ESTIMATOR_UNKNOWN, ARTIFACT_UNSUPPORTED (a version this program does not know) or STATE_INVALID.
 */
export function checkFitted(value: unknown): FittedEstimator {
  const { name, version, params, state } = (value ?? {}) as Partial<FittedEstimator>;
  const definition = findEstimator(String(name));
  const invalid = (problem: string) => new ModelwrightError('STATE_INVALID', { estimator: definition.name, problem });
  if (!Number.isSafeInteger(version) || version! < 1) throw invalid('its version is not a number');
  const isOld = version! < definition.version && definition.upgrade !== undefined;
  if (version !== definition.version && !isOld) {
    const problem = `${definition.name} has state version ${version}, this one knows ${definition.version}`;
    throw new ModelwrightError('ARTIFACT_UNSUPPORTED', { hash: `state of ${definition.name}`, problem });
  }
  const checkedParams = definition.params.safeParse(params);
  if (!checkedParams.success) throw invalid(`params.${firstProblem(checkedParams.error)}`);
  const checkedState = definition.state.safeParse(isOld ? definition.upgrade!(state, version!) : state);
  if (!checkedState.success) throw invalid(firstProblem(checkedState.error));
  return {
    name: definition.name,
    version: definition.version,
    // As they were written: parameters that came later had no say in this state.
    params: params as Packable,
    state: checkedState.data,
  };
}

function firstProblem(error: { issues: readonly { path: PropertyKey[]; message: string }[] }): string {
  const { path, message } = error.issues[0];
  return `${path.map(String).join('.')}: ${message}`;
}

function wrongKind(name: string, expected: string): ModelwrightError {
  return new ModelwrightError('SHAPE_MISMATCH', {
    what: `estimator ${name}`,
    law: `${expected}`,
    value: 'another kind',
  });
}
