/** Gaussian process regression with a Matérn 5/2 kernel that has a length scale for each parameter. */
import { exp } from '../../../math/exp.ts';
import { choleskyFactor, choleskySolveFactored } from '../../../math/linear-algebra.ts';
import { log } from '../../../math/log.ts';

/** Logarithms, so that every number is allowed. */
export interface GpParameters {
  /** Of 1 / length scale², by parameter. */
  readonly logPrecisions: Float64Array;
  /** Of the variance of the function. */
  readonly logVariance: number;
  /** Of the variance of the noise. */
  readonly logNoise: number;
}

/** What a process has seen: rows, which parameter each column belongs to, and a value for each row. */
export interface GpData {
  readonly rows: readonly Float64Array[];
  readonly owners: Int32Array;
  readonly values: Float64Array;
}

export interface GaussianProcess {
  /** Logarithm of the marginal likelihood of the data. */
  readonly logLikelihood: number;
  readonly L: Float64Array;
  /** (K + noise)^-1 y. */
  readonly weights: Float64Array;
  /** Mean and standard deviation of the function, without noise, at a row. */
  predict(row: Float64Array): Prediction;
  /** The same with the gradients by the columns of the row. */
  predictSlope(row: Float64Array): PredictionSlope;
}

export interface Prediction {
  readonly mean: number;
  readonly deviation: number;
}

export interface PredictionSlope extends Prediction {
  readonly meanSlope: Float64Array;
  readonly deviationSlope: Float64Array;
}

const rootOfFive = Math.sqrt(5);
const logOfTwoPi = 1.8378770664093453;

/**
 * The process that went through the data (Rasmussen and Williams 2006, algorithm 2.1), of mean 0 before.
 *
 * @returns undefined when the kernel matrix is not positive definite to working precision.
 */
export function fitProcess(data: GpData, parameters: GpParameters): GaussianProcess | undefined {
  const { rows, owners, values } = data;
  const n = rows.length;
  const precisions = parameters.logPrecisions.map((logPrecision) => exp(logPrecision));
  const variance = exp(parameters.logVariance);
  const noise = exp(parameters.logNoise);
  const K = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      K[i * n + j] = variance * matern(distance(rows[i], rows[j], owners, precisions));
      K[j * n + i] = K[i * n + j];
    }
    K[i * n + i] = variance + noise;
  }
  const L = choleskyFactor(K, n);
  if (L === undefined) return undefined;
  const weights = choleskySolveFactored(L, values);
  let logLikelihood = -0.5 * n * logOfTwoPi;
  for (let i = 0; i < n; i++) logLikelihood -= 0.5 * values[i] * weights[i] + log(L[i * n + i]);
  return {
    logLikelihood,
    L,
    weights,
    predict(row) {
      const solved = new Float64Array(n);
      let mean = 0;
      for (let i = 0; i < n; i++) {
        solved[i] = variance * matern(distance(row, rows[i], owners, precisions));
        mean += solved[i] * weights[i];
      }
      return { mean, deviation: deviationOf(variance - reduced(L, solved)) };
    },
    predictSlope(row) {
      const solved = new Float64Array(n);
      const bySquare = new Float64Array(n);
      let mean = 0;
      for (let i = 0; i < n; i++) {
        const square = distance(row, rows[i], owners, precisions);
        const root = rootOfFive * Math.sqrt(square);
        const decay = variance * exp(-root);
        solved[i] = (1 + root + (5 / 3) * square) * decay;
        bySquare[i] = (-5 / 6) * (1 + root) * decay;
        mean += solved[i] * weights[i];
      }
      const deviation = deviationOf(variance - reduced(L, solved));
      backSubstitute(L, solved);
      const meanSlope = new Float64Array(row.length);
      const deviationSlope = new Float64Array(row.length);
      for (let i = 0; i < n; i++) {
        const other = rows[i];
        const byMean = bySquare[i] * weights[i];
        const byDeviation = (-bySquare[i] * solved[i]) / deviation;
        for (let c = 0; c < row.length; c++) {
          const apart = 2 * precisions[owners[c]] * (row[c] - other[c]);
          meanSlope[c] += byMean * apart;
          deviationSlope[c] += byDeviation * apart;
        }
      }
      return { mean, deviation, meanSlope, deviationSlope };
    },
  };

  function deviationOf(rest: number): number {
    return Math.sqrt(Math.max(rest, 1e-12 * variance));
  }
}

/** Solves L x = k in place; the sum of the squares of x, the variance that the data explain. */
function reduced(L: Float64Array, k: Float64Array): number {
  const n = k.length;
  let explained = 0;
  for (let i = 0; i < n; i++) {
    let rest = k[i];
    for (let j = 0, at = i * n; j < i; j++, at++) rest -= L[at] * k[j];
    k[i] = rest / L[i * n + i];
    explained += k[i] * k[i];
  }
  return explained;
}

/** Solves Lᵀ x = k in place. */
function backSubstitute(L: Float64Array, k: Float64Array): void {
  const n = k.length;
  for (let i = n - 1; i >= 0; i--) {
    k[i] /= L[i * n + i];
    for (let j = 0, at = i * n; j < i; j++, at++) k[j] -= L[at] * k[i];
  }
}

/**
 * The gradient of the log likelihood (their equation 5.9) by the log precisions, the log variance and the log noise.
 *
 * @param process the one that these parameters gave.
 */
export function likelihoodGradient(data: GpData, parameters: GpParameters, process: GaussianProcess): Float64Array {
  const { rows, owners } = data;
  const n = rows.length;
  const count = parameters.logPrecisions.length;
  const precisions = parameters.logPrecisions.map((logPrecision) => exp(logPrecision));
  const variance = exp(parameters.logVariance);
  const noise = exp(parameters.logNoise);
  const inverse = inverseOf(process.L, n);
  const { weights } = process;
  const gradient = new Float64Array(count + 2);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      // Both halves of the symmetric sum at once.
      const sensitivity = weights[i] * weights[j] - inverse[i * n + j];
      const square = distance(rows[i], rows[j], owners, precisions);
      const root = rootOfFive * Math.sqrt(square);
      const decay = exp(-root);
      gradient[count] += sensitivity * variance * (1 + root + (5 / 3) * square) * decay;
      const bySquare = sensitivity * (-5 / 6) * variance * (1 + root) * decay;
      for (let c = 0; c < owners.length; c++) {
        const apart = rows[i][c] - rows[j][c];
        gradient[owners[c]] += bySquare * precisions[owners[c]] * apart * apart;
      }
    }
    const own = 0.5 * (weights[i] * weights[i] - inverse[i * n + i]);
    gradient[count] += own * variance;
    gradient[count + 1] += own * noise;
  }
  return gradient;
}

/** Matérn 5/2 by the squared distance. */
function matern(square: number): number {
  const root = rootOfFive * Math.sqrt(square);
  return (1 + root + (5 / 3) * square) * exp(-root);
}

function distance(a: Float64Array, b: Float64Array, owners: Int32Array, precisions: Float64Array): number {
  let square = 0;
  for (let c = 0; c < a.length; c++) {
    const apart = a[c] - b[c];
    square += precisions[owners[c]] * apart * apart;
  }
  return square;
}

/** (L Lᵀ)^-1, lower triangle. */
function inverseOf(L: Float64Array, n: number): Float64Array {
  const M = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    M[j * n + j] = 1 / L[j * n + j];
    for (let i = j + 1; i < n; i++) {
      let rest = 0;
      for (let k = j; k < i; k++) rest -= L[i * n + k] * M[k * n + j];
      M[i * n + j] = rest / L[i * n + i];
    }
  }
  const inverse = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    for (let i = 0; i <= k; i++) {
      const factor = M[k * n + i];
      for (let j = 0; j <= i; j++) inverse[i * n + j] += factor * M[k * n + j];
    }
  }
  return inverse;
}
