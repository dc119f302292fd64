/** Binning columns that nearly always have the same value: only the rows outside of its bin are kept. */
import type { NumberColumn } from '../../table/column.ts';
import type { Table } from '../../table/table.ts';
import { type Bins, binColumn, binsOf } from './bins.ts';
import type { ColumnNumbers } from './column-numbers.ts';
import { quantileThresholds } from './quantile-thresholds.ts';

/** A column as the rows outside of its usual bin. */
export interface SparseCodes {
  readonly usual: number;
  /** Ascending; the numbers of watched rows follow those of the training rows. */
  readonly rows: Int32Array;
  /** The bin of each of `rows`. */
  readonly codes: Uint8Array;
  /** How many of `rows` are training rows. */
  readonly nTraining: number;
}

interface SparseColumn {
  readonly bins: Bins;
  readonly sparse: SparseCodes;
}

/** Bins a column that may be sparse; undefined when it is not. */
export type SparseBinning = (column: NumberColumn, watched?: NumberColumn) => SparseColumn | undefined;

/** Listing a row's bin costs about as much as reading its bin in this many other columns. */
const costOfRow = 8;
/** Fewer such columns do not make up for what the lists cost by themselves. */
const leastColumns = 16;
/** Rows looked at to see what value a column has nearly always, and how many of them must have it. */
const nLooked = 64;
const leastAlike = 48;

/**
 * Prepares binning of sparse columns; undefined when the table seems to have too few of them.
 *
 * @param nWatched Most rows of a watched column.
 */
export function sparseBinning(
  X: Table,
  nWatched: number,
  maxBins: number,
  numbers: ColumnNumbers,
): SparseBinning | undefined {
  const usualOf = new Map<NumberColumn, number>();
  for (const column of X.columns as readonly NumberColumn[]) {
    const usual = usualValue(column.values);
    if (usual !== undefined) usualOf.set(column, usual);
  }
  if (usualOf.size < leastColumns) return undefined;
  const most = Math.floor(X.nRows / costOfRow);
  const rows = new Int32Array(most + nWatched);
  const values = new Float64Array(Math.max(most + 1, nWatched));
  const thresholdsOf = openThresholds(X.nRows, maxBins);
  return (column, watched) => {
    const usual = usualOf.get(column);
    if (usual === undefined) return undefined;
    const n = findOthers(column.values, usual, 0, rows.subarray(0, most), values);
    if (n < 0) return undefined;
    const bins = binsOfSparse(column, usual, values.subarray(0, n), maxBins, numbers, thresholdsOf);
    values[n] = usual;
    const codes = binColumn(values.subarray(0, n + 1), bins, numbers);
    const usualBin = codes[n];
    const training = without(usualBin, rows, codes.subarray(0, n));
    const nTraining = training.rows.length;
    if (!watched) return { bins, sparse: { usual: usualBin, ...training, nTraining } };
    const nOthers = findOthers(watched.values, usual, X.nRows, rows.subarray(most), values);
    const ofWatched = without(usualBin, rows.subarray(most), binColumn(values.subarray(0, nOthers), bins, numbers));
    return { bins, sparse: { usual: usualBin, ...joined(training, ofWatched), nTraining } };
  };
}

/** The value that most of some rows have. */
function usualValue(values: Float64Array): number | undefined {
  const n = Math.min(nLooked, values.length);
  const looked = (i: number) => values[Math.floor((i * values.length) / n)];
  let candidate = Number.NaN;
  let lead = 0;
  // The majority vote of Boyer and Moore (1981).
  for (let i = 0; i < n; i++) {
    if (lead === 0) candidate = looked(i);
    lead += Object.is(looked(i), candidate) ? 1 : -1;
  }
  let alike = 0;
  for (let i = 0; i < n; i++) if (Object.is(looked(i), candidate)) alike++;
  return alike * nLooked >= leastAlike * n ? candidate : undefined;
}

/** Writes the rows that have another value, and their values; returns their number, -1 when `rows` has no room for all. */
function findOthers(
  values: Float64Array,
  usual: number,
  firstRow: number,
  rows: Int32Array,
  others: Float64Array,
): number {
  const isNumber = !Number.isNaN(usual);
  let n = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (isNumber ? value === usual : Number.isNaN(value)) continue;
    if (n === rows.length) return -1;
    rows[n] = firstRow + row;
    others[n++] = value;
  }
  return n;
}

/** The thresholds of a column from its other values, ascending, and from how many rows have the usual one. */
type ThresholdsOf = (others: Float64Array, usual: number, nUsual: number) => Float64Array;

/** For columns of at most `nRows` rows. The room stays full of the usual value, which often is the next column's too. */
function openThresholds(nRows: number, maxBins: number): ThresholdsOf {
  const room = new Float64Array(nRows);
  let filling = 0;
  return (others, usual, nUsual) => {
    if (nUsual > 0 && !Object.is(usual, filling)) {
      room.fill(usual);
      filling = usual;
    }
    const place = others.findIndex((other) => other > usual);
    const at = place < 0 ? others.length : place;
    const n = others.length + nUsual;
    room.set(others.subarray(0, at));
    room.set(others.subarray(at), at + nUsual);
    const thresholds = quantileThresholds(room.subarray(0, n), maxBins);
    room.fill(filling, 0, at);
    room.fill(filling, at + nUsual, n);
    return thresholds;
  };
}

function binsOfSparse(
  column: NumberColumn,
  usual: number,
  others: Float64Array,
  maxBins: number,
  numbers: ColumnNumbers,
  thresholdsOf: ThresholdsOf,
): Bins {
  if (column.cardinality !== undefined) return binsOf(column, maxBins, numbers);
  const present = numbers.sorted(others);
  const nUsual = Number.isNaN(usual) ? 0 : column.values.length - others.length;
  const thresholds = thresholdsOf(present, usual, nUsual);
  return { kind: 'numeric', thresholds, nBins: present.length + nUsual === 0 ? 0 : thresholds.length + 1 };
}

type Listed = Pick<SparseCodes, 'rows' | 'codes'>;

function joined(first: Listed, second: Listed): Listed {
  const n = first.rows.length;
  const rows = new Int32Array(n + second.rows.length);
  const codes = new Uint8Array(rows.length);
  rows.set(first.rows);
  rows.set(second.rows, n);
  codes.set(first.codes);
  codes.set(second.codes, n);
  return { rows, codes };
}

/** Leaves out the rows of a bin. */
function without(bin: number, rows: Int32Array, codes: Uint8Array): Listed {
  if (!codes.includes(bin)) return { rows: rows.slice(0, codes.length), codes: codes.slice() };
  return {
    rows: rows.slice(0, codes.length).filter((_, i) => codes[i] !== bin),
    codes: codes.filter((code) => code !== bin),
  };
}
