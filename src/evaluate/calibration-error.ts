/** How far probabilities are from what happens, without the bias that every sample has, and with an interval. */
import { ModelwrightError } from '../core/errors.ts';
import { createRng } from '../math/philox.ts';
import { quantileSorted, sortedCopy } from '../math/quantile.ts';

export interface CalibrationErrorRequest {
  /** Class codes; 1 is the positive class of two. */
  readonly yTrue: ArrayLike<number>;
  /** Two classes: the probability of class 1 of each row. More: one array per class, and the most probable class is judged. */
  readonly probabilities: ArrayLike<number> | readonly ArrayLike<number>[];
  /** Most bins, each of about equal numbers of rows and at least 20; default 15. */
  readonly bins?: number;
  /** At most this many resamples for the interval, fewer for many rows; default 1000. */
  readonly resamples?: number;
  /** Whole number >= 0; default 0. */
  readonly seed?: number;
}

export interface CalibrationError {
  /** Root mean squared distance of probability and frequency over the bins, corrected for chance; 0 where chance explains it all. */
  readonly value: number;
  /** At 95 %. */
  readonly ci: readonly [low: number, high: number];
  /** The same without the correction, which a calibrated model has too. */
  readonly uncorrected: number;
  readonly bins: number;
}

const rowsPerBin = 20;
/** Rows of all resamples together. */
const budget = 20_000_000;
const fewestResamples = 200;

/** Rows, the sum of their probabilities, and the sum of their hits, bin by bin. */
type Sums = readonly [rows: Float64Array, probabilities: Float64Array, hits: Float64Array];

/**
 * The calibration error of Kumar, Liang and Ma (2019): from each bin's squared distance its own sampling variance is taken away.
 * Rows of equal probability share a bin. The interval comes from resampled rows, recentred by the correction, because resampling
 * adds the bias of a sample once more.
 *
 * @throws ROWS_TOO_FEW below 20 rows, SHAPE_MISMATCH for lengths that differ, VALUE_INVALID for probabilities outside 0 to 1 or
 *   codes that are no class, PARAM_INVALID for bins or resamples below 1.
 */
export function calibrationError({
  yTrue,
  probabilities,
  bins = 15,
  resamples = 1000,
  seed = 0,
}: CalibrationErrorRequest): CalibrationError {
  for (const [name, value] of Object.entries({ bins, resamples })) {
    if (Number.isInteger(value) && value >= 1) continue;
    throw new ModelwrightError('PARAM_INVALID', { name, law: 'a whole number >= 1', value: String(value) });
  }
  const { said, hits } = judged(yTrue, probabilities);
  const n = said.length;
  if (n < rowsPerBin)
    throw new ModelwrightError('ROWS_TOO_FEW', { what: 'calibrationError', needed: rowsPerBin, rows: n });
  const { binOf, count } = binsOf(said, Math.min(bins, Math.floor(n / rowsPerBin)));
  const sums: Sums = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  for (let row = 0; row < n; row++) add(sums, binOf[row], said[row], hits[row]);
  const plain = squaredError(sums, n, false);
  const corrected = squaredError(sums, n, true);

  const rng = createRng(seed).split('calibration-error');
  const replicates = new Float64Array(Math.min(resamples, Math.max(fewestResamples, Math.floor(budget / n))));
  for (let draw = 0; draw < replicates.length; draw++) {
    for (const sum of sums) sum.fill(0);
    for (let i = 0; i < n; i++) {
      const row = rng.integer(n);
      add(sums, binOf[row], said[row], hits[row]);
    }
    replicates[draw] = squaredError(sums, n, true) - (plain - corrected);
  }
  const sorted = sortedCopy(replicates);
  const end = (share: number) => Math.sqrt(Math.max(0, quantileSorted(sorted, share)));
  return {
    value: Math.sqrt(Math.max(0, corrected)),
    ci: [end(0.025), end(0.975)],
    uncorrected: Math.sqrt(plain),
    bins: count,
  };
}

function add([rows, probabilities, hits]: Sums, bin: number, probability: number, hit: number): void {
  rows[bin]++;
  probabilities[bin] += probability;
  hits[bin] += hit;
}

function squaredError([rows, probabilities, hits]: Sums, n: number, corrected: boolean): number {
  let total = 0;
  for (let bin = 0; bin < rows.length; bin++) {
    const m = rows[bin];
    if (m === 0) continue;
    const [mean, share] = [probabilities[bin] / m, hits[bin] / m];
    const chance = corrected && m > 1 ? (share * (1 - share)) / (m - 1) : 0;
    total += (m / n) * ((mean - share) * (mean - share) - chance);
  }
  return total;
}

/** Bins of about equal numbers of rows by probability, at most `most`; equal probabilities stay together. */
function binsOf(said: Float64Array, most: number): { binOf: Int32Array; count: number } {
  const order = Int32Array.from(said, (_, row) => row).sort((a, b) => said[a] - said[b] || a - b);
  const n = order.length;
  const binOf = new Int32Array(n);
  let bin = 0;
  for (let at = 0; at < n; at++) {
    binOf[order[at]] = bin;
    const endsTie = at + 1 < n && said[order[at + 1]] !== said[order[at]];
    if (endsTie && at + 1 >= ((bin + 1) * n) / most) bin++;
  }
  return { binOf, count: bin + 1 };
}

/** What was said about the judged class of each row, and whether it was there. */
function judged(
  yTrue: ArrayLike<number>,
  probabilities: CalibrationErrorRequest['probabilities'],
): { said: Float64Array; hits: Uint8Array } {
  const isBinary = probabilities.length === 0 || typeof probabilities[0] === 'number';
  const columns = (isBinary ? [probabilities] : probabilities) as readonly ArrayLike<number>[];
  const nClasses = isBinary ? 2 : columns.length;
  const n = yTrue.length;
  const said = new Float64Array(n);
  const hits = new Uint8Array(n);
  for (const column of columns) {
    if (column.length === n) continue;
    const law = `one per row (${n})`;
    throw new ModelwrightError('SHAPE_MISMATCH', { what: 'probabilities', law, value: column.length });
  }
  for (let row = 0; row < n; row++) {
    let best = 0;
    for (const [code, column] of columns.entries()) {
      if (!(column[row] >= 0 && column[row] <= 1)) throw invalid('probabilities', 'values in 0 to 1');
      if (column[row] > columns[best][row]) best = code;
    }
    const actual = yTrue[row];
    if (!(Number.isInteger(actual) && actual >= 0 && actual < nClasses)) {
      throw invalid('yTrue', `class codes 0 to ${nClasses - 1}`);
    }
    said[row] = columns[best][row];
    hits[row] = actual === (isBinary ? 1 : best) ? 1 : 0;
  }
  return { said, hits };
}

function invalid(what: string, law: string): ModelwrightError {
  return new ModelwrightError('VALUE_INVALID', { what, law, value: 'one that is not' });
}
