/** Parzen estimators of several parameters at once: a mixture of products of kernels, one for each observation and a prior. */
import { exp } from '../../math/exp.ts';
import { log } from '../../math/log.ts';
import type { Rng } from '../../math/rng.ts';
import { fitKernels } from './kernels.ts';
import { pick } from './pick.ts';
import type { Parameter, ParameterValues } from './space.ts';

/** A density over the allowed values of some parameters. */
export interface Parzen {
  sample(rng: Rng): ParameterValues;
  /** Logarithm of the density, finite for all allowed values. */
  logDensity(values: ParameterValues): number;
}

/** @param observations each with a value of every parameter, oldest first: beyond the newest 25 the older weigh less. */
export function fitParzen(
  parameters: Readonly<Record<string, Parameter>>,
  observations: readonly ParameterValues[],
): Parzen {
  const weights = mixtureWeights(observations.length);
  const logWeights = weights.map((weight) => log(weight));
  const columns = Object.entries(parameters).map(([name, parameter]) => {
    const kernels = fitKernels(
      parameter,
      observations.map((values) => values[name]),
    );
    return { name, kernels };
  });
  return {
    sample(rng) {
      const k = pick(weights, rng.uniform());
      return Object.fromEntries(columns.map(({ name, kernels }) => [name, kernels.sample(k, rng)]));
    },
    logDensity(values) {
      const logTerms = logWeights.slice();
      for (const { name, kernels } of columns) {
        const logDensities = kernels.logDensities(values[name]);
        for (let k = 0; k < logTerms.length; k++) logTerms[k] += logDensities[k];
      }
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
  for (const term of logTerms) largest = Math.max(largest, term);
  let sum = 0;
  for (const term of logTerms) sum += exp(term - largest);
  return largest + log(sum);
}
