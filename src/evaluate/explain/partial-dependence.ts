/** How predictions move with one column: partial dependence (Friedman 2001) and its single rows, ICE (Goldstein et al. 2015). */
import { ModelwrightError } from '../../core/errors.ts';
import { createRng } from '../../math/philox.ts';
import { mean } from '../../math/reduce.ts';
import { type Column, cell, takeFromColumn } from '../../table/column.ts';
import { columnOf, type Table, takeRows, withColumns } from '../../table/table.ts';
import type { Predictions } from '../../table/task.ts';
import { type CellValue, typicalRows } from './cell-values.ts';
import { scoresIn } from './score-function.ts';

export interface DependenceRequest {
  readonly predict: (X: Table) => Predictions;
  /** Rows to average over. */
  readonly X: Table;
  readonly column: string;
  /** Most values of the column to try: quantiles of numbers and dates, else the most frequent; 2 to 1,000, default 20. */
  readonly points?: number;
  /** A seeded sample of so many rows is used when there are more; default 500. */
  readonly maxRows?: number;
  /** Safe whole number >= 0, default 0. */
  readonly seed?: number;
}

export interface PartialDependence {
  readonly column: string;
  /** The values tried, all of which occur in X: numbers and dates ascending, others by how frequent they are. */
  readonly at: readonly CellValue[];
  /** nOutputs x at.length mean scores with every row's value replaced: the prediction, or a probability. */
  readonly mean: readonly Float64Array[];
  /** ICE: nOutputs x at.length x nRows scores, row by row the curve of one row of the sample. */
  readonly individual: readonly (readonly Float64Array[])[];
}

/**
 * @throws COLUMN_NOT_FOUND, PARAM_INVALID for options out of range, ROWS_TOO_FEW without a row, VALUE_MISSING for a column without
 *   a value, and what the model throws.
 */
export function partialDependence(request: DependenceRequest): PartialDependence {
  const { predict, column: name, points = 20 } = request;
  if (!(Number.isSafeInteger(points) && points >= 2 && points <= 1000)) {
    throw new ModelwrightError('PARAM_INVALID', {
      name: 'points',
      law: 'a whole number, 2 to 1000',
      value: `${points}`,
    });
  }
  const X = sampleOf(request);
  const column = columnOf(request.X, name);
  const rows = typicalRows(column, points);
  if (rows.length === 0) {
    throw new ModelwrightError('VALUE_MISSING', { estimator: 'partial dependence', column: name, count: X.nRows });
  }
  const curves = Array.from(rows, (row) => scoresIn(predict(withColumns(X, [filled(column, row, X.nRows)]))));
  const nOutputs = curves[0].length;
  const individual = Array.from({ length: nOutputs }, (_, k) => curves.map((scores) => Float64Array.from(scores[k])));
  return {
    column: name,
    at: Array.from(rows, (row) => cell(column, row)!),
    mean: individual.map((ofOutput) => Float64Array.from(ofOutput, (scores) => mean(scores))),
    individual,
  };
}

/** A column of one value, that of a row, `nRows` times. */
function filled(column: Column, row: number, nRows: number): Column {
  return takeFromColumn(column, new Int32Array(nRows).fill(row));
}

/** At most `maxRows` of the rows, in their order. */
export function sampleOf({ X, maxRows = 500, seed = 0 }: Pick<DependenceRequest, 'X' | 'maxRows' | 'seed'>): Table {
  if (X.nRows === 0) throw new ModelwrightError('ROWS_TOO_FEW', { what: 'an explanation', needed: 1, rows: 0 });
  if (X.nRows <= maxRows) return X;
  const rows = createRng(seed).split('dependence').permutation(X.nRows).subarray(0, maxRows);
  return takeRows(
    X,
    rows.sort((a, b) => a - b),
  );
}
