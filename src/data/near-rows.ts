/** For some rows of a table, the row most like each: how far it is in numbers, and in how many columns it differs. */

import { sortedCopy } from '../math/quantile.ts';
import type { Column } from '../table/column.ts';
import { spreadRows } from './row-sample.ts';

/**
 * The nearest other rows of one row. `expected` is how many rows would be as near if columns were independent: 1 and more for rows of
 * common values, next to nothing for copies.
 */
export interface NearRow {
  readonly row: number;
  /** Nearest row by the largest distance of any number, in spreads of its column, with all other columns equal. */
  readonly moved?: { readonly row: number; readonly distance: number; readonly expected: number };
  /** Row that differs in the fewest columns, by however much. */
  readonly edited?: { readonly row: number; readonly columns: number; readonly expected: number };
}

export interface NearRows {
  /** Columns whose numbers were compared by distance. */
  readonly measured: number;
  /** In the order of the rows that were looked at. */
  readonly rows: readonly NearRow[];
}

/** Numbers with fewer distinct values among the rows looked at are compared for equality. */
const leastDistinct = 30;
/** Differing columns and distances beyond these are not followed. */
const most = { edits: 4, distance: 1 };

/**
 * Compares `probes` evenly spread rows with all rows; rows equal in every column are no neighbours.
 * Time grows with probes x rows, but most comparisons end after a column or two.
 */
export function nearRows(columns: readonly Column[], nRows: number, probes: number): NearRows {
  const cells = columns
    .map((column) => comparable(column, nRows))
    // What tells rows apart best comes first.
    .sort((a, b) => b.distinct - a.distinct);
  return {
    measured: cells.filter(({ spread }) => spread > 0).length,
    rows: Array.from(spreadRows(nRows, probes), (row) => ({ row, ...nearest(cells, row, nRows) })),
  };
}

interface Comparable {
  readonly values: Float64Array | Int32Array | Int8Array;
  /** Typical spread; 0 = compare for equality. */
  readonly spread: number;
  readonly distinct: number;
  /** Values of some rows, ascending. */
  readonly sample: Float64Array;
}

function comparable(column: Column, nRows: number): Comparable {
  const values = column.kind === 'string' ? column.codes : column.values;
  const sample = sortedCopy(Float64Array.from(spreadRows(nRows, 1000), (row) => values[row]));
  const distinct = new Set(sample).size;
  if (column.kind === 'string' || column.kind === 'boolean' || distinct < leastDistinct) {
    return { values, spread: 0, distinct, sample };
  }
  const finite = sample.filter(Number.isFinite);
  const at = (share: number) => finite[Math.floor(share * (finite.length - 1))];
  // Of a normal distribution the distance between the 5 % and 95 % points is 3.29 standard deviations.
  const spread = finite.length > 0 ? (at(0.95) - at(0.05)) / 3.29 : 0;
  return { values, spread, distinct, sample };
}

/** Share of the sample within `distance` spreads of a value (of the same value where none is given), never 0. */
function shareNear({ sample, spread }: Comparable, value: number, distance: number): number {
  let near = 1;
  for (const other of sample) {
    if (Number.isNaN(value) ? Number.isNaN(other) : Math.abs(other - value) <= distance * spread) near++;
  }
  return near / (sample.length + 1);
}

function nearest(cells: readonly Comparable[], row: number, nRows: number): Omit<NearRow, 'row'> {
  let movedRow = -1;
  let closest: number = most.distance;
  let editedRow = -1;
  let fewest: number = most.edits;
  for (let other = 0; other < nRows; other++) {
    if (other === row) continue;
    let distance = 0;
    let edits = 0;
    for (const { values, spread } of cells) {
      const x = values[row];
      const y = values[other];
      if (x === y || (Number.isNaN(x) && Number.isNaN(y))) continue;
      edits++;
      const step = spread > 0 ? Math.abs(x - y) / spread : Number.POSITIVE_INFINITY;
      if (!(step <= distance)) distance = Number.isNaN(step) ? Number.POSITIVE_INFINITY : step;
      if (distance >= closest && edits >= fewest) break;
    }
    if (edits === 0) continue;
    if (distance < closest) [movedRow, closest] = [other, distance];
    if (edits < fewest) [editedRow, fewest] = [other, edits];
  }
  const expected = (distance: number, isCounted: (cell: Comparable) => boolean) =>
    cells.reduce((rows, cell) => (isCounted(cell) ? rows * shareNear(cell, cell.values[row], distance) : rows), nRows);
  const agrees = ({ values }: Comparable) =>
    values[row] === values[editedRow] || (Number.isNaN(values[row]) && Number.isNaN(values[editedRow]));
  return {
    ...(movedRow >= 0 ? { moved: { row: movedRow, distance: closest, expected: expected(closest, () => true) } } : {}),
    ...(editedRow >= 0 ? { edited: { row: editedRow, columns: fewest, expected: expected(0, agrees) } } : {}),
  };
}
