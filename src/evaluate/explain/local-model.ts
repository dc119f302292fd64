/** LIME for tables: a small linear model of the neighbourhood of one row (Ribeiro, Singh, Guestrin 2016). */
import { checkParam } from '../../core/check-param.ts';
import { ModelwrightError } from '../../core/errors.ts';
import { exp } from '../../math/exp.ts';
import { choleskySolve } from '../../math/linear-algebra.ts';
import { createRng } from '../../math/philox.ts';
import { quantileSorted } from '../../math/quantile.ts';
import { type Column, takeFromColumn } from '../../table/column.ts';
import { concatTables } from '../../table/concat.ts';
import { columnNames, select, type Table } from '../../table/table.ts';
import type { Predictions } from '../../table/task.ts';
import { isOrdered, isSameCell, sortedValues } from './cell-values.ts';
import { scoresIn } from './score-function.ts';

export interface LocalModelRequest {
  readonly predict: (X: Table) => Predictions;
  /** The explained row: a table of one. */
  readonly row: Table;
  /** Rows that neighbours take their values from, column by column. */
  readonly reference: Table;
  /** Neighbours; 10 to 100,000, default 1,000. */
  readonly samples?: number;
  /** Of the exponential kernel, in square roots of columns that differ; default 0.75 sqrt(columns). */
  readonly kernelWidth?: number;
  /** Weight of the L2 penalty; default 1. */
  readonly alpha?: number;
  /** Safe whole number >= 0, default 0. */
  readonly seed?: number;
}

/** One entry per output: a value, the probability of class 1 of two, or of each class. */
export interface LocalModel {
  readonly columns: readonly string[];
  /** nOutputs x nColumns: what a value like the row's adds, against one unlike it. */
  readonly effects: readonly Float64Array[];
  readonly intercepts: Float64Array;
  /** What the small model says of the row itself. */
  readonly local: Float64Array;
  /** Weighted share of the variance among neighbours that it explains; NaN where there is none. */
  readonly fidelity: Float64Array;
}

/**
 * Neighbours have values of other rows in some columns; a column counts as alike when its value is in the same quarter of the
 * reference (numbers, dates) or equal. The small model is a ridge regression on alike or not, weighted by an exponential kernel of
 * the number of columns that are not. A sampled approximation: another seed gives other figures.
 *
 * @throws PARAM_INVALID for options out of range, SHAPE_MISMATCH unless `row` has one row, ROWS_TOO_FEW without a reference.
 */
export function localModel(request: LocalModelRequest): LocalModel {
  const { predict, row, reference, samples = 1000, alpha = 1, seed = 0 } = request;
  const columns = columnNames(row);
  const { kernelWidth = 0.75 * Math.sqrt(columns.length) } = request;
  const areSamples = Number.isSafeInteger(samples) && samples >= 10 && samples <= 100_000;
  checkParam(areSamples, 'samples', 'a whole number, 10 to 100000', samples);
  checkParam(kernelWidth > 0, 'kernelWidth', 'a number > 0', kernelWidth);
  checkParam(alpha >= 0, 'alpha', 'a number >= 0', alpha);
  if (row.nRows !== 1)
    throw new ModelwrightError('SHAPE_MISMATCH', { what: 'row', law: 'one row', value: `${row.nRows}` });
  if (reference.nRows === 0) throw new ModelwrightError('ROWS_TOO_FEW', { what: 'a local model', needed: 1, rows: 0 });
  const all = concatTables(row, select(reference, columns));
  const rng = createRng(seed).split('lime');
  const alike: Uint8Array[] = [];
  const drawn = all.columns.map((column, j) => {
    const stream = rng.split(`column-${columns[j]}`);
    // The first neighbour is the row itself.
    const places = Int32Array.from({ length: samples }, (_, i) => (i === 0 ? 0 : 1 + stream.integer(reference.nRows)));
    const likeness = likenessOf(column);
    alike.push(Uint8Array.from(places, (place) => likeness[place]));
    return takeFromColumn(column, places);
  });
  const weights = Float64Array.from({ length: samples }, (_, i) => {
    const differing = alike.reduce((count, ofColumn) => count + 1 - ofColumn[i], 0);
    return Math.sqrt(exp(-differing / (kernelWidth * kernelWidth)));
  });
  const scores = scoresIn(predict({ nRows: samples, columns: drawn }));
  const fits = scores.map((score) => weightedRidge(alike, score, weights, alpha));
  return {
    columns,
    effects: fits.map(({ effects }) => effects),
    intercepts: Float64Array.from(fits, ({ intercept }) => intercept),
    local: Float64Array.from(fits, ({ effects, intercept }) =>
      effects.reduce((sum, effect) => sum + effect, intercept),
    ),
    fidelity: Float64Array.from(fits, ({ fidelity }) => fidelity),
  };
}

/** 1 for the cells of a column that are like its first. */
function likenessOf(column: Column): Uint8Array {
  const length = column.kind === 'string' ? column.codes.length : column.values.length;
  if (!isOrdered(column) || Number.isNaN(column.values[0])) {
    return Uint8Array.from({ length }, (_, place) => Number(isSameCell(column, 0, place)));
  }
  const sorted = sortedValues({ ...column, values: column.values.subarray(1) });
  const cuts = [0.25, 0.5, 0.75].map((share) => quantileSorted(sorted, share));
  const quarter = (value: number) => (Number.isNaN(value) ? -1 : cuts.filter((cut) => value > cut).length);
  return Uint8Array.from(column.values, (value) => Number(quarter(value) === quarter(column.values[0])));
}

/** Minimises sum w (y - a - z b)^2 + alpha |b|^2; the intercept a is not penalised. */
export function weightedRidge(
  z: readonly ArrayLike<number>[],
  y: ArrayLike<number>,
  weights: Float64Array,
  alpha: number,
): { readonly effects: Float64Array; readonly intercept: number; readonly fidelity: number } {
  const [n, p] = [y.length, z.length];
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const centre = (values: ArrayLike<number>) => weights.reduce((sum, weight, i) => sum + weight * values[i], 0) / total;
  const [means, level] = [z.map(centre), centre(y)];
  const A = new Float64Array(p * p);
  const b = new Float64Array(p);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < p; j++) {
      const left = weights[i] * (z[j][i] - means[j]);
      b[j] += left * (y[i] - level);
      for (let k = 0; k <= j; k++) A[j * p + k] += left * (z[k][i] - means[k]);
    }
  }
  for (let j = 0; j < p; j++) {
    for (let k = 0; k < j; k++) A[k * p + j] = A[j * p + k];
    // A column that is alike everywhere tells nothing; without a penalty its effect is 0.
    A[j * p + j] += alpha > 0 ? alpha : A[j * p + j] === 0 ? 1 : 0;
  }
  const effects = choleskySolve(A, b) ?? new Float64Array(p);
  const intercept = level - effects.reduce((sum, effect, j) => sum + effect * means[j], 0);
  let [errors, spread] = [0, 0];
  for (let i = 0; i < n; i++) {
    let said = intercept;
    for (let j = 0; j < p; j++) said += effects[j] * z[j][i];
    errors += weights[i] * (y[i] - said) * (y[i] - said);
    spread += weights[i] * (y[i] - level) * (y[i] - level);
  }
  // What rounding leaves of a constant is no variance.
  const isConstant = spread <= 1e-24 * level * level * total;
  return { effects, intercept, fidelity: isConstant ? Number.NaN : 1 - errors / spread };
}
