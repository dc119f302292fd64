/** Covariances of the components of a Gaussian mixture, in four shapes, as the triangular factors that densities are computed from. */
import { choleskyFactor } from '../../math/linear-algebra.ts';
import { log } from '../../math/log.ts';

/** `full`: each component its own matrix; `tied`: one for all; `diag`: variances of columns; `spherical`: one variance. */
export const covarianceShapes = ['full', 'tied', 'diag', 'spherical'] as const;
export type CovarianceShape = (typeof covarianceShapes)[number];

/** Points with the share of each component in them. */
export interface Shares {
  /** nPoints x nFeatures coordinates, row by row. */
  readonly points: Float64Array;
  /** nPoints x nComponents shares times the points' weights. */
  readonly shares: Float64Array;
  /** nComponents sums of shares, > 0. */
  readonly totals: Float64Array;
  /** nComponents x nFeatures. */
  readonly means: Float64Array;
}

/** Numbers of one shape's factors. */
export function factorCount(shape: CovarianceShape, nComponents: number, nFeatures: number): number {
  if (shape === 'full') return nComponents * nFeatures * nFeatures;
  if (shape === 'tied') return nFeatures * nFeatures;
  return shape === 'diag' ? nComponents * nFeatures : nComponents;
}

/** Free numbers of a mixture of this shape: what a criterion such as BIC counts. */
export function freeParameters(shape: CovarianceShape, nComponents: number, nFeatures: number): number {
  const matrix = (nFeatures * (nFeatures + 1)) / 2;
  const ofShape = {
    full: nComponents * matrix,
    tied: matrix,
    diag: nComponents * nFeatures,
    spherical: nComponents,
  }[shape];
  return ofShape + nComponents * nFeatures + nComponents - 1;
}

/**
 * The factors of the covariances that fit the shares best: lower triangles (`full`, `tied`) or standard deviations. `extra` is added
 * to each variance, as scikit-learn's `reg_covar`.
 */
export function factorsOf(shape: CovarianceShape, given: Shares, extra: number): Float64Array {
  const { totals, means } = given;
  const nComponents = totals.length;
  const d = means.length / nComponents;
  if (shape === 'full') {
    const factors = new Float64Array(nComponents * d * d);
    for (let c = 0; c < nComponents; c++) {
      const scatter = new Float64Array(d * d);
      addScatter(scatter, given, c, totals[c]);
      factors.set(triangle(scatter, d, extra), c * d * d);
    }
    return factors;
  }
  if (shape === 'tied') {
    const scatter = new Float64Array(d * d);
    const total = totals.reduce((sum, one) => sum + one, 0);
    for (let c = 0; c < nComponents; c++) addScatter(scatter, given, c, total);
    return triangle(scatter, d, extra);
  }
  const squares = squaresOf(given, d);
  const variances = squares.map((square, at) => Math.max(leastVariance, square / totals[Math.floor(at / d)] + extra));
  if (shape === 'diag') return variances.map(Math.sqrt);
  return Float64Array.from({ length: nComponents }, (_, c) => {
    let sum = 0;
    for (let j = 0; j < d; j++) sum += variances[c * d + j];
    return Math.sqrt(sum / d);
  });
}

/** Variances are held above this, so that densities stay finite where nothing is added to them. */
const leastVariance = 1e-300;

/** Adds the lower triangle of component c's scatter around its mean, divided by `total`. */
function addScatter(scatter: Float64Array, { points, shares, totals, means }: Shares, c: number, total: number): void {
  const nComponents = totals.length;
  const d = means.length / nComponents;
  const difference = new Float64Array(d);
  for (let i = 0, n = points.length / d; i < n; i++) {
    const share = shares[i * nComponents + c] / total;
    if (share === 0) continue;
    for (let j = 0; j < d; j++) difference[j] = points[i * d + j] - means[c * d + j];
    for (let a = 0; a < d; a++) {
      const scaled = share * difference[a];
      for (let b = 0; b <= a; b++) scatter[a * d + b] += scaled * difference[b];
    }
  }
}

/** nComponents x nFeatures sums of squared differences from the means. */
function squaresOf({ points, shares, totals, means }: Shares, d: number): Float64Array {
  const nComponents = totals.length;
  const squares = new Float64Array(nComponents * d);
  for (let i = 0, n = points.length / d; i < n; i++) {
    for (let c = 0; c < nComponents; c++) {
      const share = shares[i * nComponents + c];
      if (share === 0) continue;
      for (let j = 0; j < d; j++) {
        const difference = points[i * d + j] - means[c * d + j];
        squares[c * d + j] += share * difference * difference;
      }
    }
  }
  return squares;
}

/** The Cholesky factor of a covariance; where rounding leaves none, more is added to the variances, ten times as much each time. */
function triangle(covariance: Float64Array, d: number, extra: number): Float64Array {
  let mean = 0;
  for (let j = 0; j < d; j++) {
    covariance[j * d + j] += extra;
    mean += covariance[j * d + j] / d;
  }
  let more = Number.EPSILON * Math.max(mean, leastVariance);
  for (;;) {
    const factor = choleskyFactor(covariance, d);
    if (factor) return factor;
    more *= 10;
    for (let j = 0; j < d; j++) covariance[j * d + j] += more;
  }
}

/** How the logarithms of component densities at a point are found: `densityAt(points, from, c)` for the point at `from`. */
export type LogDensity = (points: Float64Array, from: number, component: number) => number;

const logTwoPi = log(2 * Math.PI);

/** The log densities of components with these means and factors. */
export function logDensities(
  shape: CovarianceShape,
  means: Float64Array,
  factors: Float64Array,
  nFeatures: number,
): LogDensity {
  const d = nFeatures;
  const nComponents = means.length / Math.max(1, d);
  const isMatrix = shape === 'full' || shape === 'tied';
  const constants = Float64Array.from({ length: nComponents }, (_, c) => {
    let logs = 0;
    for (let j = 0; j < d; j++) logs += log(factors[placeOf(shape, c, j, d)]);
    return -0.5 * d * logTwoPi - logs;
  });
  const solved = new Float64Array(d);
  return (points, from, c) => {
    let square = 0;
    for (let a = 0; a < d; a++) {
      let rest = points[from + a] - means[c * d + a];
      if (isMatrix) {
        const row = (shape === 'full' ? c * d * d : 0) + a * d;
        for (let b = 0; b < a; b++) rest -= factors[row + b] * solved[b];
      }
      const value = rest / factors[placeOf(shape, c, a, d)];
      solved[a] = value;
      square += value * value;
    }
    return constants[c] - 0.5 * square;
  };
}

/** Where the factors hold the deviation of a component in a column. */
function placeOf(shape: CovarianceShape, component: number, column: number, d: number): number {
  switch (shape) {
    case 'full':
      return component * d * d + column * d + column;
    case 'tied':
      return column * d + column;
    case 'diag':
      return component * d + column;
    case 'spherical':
      return component;
  }
}
