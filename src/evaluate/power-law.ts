/** A falling power law with a limit, fitted to means at several sizes. */
import { pow } from '../math/pow.ts';

export interface PowerLaw {
  /** What the curve tends to with ever more rows. */
  readonly limit: number;
  /** >= 0: how far the curve is above the limit at size 1. */
  readonly scale: number;
  /** In [0.05, 2]: how fast that falls. */
  readonly exponent: number;
}

const [slowest, fastest, steps] = [0.05, 2, 40];
/** Evenly spaced by ratio: curves of exponents nearby look alike. */
const exponents = Array.from({ length: steps }, (_, step) => slowest * pow(fastest / slowest, step / (steps - 1)));

/** limit + scale * size^-exponent */
export function powerLawAt({ limit, scale, exponent }: PowerLaw, size: number): number {
  return limit + scale * pow(size, -exponent);
}

/**
 * A function that fits values at these sizes by weighted least squares: for each exponent of a grid the straight line in
 * size^-exponent, of a slope of at least 0, and of these the best.
 */
export function powerLawFitter(
  sizes: readonly number[],
  weights: readonly number[],
): (values: readonly number[]) => PowerLaw {
  const largest = sizes[sizes.length - 1];
  // Relative to the largest size, so that all terms are near 1.
  const curves = exponents.map((exponent) => {
    const x = sizes.map((size) => pow(size / largest, -exponent));
    const centre = weightedMean(x, weights);
    const pull = x.map((each, i) => weights[i] * (each - centre));
    const spread = x.reduce((sum, each, i) => sum + pull[i] * (each - centre), 0);
    return { exponent, centre, pull, spread, atOne: pow(largest, exponent) };
  });
  return (values) => {
    let best: PowerLaw = { limit: Number.NaN, scale: 0, exponent: 1 };
    let explained = -1;
    const middle = weightedMean(values, weights);
    for (const { exponent, centre, pull, spread, atOne } of curves) {
      let shared = 0;
      for (let i = 0; i < pull.length; i++) shared += pull[i] * (values[i] - middle);
      const slope = Math.max(0, shared / spread);
      // The squares that the line takes off are the more, the better it fits.
      if (!(slope * shared > explained)) continue;
      explained = slope * shared;
      best = { limit: middle - slope * centre, scale: slope * atOne, exponent };
    }
    return best;
  };
}

function weightedMean(values: readonly number[], weights: readonly number[]): number {
  let [sum, weight] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    sum += weights[i] * values[i];
    weight += weights[i];
  }
  return sum / weight;
}
