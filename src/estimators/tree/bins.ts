/** How the values of each column become bins 0 .. nBins-1, and the bin `nBins` for whatever is missing, rare or unknown. */
import type { NumberColumn } from '../../table/column.ts';
import type { ColumnNumbers } from './column-numbers.ts';
import { quantileThresholds } from './quantile-thresholds.ts';

/** A column of numbers: value v lies in the first bin whose threshold is >= v, or in the last bin. */
interface NumericBins {
  readonly kind: 'numeric';
  readonly nBins: number;
  /** nBins - 1 ascending values. */
  readonly thresholds: Float64Array;
}

/** A column of category codes. */
interface CategoryBins {
  readonly kind: 'category';
  readonly nBins: number;
  /** The bin of each code 0 .. cardinality-1. */
  readonly binOfCode: Uint8Array;
}

export type Bins = NumericBins | CategoryBins;

/** Bins of a training column: at most `maxBins` (2 .. 255). */
export function binsOf(
  column: Pick<NumberColumn, 'values' | 'cardinality'>,
  maxBins: number,
  numbers: ColumnNumbers,
): Bins {
  if (column.cardinality !== undefined) return categoryBins(column.values, column.cardinality, maxBins);
  const sorted = numbers.sorted(column.values);
  const thresholds = quantileThresholds(sorted, maxBins);
  return { kind: 'numeric', thresholds, nBins: sorted.length === 0 ? 0 : thresholds.length + 1 };
}

/** The most frequent categories get a bin each, in order of code; of equally frequent ones the lower code comes first. */
function categoryBins(values: Float64Array, cardinality: number, maxBins: number): CategoryBins {
  const counts = new Int32Array(cardinality);
  for (const value of values) if (isCode(value, cardinality)) counts[value]++;
  const present: number[] = [];
  for (let code = 0; code < cardinality; code++) if (counts[code] > 0) present.push(code);
  const kept = present
    .sort((a, b) => counts[b] - counts[a] || a - b)
    .slice(0, maxBins)
    .sort((a, b) => a - b);
  const binOfCode = new Uint8Array(cardinality).fill(kept.length);
  for (const [bin, code] of kept.entries()) binOfCode[code] = bin;
  return { kind: 'category', nBins: kept.length, binOfCode };
}

/** The bin of every value of a column: nRows numbers 0 .. nBins, until `numbers` has the next column. */
export function binColumn(values: Float64Array, bins: Bins, numbers: ColumnNumbers): Uint8Array {
  if (bins.kind === 'numeric') return numbers.binned(values, bins.thresholds, bins.nBins);
  const codes = numbers.codes(values.length);
  for (let row = 0; row < values.length; row++) codes[row] = categoryBin(values[row], bins.binOfCode, bins.nBins);
  return codes;
}

/** The bin of a category code; `other` for NaN and for what is no code. */
function categoryBin(value: number, binOfCode: Uint8Array, other: number): number {
  return isCode(value, binOfCode.length) ? binOfCode[value] : other;
}

function isCode(value: number, cardinality: number): boolean {
  return value >= 0 && value < cardinality && Number.isInteger(value);
}
