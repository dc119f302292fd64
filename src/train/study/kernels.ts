/** The kernels of a Parzen estimator along one parameter: one at each observation, and a wide one for the prior at the end. */
import { normalCdf, normalQuantile } from '../../math/distributions.ts';
import { log } from '../../math/log.ts';
import type { Rng } from '../../math/rng.ts';
import { pick } from './pick.ts';
import { allowedAt, intervalOf, onScale, stepOf } from './scale.ts';
import type { ChoiceParameter, NumberParameter, Parameter, ParameterValue } from './space.ts';

export interface Kernels {
  /** Draws an allowed value from kernel k. */
  sample(k: number, rng: Rng): ParameterValue;
  /** By kernel, the logarithm of its density (continuous parameters, on their scale) or probability; -Infinity where it vanishes. */
  logDensities(value: ParameterValue): Float64Array;
}

/**
 * Kernels and bandwidths of Bergstra et al. (2011) in the form that Watanabe (2023), "Tree-structured Parzen estimator:
 * understanding its algorithm components", describes as Optuna's.
 *
 * @param observations values of the parameter; kernel k belongs to the k-th, the one after the last to the prior.
 */
export function fitKernels(parameter: Parameter, observations: readonly ParameterValue[]): Kernels {
  return parameter.type === 'choice'
    ? choiceKernels(parameter, observations)
    : numberKernels(parameter, observations as readonly number[]);
}

/** Normal densities that are cut off at the ends of the interval, or their masses over the cells of a stepped parameter. */
function numberKernels(parameter: NumberParameter, observations: readonly number[]): Kernels {
  const { low, high } = intervalOf(parameter);
  if (low === high)
    return { sample: () => parameter.low, logDensities: () => new Float64Array(observations.length + 1) };
  const places = observations.map((value) => onScale(parameter, value));
  const means = [...places, 0.5 * (low + high)];
  const widths = [...bandwidths(places, low, high), high - low];
  const below = means.map((mean, k) => normalCdf((low - mean) / widths[k]));
  const masses = means.map((mean, k) => normalCdf((high - mean) / widths[k]) - below[k]);
  const half = stepOf(parameter) / 2;
  const logScales = means.map((_, k) => log(masses[k] * (half === 0 ? widths[k] * rootOfTwoPi : 1)));
  // Draws for stepped parameters often coincide, and their masses are what takes time.
  const known = new Map<ParameterValue, Float64Array>();
  return {
    sample(k, rng) {
      const place = means[k] + widths[k] * normalQuantile(below[k] + rng.uniform() * masses[k]);
      return allowedAt(parameter, Math.min(high, Math.max(low, place)));
    },
    logDensities(value) {
      let found = known.get(value);
      if (found === undefined) {
        const middle = onScale(parameter, value as number);
        const left = onScale(parameter, (value as number) - half);
        const right = onScale(parameter, (value as number) + half);
        found = new Float64Array(means.length);
        for (let k = 0; k < found.length; k++) {
          const z = (middle - means[k]) / widths[k];
          const logShape =
            half === 0 ? -0.5 * z * z : logOfMass((left - means[k]) / widths[k], (right - means[k]) / widths[k]);
          found[k] = logShape - logScales[k];
        }
        known.set(value, found);
      }
      return found;
    },
  };
}

const rootOfTwoPi = 2.5066282746310002;

/** Logarithm of the standard normal mass between two points, by the tail in which no digits are lost. */
function logOfMass(left: number, right: number): number {
  // Next to the prior's kernel, less than 1e-137 is nothing.
  if (left > 25 || right < -25) return Number.NEGATIVE_INFINITY;
  return log(left > 0 ? normalCdf(-left) - normalCdf(-right) : normalCdf(right) - normalCdf(left));
}

/** Of each place the larger distance to its neighbours, kept between a share of the interval and the whole. */
function bandwidths(places: readonly number[], low: number, high: number): number[] {
  const n = places.length;
  const order = places.map((_, i) => i).sort((i, j) => places[i] - places[j] || i - j);
  const least = (high - low) / Math.min(100, n + 2);
  const widths = new Array<number>(n);
  order.forEach((i, rank) => {
    const toLeft = rank > 0 ? places[i] - places[order[rank - 1]] : 0;
    const toRight = rank < n - 1 ? places[order[rank + 1]] - places[i] : 0;
    // A single place has the ends of the interval as its neighbours; an outer one of several has its inner neighbour alone.
    const distance = n === 1 ? Math.max(places[i] - low, high - places[i]) : Math.max(toLeft, toRight);
    widths[i] = Math.min(high - low, Math.max(least, distance));
  });
  return widths;
}

/** The observed choice gets most of the probability, the less the fewer observations there are; the prior is even. */
function choiceKernels({ values }: ChoiceParameter, observations: readonly ParameterValue[]): Kernels {
  const n = observations.length;
  const share = 1 / (n + 1);
  const probabilities = [...observations.map((value) => values.indexOf(value)), -1].map((observed) => {
    const total = values.length * share + (observed < 0 ? 0 : 1);
    return values.map((_, c) => (share + (c === observed ? 1 : 0)) / total);
  });
  return {
    sample: (k, rng) => values[pick(probabilities[k], rng.uniform())],
    logDensities(value) {
      const choice = values.indexOf(value);
      return Float64Array.from(probabilities, (ofKernel) => log(ofKernel[choice]));
    },
  };
}
