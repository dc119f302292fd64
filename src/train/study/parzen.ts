/** Parzen estimators of several parameters at once: a mixture of products of kernels, one for each observation and a prior. */
import { exp } from '../../math/exp.ts';
import { log } from '../../math/log.ts';
import type { Rng } from '../../math/rng.ts';
import type { KernelColumn } from './kernels.ts';
import { pick } from './pick.ts';
import type { ParameterValues } from './space.ts';

/** A density over the allowed values of some parameters. */
export interface Parzen {
  sample(rng: Rng): ParameterValues;
  /** Logarithm of the density, finite for all allowed values. */
  logDensity(values: ParameterValues): number;
}

/**
 * @param columns by name of the parameter.
 * @param observations each with a value of every parameter, oldest first: beyond the newest 25 the older weigh less.
 * @param ids a number for each observation, under which the columns may remember it.
 */
export function fitParzen(
  columns: ReadonlyMap<string, KernelColumn>,
  observations: readonly ParameterValues[],
  ids: ArrayLike<number>,
): Parzen {
  const weights = mixtureWeights(observations.length);
  const logWeights = weights.map((weight) => log(weight));
  const logTerms = new Float64Array(weights.length);
  const fitted = Array.from(columns, ([name, column]) => {
    const kernels = column.fit(
      ids,
      observations.map((values) => values[name]),
    );
    return { name, kernels };
  });
  return {
    sample(rng) {
      const k = pick(weights, rng.uniform());
      return Object.fromEntries(fitted.map(({ name, kernels }) => [name, kernels.sample(k, rng)]));
    },
    logDensity(values) {
      logTerms.set(logWeights);
      for (const { name, kernels } of fitted) kernels.addLogDensities(values[name], logTerms);
      return logOfSum(logTerms);
    },
  };
}

const fullWeights = 25;

/** Weights of the observations, oldest first, and of the prior at the end; they sum to 1. */
function mixtureWeights(n: number): Float64Array {
  const weights = new Float64Array(n + 1).fill(1);
  const ramp = n - fullWeights;
  for (let i = 0; i < ramp; i++) weights[i] = ramp === 1 ? 1 / n : 1 / n + (i / (ramp - 1)) * (1 - 1 / n);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function logOfSum(logTerms: Float64Array): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < logTerms.length; k++) if (logTerms[k] > largest) largest = logTerms[k];
  let sum = 0;
  for (let k = 0; k < logTerms.length; k++) {
    const below = logTerms[k] - largest;
    // Further below, a term is less than the last digit of the largest, and most are.
    if (below > -37) sum += exp(below);
  }
  return largest + log(sum);
}
