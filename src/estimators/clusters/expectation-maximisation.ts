/** Gaussian mixtures by expectation and maximisation in the log domain (Dempster, Laird, Rubin 1977). */
import { exp } from '../../math/exp.ts';
import { log } from '../../math/log.ts';
import type { Cloud } from './cloud.ts';
import { type CovarianceShape, factorsOf, logDensities } from './covariances.ts';

/** A mixture of normal distributions. A type alias, because an interface is no state that can be packed. */
export type Mixture = {
  readonly shape: CovarianceShape;
  /** nComponents shares that sum to 1. */
  readonly shares: Float64Array;
  /** nComponents x nFeatures. */
  readonly means: Float64Array;
  /** See `factorsOf`. */
  readonly factors: Float64Array;
};

export interface MixtureOptions {
  readonly shape: CovarianceShape;
  readonly maxIterations: number;
  /** It ends when the mean log-likelihood of a point moves by less. */
  readonly tolerance: number;
  /** Added to each variance. */
  readonly extra: number;
  /** Asked after each iteration; false ends it. */
  readonly goOn?: (logLikelihood: number) => boolean;
}

/** Keeps the totals of components without points above 0; as scikit-learn's. */
const leastTotal = 10 * Number.EPSILON;

/**
 * The mixture that points lead to, from components that begin as the points with one label each.
 *
 * @param labels nPoints component numbers, below `nComponents`.
 * @returns It, the weighted mean log-likelihood of a point before its last move, and the number of moves.
 */
export function fitMixture(
  cloud: Cloud,
  labels: ArrayLike<number>,
  nComponents: number,
  { shape, maxIterations, tolerance, extra, goOn }: MixtureOptions,
): { readonly mixture: Mixture; readonly logLikelihood: number; readonly iterations: number } {
  const { weights } = cloud;
  const nPoints = weights.length;
  const shares = new Float64Array(nPoints * nComponents);
  for (let i = 0; i < nPoints; i++) shares[i * nComponents + labels[i]] = weights[i];
  let mixture = mixtureOf(cloud, shares, nComponents, shape, extra);
  let before = Number.NEGATIVE_INFINITY;
  let iterations = 0;
  while (iterations < maxIterations) {
    const found = shareOut(mixture, cloud, shares);
    mixture = mixtureOf(cloud, shares, nComponents, shape, extra);
    iterations++;
    const moved = Math.abs(found - before);
    before = found;
    if (moved < tolerance || goOn?.(found) === false) break;
  }
  return { mixture, logLikelihood: before, iterations };
}

/** The expectation: writes each component's share in each point, times its weight; gives the weighted mean log-likelihood. */
function shareOut(mixture: Mixture, { points, weights, nFeatures }: Cloud, shares: Float64Array): number {
  const nComponents = mixture.shares.length;
  const densities = mixtureDensities(mixture, nFeatures);
  let sum = 0;
  let total = 0;
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i] * densities(points, i * nFeatures, shares, i * nComponents);
    total += weights[i];
    if (weights[i] !== 1) for (let c = 0; c < nComponents; c++) shares[i * nComponents + c] *= weights[i];
  }
  return sum / total;
}

/** The maximisation. */
function mixtureOf(
  cloud: Cloud,
  shares: Float64Array,
  nComponents: number,
  shape: CovarianceShape,
  extra: number,
): Mixture {
  const { points, nFeatures } = cloud;
  const totals = new Float64Array(nComponents).fill(leastTotal);
  const sums = new Float64Array(nComponents * nFeatures);
  for (let i = 0, at = 0; i < cloud.weights.length; i++) {
    for (let c = 0; c < nComponents; c++, at++) {
      const share = shares[at];
      if (share === 0) continue;
      totals[c] += share;
      for (let j = 0; j < nFeatures; j++) sums[c * nFeatures + j] += share * points[i * nFeatures + j];
    }
  }
  const means = sums.map((value, at) => value / totals[Math.floor(at / nFeatures)]);
  const all = totals.reduce((sum, total) => sum + total, 0);
  const factors = factorsOf(shape, { points, shares, totals, means }, extra);
  return { shape, shares: totals.map((total) => total / all), means, factors };
}

/** Writes the shares of all components in the point at `from` (they sum to 1) and gives the logarithm of its density. */
export type MixtureDensities = (points: Float64Array, from: number, shares: Float64Array, to: number) => number;

export function mixtureDensities(
  { shape, shares: prior, means, factors }: Mixture,
  nFeatures: number,
): MixtureDensities {
  const nComponents = prior.length;
  const logPrior = prior.map(log);
  const densityAt = logDensities(shape, means, factors, nFeatures);
  return (points, from, shares, to) => {
    let largest = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < nComponents; c++) {
      const value = logPrior[c] + densityAt(points, from, c);
      shares[to + c] = value;
      if (value > largest) largest = value;
    }
    let sum = 0;
    for (let c = 0; c < nComponents; c++) {
      const share = exp(shares[to + c] - largest);
      shares[to + c] = share;
      sum += share;
    }
    for (let c = 0; c < nComponents; c++) shares[to + c] /= sum;
    return largest + log(sum);
  };
}
