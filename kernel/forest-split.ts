// Splits of one column of a node of a forest. A side is worth the sum of its squared sums over its weight: what two sides are
// worth together grows as squared error or Gini impurity falls (Breiman, Friedman, Olshen, Stone 1984). A split (64 bytes):
//   0  f64 what both sides are worth; below 0: none
//   8  i32 column
//  12  i32 numbers: the last bin that goes left
//  16  i32 numbers: the first bin on the right that the node has; 256: none
//  20  i32 1: rows without a value go left
//  24  i32 1: categories
//  28  i32 1: the side of missing values is settled
//  32  256 bits: categories: the bins that go left

import { addSums, cellBytesOf, occupiedFrom } from './forest-cells';
import { Growing } from './growing';
import { copy, zero } from './small-blocks';

/** What a side with these sums is worth, in grid units. */
export function worthOf(tree: Growing, sums: usize): f64 {
  let squares: f64 = 0;
  for (let k: usize = 0; k < <usize>tree.nOutputs; k++) {
    const sum = <f64>load<i64>(sums + (k << 3));
    squares += sum * sum;
  }
  return squares / weightOf(tree, sums);
}

// @ts-ignore: decorator
@inline
function weightOf(tree: Growing, sums: usize): f64 {
  return <f64>(load<i64>(sums + (<usize>tree.nOutputs << 3)) >> (<i64>tree.countBits));
}

/** What both sides are worth when the left one has the sums in `tree.left`; -1 where a side has too few rows. */
export function worthOfSides(tree: Growing): f64 {
  const nOutputs = <usize>tree.nOutputs;
  const mask = (<i64>1 << (<i64>tree.countBits)) - 1;
  const left = load<i64>(tree.left + (nOutputs << 3));
  const right = load<i64>(tree.totals + (nOutputs << 3)) - left;
  const least = <i64>tree.minSamplesLeaf;
  if ((left & mask) < least || (right & mask) < least) return -1;
  let onLeft: f64 = 0;
  let onRight: f64 = 0;
  for (let k: usize = 0; k < nOutputs; k++) {
    const sum = load<i64>(tree.left + (k << 3));
    const rest = load<i64>(tree.totals + (k << 3)) - sum;
    onLeft += <f64>sum * <f64>sum;
    onRight += <f64>rest * <f64>rest;
  }
  const bits = <i64>tree.countBits;
  return onLeft / <f64>(left >> bits) + onRight / <f64>(right >> bits);
}

/** Tries every threshold with missing values on the right, then, if the node has any, on the left; the first of equals wins. */
export function bestThreshold(tree: Growing, nBins: i32): void {
  const missing = tree.cells + <usize>nBins * cellBytesOf(tree);
  const hasMissing = occupiedFrom(tree.occupied, nBins) == nBins;
  scan(tree, nBins, 0);
  if (hasMissing) scan(tree, nBins, missing);
}

function scan(tree: Growing, nBins: i32, missing: usize): void {
  if (tree.nOutputs == 1) scanOne(tree, nBins, missing);
  else scanClasses(tree, nBins, missing);
}

/** `missing`: the cell that is on the left in any case; 0: none. */
function scanOne(tree: Growing, nBins: i32, missing: usize): void {
  const cells = tree.cells;
  const occupied = tree.occupied;
  const bits = <i64>tree.countBits;
  const mask = (<i64>1 << bits) - 1;
  const least = <i64>tree.minSamplesLeaf;
  const allGradient = load<i64>(tree.totals);
  const allSecond = load<i64>(tree.totals, 8);
  let gradient: i64 = missing == 0 ? 0 : load<i64>(missing);
  let second: i64 = missing == 0 ? 0 : load<i64>(missing, 8);
  let best = load<f64>(tree.tried);
  let isNext = false;
  let bin = occupiedFrom(occupied, 0);
  while (bin < nBins) {
    if (isNext) store<i32>(tree.tried, bin, 16);
    isNext = false;
    const cell = cells + (<usize>bin << 4);
    gradient += load<i64>(cell);
    second += load<i64>(cell, 8);
    const rest = allSecond - second;
    if ((rest & mask) < least) return;
    if ((second & mask) >= least) {
      const left = <f64>gradient;
      const right = <f64>(allGradient - gradient);
      const worth = (left * left) / <f64>(second >> bits) + (right * right) / <f64>(rest >> bits);
      if (worth > best) {
        best = worth;
        isNext = true;
        note(tree, worth, bin, missing);
      }
    }
    bin = occupiedFrom(occupied, bin + 1);
  }
}

function scanClasses(tree: Growing, nBins: i32, missing: usize): void {
  const bytes = cellBytesOf(tree);
  const left = tree.left;
  if (missing == 0) zero(left, bytes);
  else copy(left, missing, bytes);
  let isNext = false;
  let bin = occupiedFrom(tree.occupied, 0);
  while (bin < nBins) {
    if (isNext) store<i32>(tree.tried, bin, 16);
    isNext = false;
    addSums(left, tree.cells + <usize>bin * bytes, tree.nOutputs);
    const worth = worthOfSides(tree);
    if (worth > load<f64>(tree.tried)) {
      isNext = true;
      note(tree, worth, bin, missing);
    }
    bin = occupiedFrom(tree.occupied, bin + 1);
  }
}

/** Keeps a threshold; `missing` 0: rows without a value go right. */
export function note(tree: Growing, worth: f64, bin: i32, missing: usize): void {
  store<f64>(tree.tried, worth);
  store<i32>(tree.tried, bin, 12);
  store<i32>(tree.tried, 256, 16);
  store<i32>(tree.tried, i32(missing != 0), 20);
}
