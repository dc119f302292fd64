/** For some rows of a table, the row most like each: how far it is in numbers, and in how many columns it differs. */

import { sortedCopy } from '../math/quantile.ts';
import { countBelow, countUpTo } from '../math/sorted-places.ts';
import type { Column } from '../table/column.ts';
import { picked, spreadRows } from './row-sample.ts';
import { sortedRows } from './sorted-rows.ts';

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

/** How far the nearest row may be: beyond, it is as good as none. */
export interface NearLimits {
  /** Differing columns. */
  readonly edits: number;
  /** Spreads of a column. */
  readonly distance: number;
}

export interface NearRows {
  /** Columns whose numbers were compared by distance. */
  readonly measured: number;
  /** In the order of the rows that were looked at. */
  readonly rows: readonly NearRow[];
}

/** Numbers with fewer distinct values among the rows looked at are compared for equality. */
const leastDistinct = 30;

/**
 * Seeks the neighbours of `probes` evenly spread rows among all rows; rows equal in every column are no neighbours.
 * Only rows near in one column, or equal in one of a few, are compared, and most comparisons end after a column or two.
 */
export function nearRows(columns: readonly Column[], nRows: number, probes: number, limits: NearLimits): NearRows {
  const cells = columns
    .map((column) => comparable(column, nRows))
    // What tells rows apart best comes first.
    .sort((a, b) => b.distinct - a.distinct);
  const looked = spreadRows(nRows, probes);
  const equal = equalRows(cells, looked, limits.edits);
  const candidates = candidatesOf(cells, limits.distance);
  return {
    measured: cells.filter(({ spread }) => spread > 0).length,
    rows: Array.from(looked, (row, at) => ({ row, ...nearest(cells, row, candidates(row), equal[at], limits) })),
  };
}

interface Comparable {
  /** Numbers, or codes; all arrays are of one type, which makes the many comparisons fast. */
  readonly values: Float64Array;
  /** Typical spread; 0 = compare for equality. */
  readonly spread: number;
  readonly distinct: number;
  /** Values of some rows, ascending. */
  readonly sample: Float64Array;
}

function comparable(column: Column, nRows: number): Comparable {
  const given = column.kind === 'string' ? column.codes : column.values;
  const values = given instanceof Float64Array ? given : new Float64Array(given);
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

/**
 * For each probe the rows that equal it in one of the first columns, of which there is one more than may differ: a row that
 * differs in no more is among them.
 */
function equalRows(cells: readonly Comparable[], probes: Int32Array, edits: number): readonly (readonly number[])[] {
  const found = Array.from(probes, (): number[] => []);
  for (const { values } of cells.slice(0, edits + 1)) {
    const sharing = new Map<number, number[]>();
    for (const [at, row] of probes.entries()) {
      const known = sharing.get(values[row]);
      if (known) known.push(at);
      else sharing.set(values[row], [at]);
    }
    for (let row = 0; row < values.length; row++) {
      for (const at of sharing.get(values[row]) ?? []) if (probes[at] !== row) found[at].push(row);
    }
  }
  return found;
}

/**
 * For a row the others, ascending, that may lie within a distance: near in each of the two numbers that tell rows apart best. Rows in
 * the order of the one, with the other beside it, are read in one go.
 */
function candidatesOf(cells: readonly Comparable[], distance: number): (row: number) => Int32Array {
  const [first, second = first] = cells.filter(({ spread }) => spread > 0);
  if (!first) return () => new Int32Array(0);
  const { rows, keys } = sortedRows(first.values);
  const beside = picked(second.values, rows);
  const missing = Int32Array.from(first.values.keys()).filter((row) => Number.isNaN(first.values[row]));
  // A little wider, for sums that rounding has made smaller; the comparison itself is exact.
  const reach = (cell: Comparable) => distance * cell.spread * (1 + 1e-9);
  return (row) => {
    const own = first.values[row];
    if (Number.isNaN(own)) return missing;
    const [low, high] = [countBelow(keys, own - reach(first)), countUpTo(keys, own + reach(first))];
    const other = second.values[row];
    const width = reach(second);
    const found = new Int32Array(high - low);
    let count = 0;
    for (let at = low; at < high; at++) if (!(Math.abs(beside[at] - other) > width)) found[count++] = rows[at];
    return new Int32Array(sortedCopy(found.subarray(0, count)));
  };
}

function nearest(
  cells: readonly Comparable[],
  row: number,
  near: Int32Array,
  equal: readonly number[],
  limits: NearLimits,
): Omit<NearRow, 'row'> {
  const columns = cells.map(({ values }) => values);
  const own = Float64Array.from(columns, (values) => values[row]);
  const perSpread = Float64Array.from(cells, ({ spread }) => (spread > 0 ? 1 / spread : Number.POSITIVE_INFINITY));
  const nRows = columns[0].length;
  let movedRow = -1;
  let closest = limits.distance;
  for (const other of near) {
    if (other === row) continue;
    const distance = distanceTo(columns, own, perSpread, other, closest);
    if (distance > 0 && distance < closest) [movedRow, closest] = [other, distance];
  }
  let editedRow = -1;
  let fewest = limits.edits + 1;
  for (const other of equal) {
    const edits = editsTo(columns, own, other, fewest);
    if (edits > 0 && edits < fewest) [editedRow, fewest] = [other, edits];
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

/** Largest distance of any column, in its spreads: 0 for equal rows, `most` or more as soon as it is reached. */
function distanceTo(
  columns: readonly Float64Array[],
  own: Float64Array,
  perSpread: Float64Array,
  other: number,
  most: number,
): number {
  let distance = 0;
  for (let c = 0; c < columns.length && distance < most; c++) {
    const x = own[c];
    const y = columns[c][other];
    if (x === y || (Number.isNaN(x) && Number.isNaN(y))) continue;
    const step = Math.abs(x - y) * perSpread[c];
    if (!(step <= distance)) distance = Number.isNaN(step) ? Number.POSITIVE_INFINITY : step;
  }
  return distance;
}

/** Number of columns that differ: `most` as soon as it is reached. */
function editsTo(columns: readonly Float64Array[], own: Float64Array, other: number, most: number): number {
  let edits = 0;
  for (let c = 0; c < columns.length && edits < most; c++) {
    const x = own[c];
    const y = columns[c][other];
    if (x !== y && !(Number.isNaN(x) && Number.isNaN(y))) edits++;
  }
  return edits;
}
