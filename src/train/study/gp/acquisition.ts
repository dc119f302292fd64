/** How much a trial is expected to better the best one. */
import { normalCdf } from '../../../math/distributions.ts';
import { exp } from '../../../math/exp.ts';
import { log } from '../../../math/log.ts';

const logOfRootTwoPi = 0.9189385332046727;

/**
 * Logarithm of the expected improvement below `best` of a normal cost, finite also where the improvement is too small for
 * a number. Source: Ament et al. (2023), "Unexpected improvements to expected improvement".
 */
export function logExpectedImprovement(mean: number, deviation: number, best: number): number {
  const z = (best - mean) / deviation;
  return log(deviation) + logOfH(z);
}

/** Logarithm of the probability that a normal constraint is <= 0. */
export function logFeasibility(mean: number, deviation: number): number {
  const z = -mean / deviation;
  // Mills' ratio to one term: next to others this small, the rest does not count.
  return z < -25 ? -0.5 * z * z - logOfRootTwoPi - log(-z) : log(normalCdf(z));
}

/** How a logarithm changes with the mean and with the deviation. */
export interface ByPrediction {
  readonly byMean: number;
  readonly byDeviation: number;
}

/** The slope of `logExpectedImprovement`. */
export function logExpectedImprovementSlope(mean: number, deviation: number, best: number): ByPrediction {
  const z = (best - mean) / deviation;
  const logH = logOfH(z);
  const density = exp(-0.5 * z * z - logOfRootTwoPi - logH);
  // As h = phi + z Phi, Phi / h follows from phi / h, which far out is the only one that can be told.
  const cdf = z > -1 ? normalCdf(z) / exp(logH) : (1 - density) / z;
  return { byMean: -cdf / deviation, byDeviation: density / deviation };
}

/** The slope of `logFeasibility`. */
export function logFeasibilitySlope(mean: number, deviation: number): ByPrediction {
  const z = -mean / deviation;
  const byZ = z < -25 ? -z - 1 / z : exp(-0.5 * z * z - logOfRootTwoPi - log(normalCdf(z)));
  return { byMean: -byZ / deviation, byDeviation: (-byZ * z) / deviation };
}

/** log(phi(z) + z Phi(z)). */
function logOfH(z: number): number {
  if (z > -1) return log(exp(-0.5 * z * z - logOfRootTwoPi) + z * normalCdf(z));
  const logDensity = -0.5 * z * z - logOfRootTwoPi;
  // Far out, the two terms all but cancel; their difference is phi(z) / z² to 3 / z² of itself.
  if (z < -25) return logDensity - 2 * log(-z) + log(1 - 3 / (z * z));
  return logDensity + log(1 + (z * normalCdf(z)) / exp(logDensity));
}
