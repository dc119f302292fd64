/** How much of a column the target tells apart: the F statistic of one-way analysis of variance, or of a correlation. */
import { sum, weightedSum } from '../../../math/reduce.ts';

/** Rows that are compared. */
interface Rows {
  /** Numbers, or class codes 0 .. nClasses-1. */
  readonly y: Float64Array;
  /** 0 for regression. */
  readonly nClasses: number;
  readonly weights?: Float64Array;
}

/**
 * As scikit-learn's f_classif and f_regression, over the rows whose value is present; weights count rows. 0 where nothing can be
 * compared: a constant column, a single class, too few rows. Infinity for a column that the target settles.
 */
export function fScore(values: Float64Array, { y, nClasses, weights }: Rows): number {
  const rows = Int32Array.from(values.keys()).filter((row) => Number.isFinite(values[row]));
  const w = Float64Array.from(rows, (row) => weights?.[row] ?? 1);
  const total = sum(w);
  const x = centred(
    Float64Array.from(rows, (row) => values[row]),
    w,
    total,
  );
  const target = Float64Array.from(rows, (row) => y[row]);
  return nClasses > 0 ? ofClasses(x, target, w, total, nClasses) : ofNumbers(x, centred(target, w, total), w, total);
}

function ofNumbers(x: Float64Array, y: Float64Array, w: Float64Array, total: number): number {
  const [xx, yy, xy] = [products(x, x, w), products(y, y, w), products(x, y, w)];
  if (xx === 0 || yy === 0 || total <= 2) return 0;
  const explained = Math.min(1, (xy / xx) * (xy / yy));
  return explained === 1 ? Number.POSITIVE_INFINITY : (explained / (1 - explained)) * (total - 2);
}

function ofClasses(x: Float64Array, y: Float64Array, w: Float64Array, total: number, nClasses: number): number {
  const counts = new Float64Array(nClasses);
  const sums = new Float64Array(nClasses);
  for (const [row, code] of y.entries()) {
    counts[code] += w[row];
    sums[code] += w[row] * x[row];
  }
  const present = counts.filter((count) => count > 0).length;
  const whole = products(x, x, w);
  if (whole === 0 || present < 2 || total <= present) return 0;
  const means = sums.map((of, code) => (counts[code] > 0 ? of / counts[code] : 0));
  const residuals = x.map((value, row) => value - means[y[row]]);
  const within = products(residuals, residuals, w);
  const between = sum(means.map((mean, code) => counts[code] * mean * mean));
  return between / (present - 1) / (within / (total - present));
}

/** Differences from the mean in units of the largest, so that squares stay in range. */
function centred(values: Float64Array, w: Float64Array, total: number): Float64Array {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0) return values;
  const scaled = values.map((value) => value / largest);
  if (scaled.every((value) => value === scaled[0])) return scaled.fill(0);
  const mean = weightedSum(scaled, w) / total;
  return scaled.map((value) => value - mean);
}

function products(a: Float64Array, b: Float64Array, w: Float64Array): number {
  return weightedSum(
    a.map((value, row) => value * b[row]),
    w,
  );
}
