/** The search distribution of CMA-ES: a normal one whose mean, step size and covariance follow the better points. */
import { exp } from '../../../math/exp.ts';
import { symmetricEigen } from '../../../math/symmetric-eigen.ts';
import { type CmaStrategy, cmaStrategy } from './strategy.ts';

/** N(mean, sigma² A C A) with A = diag(scale) and C = B diag(D²) Bᵀ; matrices are n x n row-major. Never changed in place. */
export interface SearchDistribution {
  /** Populations it has learned from. */
  readonly age: number;
  readonly mean: Float64Array;
  readonly sigma: number;
  /** 1, except where the margin of whole numbers widens a coordinate. */
  readonly scale: Float64Array;
  readonly C: Float64Array;
  readonly B: Float64Array;
  readonly D: Float64Array;
  /** Evolution paths of the step size and the covariance. */
  readonly pathSigma: Float64Array;
  readonly pathC: Float64Array;
}

/** The distribution before anything is known: round, of standard deviation sigma. */
export function roundDistribution(mean: Float64Array, sigma: number): SearchDistribution {
  const n = mean.length;
  const identity = new Float64Array(n * n);
  for (let i = 0; i < n; i++) identity[i * n + i] = 1;
  const zero = new Float64Array(n);
  const D = new Float64Array(n).fill(1);
  return { age: 0, mean, sigma, scale: D, C: identity, B: identity, D, pathSigma: zero, pathC: zero };
}

/** The point that a standard normal vector z stands for. */
export function pointAt({ mean, sigma, scale, B, D }: SearchDistribution, z: Float64Array): Float64Array {
  const n = mean.length;
  return mean.map((m, i) => {
    let along = 0;
    for (let j = 0; j < n; j++) along += B[i * n + j] * D[j] * z[j];
    return m + sigma * scale[i] * along;
  });
}

/** Standard deviation of coordinate i. */
export function deviationOf({ sigma, scale, C, mean }: SearchDistribution, i: number): number {
  return sigma * scale[i] * Math.sqrt(Math.max(C[i * mean.length + i], 1e-16));
}

/**
 * The next distribution (Hansen 2016, equations 41 to 47, with active update).
 *
 * @param points the population, best first; at least 2.
 */
export function learn(
  before: SearchDistribution,
  points: readonly Float64Array[],
  separable: boolean,
): SearchDistribution {
  const n = before.mean.length;
  const strategy = cmaStrategy(n, points.length, separable);
  const { cSigma, dSigma, cC, muEff, mu, weights, expectedNorm } = strategy;
  const steps = points.map((point) => point.map((x, i) => (x - before.mean[i]) / (before.sigma * before.scale[i])));
  const step = new Float64Array(n);
  for (let k = 0; k < mu; k++) for (let i = 0; i < n; i++) step[i] += weights[k] * steps[k][i];
  const mean = before.mean.map((m, i) => m + before.sigma * before.scale[i] * step[i]);

  const white = whiten(before, step);
  const pushSigma = Math.sqrt(cSigma * (2 - cSigma) * muEff);
  const pathSigma = before.pathSigma.map((p, i) => (1 - cSigma) * p + pushSigma * white[i]);
  const length = Math.sqrt(squareNorm(pathSigma));
  const sigma = Math.min(1e32, before.sigma * exp((cSigma / dSigma) * (length / expectedNorm - 1)));

  const age = before.age + 1;
  let decay = 1;
  for (let g = 0; g < 2 * (age + 1) && decay > 1e-20; g++) decay *= 1 - cSigma;
  const moving = length / Math.sqrt(1 - decay) < (1.4 + 2 / (n + 1)) * expectedNorm ? 1 : 0;
  const pushC = moving * Math.sqrt(cC * (2 - cC) * muEff);
  const pathC = before.pathC.map((p, i) => (1 - cC) * p + pushC * step[i]);
  const C = nextCovariance(before, strategy, steps, pathC, moving, separable);
  return { age, mean, sigma, scale: before.scale, C, ...rootOf(C, n, separable), pathSigma, pathC };
}

/** Equations 46 and 47; separable: of the diagonal alone. */
function nextCovariance(
  before: SearchDistribution,
  { weights, c1, cMu, cC }: CmaStrategy,
  steps: readonly Float64Array[],
  pathC: Float64Array,
  moving: 0 | 1,
  separable: boolean,
): Float64Array {
  const n = pathC.length;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const kept = 1 + c1 * (1 - moving) * cC * (2 - cC) - c1 - cMu * total;
  const factors = weights.map((weight, k) =>
    weight >= 0 ? weight : (weight * n) / (squareNorm(whiten(before, steps[k])) + 1e-8),
  );
  const C = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = separable ? i : 0; j <= i; j++) {
      let rankMu = 0;
      for (let k = 0; k < factors.length; k++) rankMu += factors[k] * steps[k][i] * steps[k][j];
      C[i * n + j] = kept * before.C[i * n + j] + c1 * pathC[i] * pathC[j] + cMu * rankMu;
      C[j * n + i] = C[i * n + j];
    }
  }
  return C;
}

/** B and D of a covariance matrix; directions that rounding took away keep a little. */
function rootOf(C: Float64Array, n: number, separable: boolean): Pick<SearchDistribution, 'B' | 'D'> {
  if (separable) {
    const { B } = roundDistribution(new Float64Array(n), 1);
    return { B, D: Float64Array.from({ length: n }, (_, i) => Math.sqrt(Math.max(C[i * n + i], 1e-16))) };
  }
  const { values, vectors } = symmetricEigen(C, n);
  return { B: vectors, D: values.map((value) => Math.sqrt(Math.max(value, 1e-16))) };
}

/** C^(-1/2) y. */
function whiten({ B, D }: SearchDistribution, y: Float64Array): Float64Array {
  const n = y.length;
  const result = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    let along = 0;
    for (let i = 0; i < n; i++) along += B[i * n + j] * y[i];
    along /= D[j];
    for (let i = 0; i < n; i++) result[i] += B[i * n + j] * along;
  }
  return result;
}

function squareNorm(x: Float64Array): number {
  return x.reduce((sum, value) => sum + value * value, 0);
}
