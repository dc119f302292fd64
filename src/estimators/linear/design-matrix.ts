/** Features for repeated products with vectors. Columns that are mostly zero (one-hot) keep their other rows only. */
import type { NumberColumn } from '../../table/column.ts';
import type { Table } from '../../table/table.ts';

interface DesignColumn {
  /** Values of `rows`, or of all rows when `rows` is absent. */
  readonly values: Float64Array;
  readonly rows?: Int32Array;
}

export interface DesignMatrix {
  readonly nRows: number;
  readonly columns: readonly DesignColumn[];
  /** What is subtracted from each column in products. */
  readonly means: Float64Array;
}

/** A column is kept sparse when at most this share of its values is not zero. */
const sparseShare = 0.25;

/** The matrix of a table of number columns, as if each column had its mean subtracted. */
export function designMatrix(X: Table, means: Float64Array): DesignMatrix {
  return { nRows: X.nRows, columns: (X.columns as readonly NumberColumn[]).map(designColumn), means };
}

function designColumn({ values }: NumberColumn): DesignColumn {
  let count = 0;
  for (const value of values) if (value !== 0) count++;
  if (count > values.length * sparseShare) return { values };
  const rows = new Int32Array(count);
  const kept = new Float64Array(count);
  let at = 0;
  for (let row = 0; row < values.length; row++) {
    if (values[row] === 0) continue;
    rows[at] = row;
    kept[at++] = values[row];
  }
  return { values: kept, rows };
}

/** Intercept plus the centred columns times `coefficients`, one sum per row. */
export function multiply(design: DesignMatrix, coefficients: ArrayLike<number>, intercept: number): Float64Array {
  let start = intercept;
  for (let j = 0; j < design.columns.length; j++) start -= coefficients[j] * design.means[j];
  const out = new Float64Array(design.nRows).fill(start);
  for (let j = 0; j < design.columns.length; j++) {
    const coefficient = coefficients[j];
    if (coefficient === 0) continue;
    const { values, rows } = design.columns[j];
    if (rows) for (let i = 0; i < rows.length; i++) out[rows[i]] += coefficient * values[i];
    else for (let row = 0; row < out.length; row++) out[row] += coefficient * values[row];
  }
  return out;
}

/** For each centred column its product with `vector` (nRows), then the sum of `vector`, into `out` (nColumns + 1). */
export function multiplyTransposed(design: DesignMatrix, vector: Float64Array, out: Float64Array): void {
  let total = 0;
  for (let row = 0; row < vector.length; row++) total += vector[row];
  for (let j = 0; j < design.columns.length; j++) {
    const { values, rows } = design.columns[j];
    let sum = 0;
    if (rows) for (let i = 0; i < rows.length; i++) sum += values[i] * vector[rows[i]];
    else for (let row = 0; row < vector.length; row++) sum += values[row] * vector[row];
    out[j] = sum - design.means[j] * total;
  }
  out[design.columns.length] = total;
}

/** For each centred column the sum of its squares times `weights`, then the sum of `weights`, into `out`. */
export function weightedSquares(design: DesignMatrix, weights: Float64Array, out: Float64Array): void {
  let total = 0;
  for (let row = 0; row < weights.length; row++) total += weights[row];
  for (let j = 0; j < design.columns.length; j++) {
    const { values, rows } = design.columns[j];
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < values.length; i++) {
      const term = values[i] * weights[rows ? rows[i] : i];
      sum += term;
      squares += term * values[i];
    }
    const mean = design.means[j];
    out[j] = Math.max(0, squares - 2 * mean * sum + mean * mean * total);
  }
  out[design.columns.length] = total;
}
