/** Parzen estimators of one parameter: a mixture with a kernel at each observation and a wide one for the prior. */
import { normalCdf, normalQuantile } from '../../math/distributions.ts';
import { exp } from '../../math/exp.ts';
import type { Rng } from '../../math/rng.ts';
import { allowedAt, intervalOf, onScale, stepOf } from './scale.ts';
import type { ChoiceParameter, NumberParameter, Parameter, ParameterValue } from './space.ts';

/** A density over the allowed values of a parameter. */
export interface Parzen {
  sample(rng: Rng): ParameterValue;
  /** Density of a continuous parameter on its scale, probability of any other; above 0 for every allowed value. */
  density(value: ParameterValue): number;
}

/**
 * Fits the mixture of Bergstra et al. (2011), with the bandwidths and weights that Watanabe (2023) describes as Optuna's.
 *
 * @param observations values of the parameter, oldest first.
 */
export function fitParzen(parameter: Parameter, observations: readonly ParameterValue[]): Parzen {
  return parameter.type === 'choice'
    ? choiceParzen(parameter, observations)
    : numberParzen(parameter, observations as readonly number[]);
}

/** Observations beyond the newest of this many weigh less, the oldest least. */
const fullWeights = 25;

/** Weights of the observations, oldest first, and of the prior at the end; they sum to 1. */
function mixtureWeights(n: number): Float64Array {
  const weights = new Float64Array(n + 1).fill(1);
  const ramp = n - fullWeights;
  for (let i = 0; i < ramp; i++) weights[i] = ramp === 1 ? 1 / n : 1 / n + (i / (ramp - 1)) * (1 - 1 / n);
  let total = 0;
  for (const weight of weights) total += weight;
  return weights.map((weight) => weight / total);
}

function numberParzen(parameter: NumberParameter, observations: readonly number[]): Parzen {
  const { low, high } = intervalOf(parameter);
  if (low === high) return { sample: () => parameter.low, density: () => 1 };
  const places = observations.map((value) => onScale(parameter, value));
  const means = [...places, 0.5 * (low + high)];
  const widths = [...bandwidths(places, low, high), high - low];
  const weights = mixtureWeights(places.length);
  const below = means.map((mean, k) => normalCdf((low - mean) / widths[k]));
  const masses = means.map((mean, k) => normalCdf((high - mean) / widths[k]) - below[k]);
  const half = stepOf(parameter) / 2;

  return {
    sample(rng) {
      const k = pick(weights, rng.uniform());
      const place = means[k] + widths[k] * normalQuantile(below[k] + rng.uniform() * masses[k]);
      return allowedAt(parameter, Math.min(high, Math.max(low, place)));
    },
    density(value) {
      const place = onScale(parameter, value as number);
      const left = onScale(parameter, (value as number) - half);
      const right = onScale(parameter, (value as number) + half);
      let density = 0;
      for (let k = 0; k < means.length; k++) {
        const z = (x: number) => (x - means[k]) / widths[k];
        const mass =
          half === 0
            ? (exp(-0.5 * z(place) * z(place)) * rootOfTwoPi) / widths[k]
            : normalCdf(z(right)) - normalCdf(z(left));
        density += (weights[k] * mass) / masses[k];
      }
      return density;
    },
  };
}

/** 1 / sqrt(2 pi). */
const rootOfTwoPi = 0.3989422804014327;

/** Of each place the larger distance to its neighbours, kept between a share of the interval and the whole. */
function bandwidths(places: readonly number[], low: number, high: number): number[] {
  const n = places.length;
  const order = places.map((_, i) => i).sort((i, j) => places[i] - places[j] || i - j);
  const least = (high - low) / Math.min(100, n + 2);
  const widths = new Array<number>(n);
  order.forEach((i, rank) => {
    const toLeft = rank > 0 ? places[i] - places[order[rank - 1]] : undefined;
    const toRight = rank < n - 1 ? places[order[rank + 1]] - places[i] : undefined;
    // A single place has the ends of the interval as its neighbours; an outer one has its inner neighbour alone.
    const distance = n === 1 ? Math.max(places[i] - low, high - places[i]) : Math.max(toLeft ?? 0, toRight ?? 0);
    widths[i] = Math.min(high - low, Math.max(least, distance));
  });
  return widths;
}

function choiceParzen({ values }: ChoiceParameter, observations: readonly ParameterValue[]): Parzen {
  const kernels = observations.length + 1;
  const weights = mixtureWeights(observations.length);
  const prior = 1 / kernels;
  const probabilities = new Float64Array(values.length).fill(weights[kernels - 1] / values.length);
  observations.forEach((value, k) => {
    const observed = values.indexOf(value);
    for (let c = 0; c < values.length; c++) {
      probabilities[c] += (weights[k] * (prior + (c === observed ? 1 : 0))) / (1 + values.length * prior);
    }
  });
  return {
    sample: (rng) => values[pick(probabilities, rng.uniform())],
    density: (value) => probabilities[values.indexOf(value)],
  };
}

/** The index at which the running sum of the probabilities passes u. */
function pick(probabilities: ArrayLike<number>, u: number): number {
  let sum = 0;
  for (let i = 0; i < probabilities.length - 1; i++) {
    sum += probabilities[i];
    if (u < sum) return i;
  }
  return probabilities.length - 1;
}
