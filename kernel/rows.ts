// Parting the rows of leaves, and moving the scores of rows.

import { wholeOf } from './grid';

/**
 * Parts rows by their bin: those that go left stay, from the front, in order; those that go right are written to `right`.
 *
 * @param column The bin of every row.
 * @param goesLeft 256 bytes: 1 for each bin that goes left.
 * @returns The number of rows that stayed.
 */
export function part(rows: usize, n: i32, column: usize, goesLeft: usize, right: usize): i32 {
  let left = rows;
  for (const end = rows + (<usize>n << 2); rows < end; rows += 4) {
    const row = load<u32>(rows);
    // Written to both places and counted in one: costs less than a branch that is hard to foresee.
    const isLeft = <usize>load<u8>(goesLeft + load<u8>(column + row)) << 2;
    store<u32>(left, row);
    store<u32>(right, row);
    left += isLeft;
    right += 4 - isLeft;
  }
  return <i32>((left - (rows - (<usize>n << 2))) >> 2);
}

/** The numbers `from` .. `from + n - 1`. */
export function numberRows(rows: usize, from: i32, n: i32): void {
  for (let i = 0; i < n; i++) store<u32>(rows + (<usize>i << 2), <u32>(from + i));
}

/** Adds `value` to the scores of some rows. */
export function addToScores(scores: usize, rows: usize, n: i32, value: f64): void {
  for (const end = rows + (<usize>n << 2); rows < end; rows += 4) {
    const at = scores + (<usize>load<u32>(rows) << 3);
    store<f64>(at, load<f64>(at) + value);
  }
}

/** The largest absolute value. */
export function largestOf(values: usize, n: i32): f64 {
  let largest: f64 = 0;
  for (const end = values + (<usize>n << 3); values < end; values += 8) largest = max(largest, abs(load<f64>(values)));
  return largest;
}

/**
 * Writes the addends of rows `from` .. `from + n - 1` into the records of a block.
 *
 * @param gradientScale Grid units per unit, a power of two.
 * @param hessians 0 when every row has the same, which is then one grid unit.
 */
export function writeAddends(
  records: usize,
  stride: i32,
  gradients: usize,
  hessians: usize,
  from: i32,
  n: i32,
  gradientScale: f64,
  hessianScale: f64,
  countBits: i32,
): void {
  const shift = <i64>countBits;
  const equal = (<i64>1 << shift) | 1;
  // A sum has 62 bits; see src/estimators/tree/grid-unit.ts.
  const isSmall = countBits > 11;
  let record = records + <usize>from * <usize>stride;
  for (let row = from; row < from + n; row++) {
    store<i64>(record, wholeOf(load<f64>(gradients + (<usize>row << 3)) * gradientScale, isSmall));
    const second =
      hessians == 0
        ? equal
        : (wholeOf(load<f64>(hessians + (<usize>row << 3)) * hessianScale, isSmall) << shift) | 1;
    store<i64>(record, second, 8);
    record += <usize>stride;
  }
}

/**
 * The sum of the second derivatives of some rows, in grid units: whole numbers, so that their order does not matter.
 *
 * @param scale Grid units per unit; a sum of all rows has 62 bits.
 */
export function sumHessians(rows: usize, n: i32, hessians: usize, scale: f64, countBits: i32): f64 {
  const isSmall = countBits > 11;
  let sum: i64 = 0;
  for (const end = rows + (<usize>n << 2); rows < end; rows += 4) {
    sum += wholeOf(load<f64>(hessians + (<usize>load<u32>(rows) << 3)) * scale, isSmall);
  }
  return <f64>sum;
}

/** Copies the addends of rows `from` .. `from + n - 1` from one block's records to another's. */
export function copyAddends(records: usize, stride: i32, source: usize, sourceStride: i32, from: i32, n: i32): void {
  let to = records + <usize>from * <usize>stride;
  let at = source + <usize>from * <usize>sourceStride;
  for (let i = 0; i < n; i++) {
    store<u64>(to, load<u64>(at));
    store<u64>(to, load<u64>(at, 8), 8);
    to += <usize>stride;
    at += <usize>sourceStride;
  }
}

/** Copies row numbers; the rooms may overlap. */
export function copyRows(to: usize, from: usize, n: i32): void {
  memory.copy(to, from, <usize>n << 2);
}

/** Sets bytes to zero. */
export function clear(at: usize, bytes: i32): void {
  memory.fill(at, 0, <usize>bytes);
}
