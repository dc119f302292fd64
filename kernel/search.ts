// Searching many columns of two leaves.

import { addCells, subtractCells } from './cells';
import { findSplit } from './split';

/**
 * For each column: makes the smaller leaf's histogram whole, the larger one's the parent's without it, and finds the best split of each.
 *
 * @param large 0: there is none.
 * @param smallLeaf The leaf struct; 0: not searched.
 * @param searched `n` numbers of columns.
 * @param usual For each column the bin whose cell is what is left of a leaf; -1: all cells are filled.
 * @param parts The addresses of `nParts` histograms that belong to the smaller leaf's.
 */
export function searchColumns(
  small: usize,
  large: usize,
  smallLeaf: usize,
  largeLeaf: usize,
  searched: usize,
  n: i32,
  columns: usize,
  usual: usize,
  rules: usize,
  parts: usize,
  nParts: i32,
  foundSmall: usize,
  foundLarge: usize,
  room: usize,
): void {
  for (const end = searched + (<usize>n << 2); searched < end; searched += 4) {
    const j = <usize>load<u32>(searched);
    const column = columns + (j << 4);
    makeWhole(small, large, column, parts, nParts);
    const bin = load<i32>(usual + (j << 2));
    if (smallLeaf != 0) searchLeaf(small, column, smallLeaf, bin, rules, foundSmall + (j << 6), room);
    if (largeLeaf != 0) searchLeaf(large, column, largeLeaf, bin, rules, foundLarge + (j << 6), room);
  }
}

/** Makes the smaller leaf's histogram of a column whole, and the larger one's what the parent's has beyond it. */
export function makeWhole(small: usize, large: usize, column: usize, parts: usize, nParts: i32): void {
  const offset = <usize>load<u32>(column);
  const nCells = load<i32>(column, 4) + 1;
  for (let part = parts; part < parts + (<usize>nParts << 2); part += 4) {
    addCells(small + offset, <usize>load<u32>(part) + offset, nCells);
  }
  if (large != 0) subtractCells(large + offset, small + offset, nCells);
}

// @ts-ignore: decorator
@inline
function searchLeaf(
  histogram: usize,
  column: usize,
  leaf: usize,
  usual: i32,
  rules: usize,
  found: usize,
  room: usize,
): void {
  // The side without the usual bin has no other rows than those outside of it.
  if (usual >= 0 && fillUsual(histogram + <usize>load<u32>(column), column, leaf, usual, rules) < load<i32>(rules, 64)) {
    store<f64>(found, 0);
    return;
  }
  findSplit(histogram, column, leaf, rules, found, room);
}

/** Writes the cell of the usual bin; returns the number of rows in all others. */
export function fillUsual(cells: usize, column: usize, leaf: usize, usual: i32, rules: usize): i32 {
  const cell = cells + (<usize>usual << 4);
  let gradient: i64 = 0;
  let second: i64 = 0;
  for (let at = cells; at < cell; at += 16) {
    gradient += load<i64>(at);
    second += load<i64>(at, 8);
  }
  for (let at = cell + 16, end = cells + (<usize>load<i32>(column, 4) << 4); at <= end; at += 16) {
    gradient += load<i64>(at);
    second += load<i64>(at, 8);
  }
  store<i64>(cell, load<i64>(leaf) - gradient);
  store<i64>(cell, load<i64>(leaf, 8) - second, 8);
  return <i32>(second & ((<i64>1 << (<i64>load<i32>(rules, 68))) - 1));
}
