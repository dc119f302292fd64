/** The number of rounds of an iterative predictor at the end of a pipeline: read from a fit, written into a spec. */
import { median } from '../math/quantile.ts';
import { checkParams } from './check-params.ts';
import type { EstimatorSpec, FittedEstimator, PredictorDefinition } from './estimator.ts';
import { findEstimator } from './registry.ts';

/** Rounds that the last step of a fitted pipeline (or a fitted predictor) kept; undefined when it is not iterative. */
export function roundsOf(fitted: FittedEstimator): number | undefined {
  const last = lastStep(fitted);
  const definition = findEstimator(last.name) as PredictorDefinition;
  return definition.rounds?.count(last.state);
}

/** The spec with its last step's rounds fixed and early stopping out of play, for a fit without watching rows. */
export function withRounds(spec: EstimatorSpec, rounds: number): EstimatorSpec {
  const steps = (spec.params as { steps?: readonly EstimatorSpec[] }).steps;
  if (steps) {
    const last = steps[steps.length - 1];
    return { ...spec, params: { ...spec.params, steps: [...steps.slice(0, -1), withRounds(last, rounds)] } };
  }
  const { rounds: iterative } = findEstimator(spec.name) as PredictorDefinition;
  return iterative ? { ...spec, params: { ...spec.params, [iterative.param]: rounds } } : spec;
}

/**
 * The spec for a fit on all rows, after fits on parts of them that watched the others. Rounds that grow with the rows are as many
 * times more as these are, and never more than the spec allows.
 *
 * @param rounds what these kept, one of them or a mean; the spec is as it was when there are none.
 * @param growth all rows as a multiple of a part's.
 */
export function withGrownRounds(spec: EstimatorSpec, rounds: readonly number[], growth: number): EstimatorSpec {
  const { definition, params } = lastOf(spec);
  if (rounds.length === 0 || !definition.rounds) return spec;
  const { param, growWithRows } = definition.rounds;
  const kept = median(rounds) * (growWithRows ? growth : 1);
  return withRounds(spec, Math.min(Math.max(1, Math.round(kept)), params[param] as number));
}

/** The predictor at the end of a spec, with all its params. */
function lastOf(spec: EstimatorSpec): { definition: PredictorDefinition; params: Readonly<Record<string, unknown>> } {
  const { steps } = spec.params as { steps?: readonly EstimatorSpec[] };
  if (steps) return lastOf(steps[steps.length - 1]);
  const definition = findEstimator(spec.name) as PredictorDefinition;
  return { definition, params: checkParams(definition, spec.params) as Readonly<Record<string, unknown>> };
}

function lastStep(fitted: FittedEstimator): FittedEstimator {
  const steps = (fitted.state as { steps?: readonly FittedEstimator[] } | null)?.steps;
  return steps ? lastStep(steps[steps.length - 1]) : fitted;
}
