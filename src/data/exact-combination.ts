/** Pairs of number columns whose sum, difference or product is the target, row by row: parts of the answer. */
import type { NumberColumn } from '../table/column.ts';

/** With more columns than this the pairs are not tried. */
const mostColumns = 400;
const minRows = 20;
const tolerance = 1e-9;

const operations: readonly { readonly sign: string; readonly of: (a: number, b: number) => number }[] = [
  { sign: '+', of: (a, b) => a + b },
  { sign: '-', of: (a, b) => a - b },
  { sign: '*', of: (a, b) => a * b },
];

/** A pair and what joins it, such as `casual + registered`. */
export interface ExactCombination {
  readonly a: string;
  readonly sign: string;
  readonly b: string;
}

/** Pairs that give the target in every row where both are present. `columns` must vary. */
export function exactCombinations(columns: readonly NumberColumn[], y: Float64Array): ExactCombination[] {
  if (columns.length > mostColumns || y.length < minRows) return [];
  const found: ExactCombination[] = [];
  for (const [i, a] of columns.entries()) {
    for (const [j, b] of columns.entries()) {
      if (i === j) continue;
      for (const { sign, of } of operations) {
        if ((sign === '-' || i < j) && holds(a.values, b.values, y, of)) found.push({ a: a.name, sign, b: b.name });
      }
    }
  }
  return found;
}

function holds(a: Float64Array, b: Float64Array, y: Float64Array, of: (a: number, b: number) => number): boolean {
  let present = 0;
  for (let row = 0; row < y.length; row++) {
    const value = of(a[row], b[row]);
    if (Number.isNaN(value)) continue;
    if (Math.abs(value - y[row]) > tolerance * Math.max(1, Math.abs(y[row]))) return false;
    present++;
  }
  return present * 2 >= y.length;
}
