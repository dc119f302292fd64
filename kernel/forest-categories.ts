// Splits of a column of categories in a node of a forest.

import { categorySplit } from './category-split';
import { addSums, cellBytesOf, occupiedFrom } from './forest-cells';
import { worthOfSides } from './forest-split';
import { Growing } from './growing';
import { nextWord } from './random';

/** The best set by the order of means, which has the best one there is; for several classes the best of the sets of each. */
export function bestSet(tree: Growing, column: usize): void {
  if (tree.nOutputs == 1) {
    memory.copy(tree.leaf, tree.totals, 16);
    return trySet(tree, column, tree.cells);
  }
  const nOutputs = <usize>tree.nOutputs;
  const bytes = cellBytesOf(tree);
  for (let k: usize = 0; k < nOutputs; k++) {
    memory.fill(tree.oneClass, 0, 4096);
    for (let bin = occupiedFrom(tree.occupied, 0); bin < 256; bin = occupiedFrom(tree.occupied, bin + 1)) {
      const cell = tree.cells + <usize>bin * bytes;
      const to = tree.oneClass + (<usize>bin << 4);
      store<i64>(to, load<i64>(cell + (k << 3)));
      store<i64>(to, load<i64>(cell + (nOutputs << 3)), 8);
    }
    store<i64>(tree.leaf, load<i64>(tree.totals + (k << 3)));
    store<i64>(tree.leaf, load<i64>(tree.totals + (nOutputs << 3)), 8);
    trySet(tree, column, tree.oneClass);
  }
}

function trySet(tree: Growing, column: usize, cells: usize): void {
  memory.fill(tree.found, 0, 64);
  categorySplit(cells, column, tree.leaf, tree.rules, tree.found, tree.room);
  if (load<f64>(tree.found) > 0) take(tree, tree.found + 32, load<i32>(tree.found, 12));
}

/** A set that each category of the node joins or not by a throw of a coin; the others follow the larger side. */
export function drawnSet(tree: Growing, nBins: i32): void {
  const set = tree.found + 32;
  memory.fill(set, 0, 32);
  const first = occupiedFrom(tree.occupied, 0);
  let onLeft = 0;
  let n = 0;
  for (let bin = first; bin < 256; bin = occupiedFrom(tree.occupied, bin + 1)) {
    const isLeft = nextWord(tree) & 1;
    if (isLeft) flip(set, bin);
    onLeft += <i32>isLeft;
    n++;
  }
  if (onLeft == 0 || onLeft == n) flip(set, first);
  take(tree, set, 0);
  if (load<i32>(tree.tried, 24) == 0) return;
  const rest = <usize>tree.nOutputs << 3;
  const mask = (<i64>1 << (<i64>tree.countBits)) - 1;
  const rowsLeft = load<i64>(tree.left + rest) & mask;
  if (rowsLeft * 2 >= (load<i64>(tree.totals + rest) & mask)) {
    for (let bin = 0; bin <= nBins; bin++) if (!hasBit(tree.occupied, bin)) flip(tree.tried + 32, bin);
  }
  store<i32>(tree.tried, hasBit(tree.tried + 32, nBins), 20);
}

/** Keeps a set of bins as the split if it is worth more than the one that was tried before. */
function take(tree: Growing, set: usize, missingLeft: i32): void {
  const bytes = cellBytesOf(tree);
  memory.fill(tree.left, 0, bytes);
  for (let bin = occupiedFrom(tree.occupied, 0); bin < 256; bin = occupiedFrom(tree.occupied, bin + 1)) {
    if (hasBit(set, bin)) addSums(tree.left, tree.cells + <usize>bin * bytes, tree.nOutputs);
  }
  const worth = worthOfSides(tree);
  if (worth <= load<f64>(tree.tried)) return;
  store<f64>(tree.tried, worth);
  store<i32>(tree.tried, missingLeft, 20);
  store<i32>(tree.tried, 1, 24);
  memory.copy(tree.tried + 32, set, 32);
}

function flip(set: usize, bin: i32): void {
  const at = set + (<usize>bin >> 3);
  store<u8>(at, load<u8>(at) ^ (<u8>1 << <u8>(bin & 7)));
}

function hasBit(set: usize, bin: i32): i32 {
  return (load<u8>(set + (<usize>bin >> 3)) >> <u8>(bin & 7)) & 1;
}
