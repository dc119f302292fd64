// Growing a tree of a forest, depth first: nothing but rows and one histogram is kept. Of each node a record (96 bytes):
//   0  i32 number of the node            24  i32 left child; the right one is the next
//   4  i32 column; below 0: a leaf       28  i32 rows
//   8  i32 last left bin                 32  f64 gain of the split, in grid units
//  12  i32 first right bin; 256: none    40  f64 sum of gradients, in grid units (one output)
//  16  i32 missing goes left             48  f64 sum of weights, in grid units
//  20  i32 1: all targets are alike      56  f64 target of the first row
//  64  256 bits: the categories that go left
// and of leaves the sums of weights of each class, in grid units, where there are several outputs.

import { bestSet, drawnSet } from './forest-categories';
import { clearCells, fillCells, occupiedFrom } from './forest-cells';
import { divide } from './forest-divide';
import { drawnThreshold } from './forest-drawn';
import { bestThreshold, worthOf } from './forest-split';
import { Growing } from './growing';
import { below } from './random';
import { copy, zero } from './small-blocks';

const recordBytes: usize = 96;

/** Begins a tree with the rows whose count is above 0, as often as it says; `counts` 0: with all rows, once. */
export function plantTree(tree: Growing, counts: usize): void {
  const bits = <i64>tree.countBits;
  const isClass = tree.nOutputs > 1;
  let n = 0;
  for (let row = 0; row < tree.nRows; row++) {
    const times = counts == 0 ? 1 : load<u32>(counts + (<usize>row << 2));
    if (times == 0) continue;
    const from = tree.base + (<usize>row << 4);
    const to = tree.addends + (<usize>n << 4);
    store<i64>(to, load<i64>(from) * (isClass ? 1 : <i64>times));
    store<i64>(to, ((load<i64>(from, 8) * <i64>times) << bits) | 1, 8);
    store<u32>(tree.rows + (<usize>n << 2), <u32>row);
    n++;
  }
  for (let column = 0; column < tree.nColumns; column++) store<u32>(tree.order + (<usize>column << 2), <u32>column);
  tree.nextNode = 1;
  tree.waiting = 0;
  push(tree, 0, 0, n, 0);
}

/** Goes on with a tree until it is whole or its records are full; returns their number. */
export function growTree(tree: Growing): i32 {
  let written = 0;
  while (tree.waiting > 0 && written < tree.mostRecords) growNode(tree, written++);
  return written;
}

function push(tree: Growing, node: i32, first: i32, n: i32, depth: i32): void {
  const at = tree.stack + (<usize>tree.waiting << 4);
  tree.waiting++;
  store<i32>(at, node);
  store<i32>(at, first, 4);
  store<i32>(at, n, 8);
  store<i32>(at, depth, 12);
}

function growNode(tree: Growing, index: i32): void {
  tree.waiting--;
  const at = tree.stack + (<usize>tree.waiting << 4);
  const first = load<i32>(at, 4);
  const n = load<i32>(at, 8);
  const depth = load<i32>(at, 12);
  const record = tree.records + <usize>index * recordBytes;
  const rest = <usize>tree.nOutputs << 3;
  sumRows(tree, first, n);
  const pure = isPure(tree, first, n);
  zero(record, recordBytes);
  store<i32>(record, load<i32>(at));
  store<i32>(record, -1, 4);
  store<i32>(record, i32(pure), 20);
  store<i32>(record, n, 28);
  store<f64>(record, <f64>load<i64>(tree.totals), 40);
  store<f64>(record, <f64>(load<i64>(tree.totals + rest) >> (<i64>tree.countBits)), 48);
  store<f64>(record, targetOf(tree, first), 56);
  const isLeaf =
    pure ||
    n < tree.minSamplesSplit ||
    n < 2 * tree.minSamplesLeaf ||
    (tree.maxDepth >= 0 && depth >= tree.maxDepth) ||
    !findBest(tree, first, n);
  if (isLeaf) {
    if (rest > 8) writeShares(tree, index);
    return;
  }
  const column = load<i32>(tree.best, 8);
  store<i32>(record, column, 4);
  store<i32>(record, load<i32>(tree.best, 12), 8);
  store<i32>(record, load<i32>(tree.best, 16), 12);
  store<i32>(record, load<i32>(tree.best, 20), 16);
  store<f64>(record, load<f64>(tree.best) - worthOf(tree, tree.totals), 32);
  copy(record + 64, tree.best + 32, 32);
  const nLeft = divide(tree, first, n, column);
  const left = tree.nextNode;
  tree.nextNode += 2;
  store<i32>(record, left, 24);
  // Where the node misses no value, later missing ones follow the larger child.
  if (load<i32>(tree.best, 28) == 0) store<i32>(record, i32(nLeft >= n - nLeft), 16);
  // The smaller side first, so that at most log2(n) nodes wait.
  const leftFirst = nLeft <= n - nLeft;
  if (leftFirst) push(tree, left + 1, first + nLeft, n - nLeft, depth + 1);
  push(tree, left, first, nLeft, depth + 1);
  if (!leftFirst) push(tree, left + 1, first + nLeft, n - nLeft, depth + 1);
}

function targetOf(tree: Growing, place: i32): f64 {
  return load<f64>(tree.targets + (<usize>load<u32>(tree.rows + (<usize>place << 2)) << 3));
}

function isPure(tree: Growing, first: i32, n: i32): bool {
  const target = targetOf(tree, first);
  for (let i = first + 1; i < first + n; i++) if (targetOf(tree, i) != target) return false;
  return true;
}

function sumRows(tree: Growing, first: i32, n: i32): void {
  const totals = tree.totals;
  const rest = <usize>tree.nOutputs << 3;
  zero(totals, rest + 8);
  let addend = tree.addends + (<usize>first << 4);
  for (const end = addend + (<usize>n << 4); addend < end; addend += 16) {
    const second = load<i64>(addend, 8);
    const at = rest == 8 ? totals : totals + <usize>load<u32>(addend);
    const value = rest == 8 ? load<i64>(addend) : second >> (<i64>tree.countBits);
    store<i64>(at, load<i64>(at) + value);
    store<i64>(totals + rest, load<i64>(totals + rest) + second);
  }
}

/** Looks at `maxFeatures` columns, and at more while all are constant in the node; false when none can be split. */
function findBest(tree: Growing, first: i32, n: i32): bool {
  store<f64>(tree.best, -1);
  let constant = true;
  for (let i = 0; i < tree.nColumns && (i < tree.maxFeatures || constant); i++) {
    if (tree.shuffled) swapIn(tree, i);
    const column = <i32>load<u32>(tree.order + (<usize>i << 2));
    zero(tree.tried, 64);
    store<f64>(tree.tried, -1);
    store<i32>(tree.tried, column, 8);
    if (!tryColumn(tree, first, n, column)) continue;
    constant = false;
    if (load<f64>(tree.tried) > load<f64>(tree.best)) copy(tree.best, tree.tried, 64);
    // Two rows that differ are parted perfectly.
    if (n == 2 && load<f64>(tree.best) >= 0) break;
  }
  return load<f64>(tree.best) >= 0;
}

/** False when the column has all rows of the node in one bin. */
function tryColumn(tree: Growing, first: i32, n: i32, column: i32): bool {
  const struct = tree.columns + (<usize>column << 4);
  const nBins = load<i32>(struct, 4);
  const isSet = load<i32>(struct, 8) != 0;
  if (tree.randomSplits && !isSet) return drawnThreshold(tree, first, n, column, nBins);
  const differs = fillCells(tree, first, n, column, nBins) > 1;
  if (differs) {
    if (!isSet) bestThreshold(tree, nBins);
    else if (tree.randomSplits) drawnSet(tree, nBins);
    else bestSet(tree, struct);
    store<i32>(tree.tried, i32(isSet || occupiedFrom(tree.occupied, nBins) == nBins), 28);
  }
  clearCells(tree);
  return differs;
}

/** Brings a random one of the columns that were not visited to place `i`. */
function swapIn(tree: Growing, i: i32): void {
  const one = tree.order + (<usize>i << 2);
  const other = one + (<usize>below(tree, <u32>(tree.nColumns - i)) << 2);
  const column = load<u32>(other);
  store<u32>(other, load<u32>(one));
  store<u32>(one, column);
}

function writeShares(tree: Growing, index: i32): void {
  const n = <usize>tree.nOutputs;
  const to = tree.shares + <usize>index * (n << 3);
  for (let k: usize = 0; k < n; k++) store<f64>(to + (k << 3), <f64>load<i64>(tree.totals + (k << 3)));
}
