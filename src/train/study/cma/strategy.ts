/** The constants of the evolution strategy with covariance matrix adaptation. */
import { log } from '../../../math/log.ts';

/** Names and equations as in Hansen (2016), "The CMA evolution strategy: a tutorial". */
export interface CmaStrategy {
  /** Recombination weights of the ranked population, best first; the last ones are negative (equations 49 to 53). */
  readonly weights: Float64Array;
  /** How many of the weights move the mean. */
  readonly mu: number;
  readonly muEff: number;
  /** Cumulation for the rank-one update (56), learning rates of the rank-one (57) and the rank-mu update (58). */
  readonly cC: number;
  readonly c1: number;
  readonly cMu: number;
  /** Cumulation and damping of the step size (55). */
  readonly cSigma: number;
  readonly dSigma: number;
  /** Expected length of a standard normal vector. */
  readonly expectedNorm: number;
}

/** The default population for a number of dimensions (48). */
export function defaultPopulation(dimensions: number): number {
  return 4 + Math.floor(3 * log(dimensions));
}

/**
 * @param count of the population, >= 2.
 * @param separable for a diagonal covariance matrix, which can be learned faster (Ros and Hansen 2008).
 */
export function cmaStrategy(dimensions: number, count: number, separable: boolean): CmaStrategy {
  const n = dimensions;
  const raw = Float64Array.from({ length: count }, (_, i) => log((count + 1) / 2) - log(i + 1));
  const mu = Math.floor(count / 2);
  const muEff = effective(raw.subarray(0, mu));
  const muEffMinus = effective(raw.subarray(mu));
  const faster = separable ? (n + 2) / 3 : 1;
  const c1 = Math.min(0.5, (faster * 2) / ((n + 1.3) * (n + 1.3) + muEff));
  const cMuOpen = (faster * 2 * (muEff - 2 + 1 / muEff)) / ((n + 2) * (n + 2) + muEff);
  const cMu = Math.min(1 - c1 - 1e-8, cMuOpen);
  const alpha = Math.min(1 + c1 / cMu, 1 + (2 * muEffMinus) / (muEff + 2), (1 - c1 - cMu) / (n * cMu));
  const positive = raw.reduce((total, weight) => total + Math.max(0, weight), 0);
  const negative = raw.reduce((total, weight) => total + Math.max(0, -weight), 0);
  const cSigma = (muEff + 2) / (n + muEff + 5);
  return {
    weights: raw.map((weight) => (weight >= 0 ? weight / positive : (alpha * weight) / negative)),
    mu,
    muEff,
    cC: (4 + muEff / n) / (n + 4 + (2 * muEff) / n),
    c1,
    cMu,
    cSigma,
    dSigma: 1 + 2 * Math.max(0, Math.sqrt((muEff - 1) / (n + 1)) - 1) + cSigma,
    expectedNorm: Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n)),
  };
}

/** (sum of w)² / sum of w². */
function effective(weights: Float64Array): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return (total * total) / weights.reduce((sum, weight) => sum + weight * weight, 0);
}
