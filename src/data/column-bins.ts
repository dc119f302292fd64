/** A column as a small number of bins, for looking at one column alone. */

import { sortedCopy } from '../math/quantile.ts';
import { countUpTo } from '../math/sorted-places.ts';
import type { Column } from '../table/column.ts';
import { picked } from './row-sample.ts';

/** Bins of some rows. */
export interface ColumnBins {
  /** Bin of each row, 0 .. count - 1. */
  readonly bins: Int32Array;
  readonly count: number;
}

/** How many quantile bins there are at most, and how many rows each has at least. */
export interface BinLimits {
  readonly most: number;
  readonly rowsPerBin: number;
}

const usual: BinLimits = { most: 64, rowsPerBin: 5 };

/** Quantile bins of numbers and instants, one bin per category otherwise; missing values have a bin of their own (the last). */
export function columnBins(column: Column, rows: Int32Array, { most, rowsPerBin } = usual): ColumnBins {
  if (column.kind === 'boolean') {
    return { bins: rows.map((row) => (column.values[row] < 0 ? 2 : column.values[row])), count: 3 };
  }
  if (column.kind === 'string') {
    const count = column.dictionary.length;
    return { bins: rows.map((row) => (column.codes[row] < 0 ? count : column.codes[row])), count: count + 1 };
  }
  const values = picked(column.values, rows);
  const edges = quantileEdges(sortedCopy(values), Math.min(most, Math.floor(rows.length / rowsPerBin)));
  const count = edges.length + 1;
  const bins = new Int32Array(values.length);
  for (let i = 0; i < bins.length; i++) bins[i] = Number.isNaN(values[i]) ? count : countUpTo(edges, values[i]);
  return { bins, count: count + 1 };
}

/** Distinct values that cut a sorted array into about `wanted` parts of equal size. */
function quantileEdges(sorted: Float64Array, wanted: number): Float64Array {
  const edges: number[] = [];
  for (let part = 1; part < wanted; part++) {
    const edge = sorted[Math.floor((sorted.length * part) / wanted)];
    if (edge > sorted[0] && edge !== edges[edges.length - 1]) edges.push(edge);
  }
  return Float64Array.from(edges);
}
