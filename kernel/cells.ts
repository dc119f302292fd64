// Sums of derivatives over rows: 16 bytes, an "addend" for one row and a "cell" for many.
//   0  i64  sum of gradients, in grid units
//   8  u64  sum of hessians (in grid units) << countBits, plus the number of rows
// Whole numbers, so that sums do not depend on the order of rows, and parent - child is exactly the other child.

export const cellBytes: usize = 16;

// @ts-ignore: decorator
@inline
export function addTo(cell: usize, addend: usize): void {
  if (ASC_FEATURE_SIMD) {
    v128.store(cell, i64x2.add(v128.load(cell), v128.load(addend)));
  } else {
    store<i64>(cell, load<i64>(cell) + load<i64>(addend));
    store<u64>(cell, load<u64>(cell, 8) + load<u64>(addend, 8), 8);
  }
}

// @ts-ignore: decorator
@inline
export function takeFrom(cell: usize, part: usize): void {
  if (ASC_FEATURE_SIMD) {
    v128.store(cell, i64x2.sub(v128.load(cell), v128.load(part)));
  } else {
    store<i64>(cell, load<i64>(cell) - load<i64>(part));
    store<u64>(cell, load<u64>(cell, 8) - load<u64>(part, 8), 8);
  }
}

/** The gradients of a cell in grid units, rounded to the nearest double. */
export function gradientOf(cell: usize): f64 {
  return <f64>load<i64>(cell);
}

/** The hessians of a cell in grid units. */
export function hessianOf(cell: usize, countBits: i32): f64 {
  return <f64>(load<i64>(cell, 8) >> (<i64>countBits));
}

/** The rows of a cell. */
export function countOf(cell: usize, countBits: i32): i32 {
  return <i32>(load<u64>(cell, 8) & ((<u64>1 << (<u64>countBits)) - 1));
}

/** Adds `n` cells to those at `target`. */
export function addCells(target: usize, cells: usize, n: i32): void {
  for (let end = cells + (<usize>n << 4); cells < end; cells += cellBytes) {
    addTo(target, cells);
    target += cellBytes;
  }
}

/** Takes `n` cells from those at `target`. */
export function subtractCells(target: usize, cells: usize, n: i32): void {
  for (let end = cells + (<usize>n << 4); cells < end; cells += cellBytes) {
    takeFrom(target, cells);
    target += cellBytes;
  }
}

/** Writes the sum of `n` cells to `target`. */
export function sumCells(target: usize, cells: usize, n: i32): void {
  store<i64>(target, 0);
  store<i64>(target, 0, 8);
  for (let end = cells + (<usize>n << 4); cells < end; cells += cellBytes) addTo(target, cells);
}
