// The split of a level, and of each of its leaves.

import { gainOfSet } from './category-split';
import { countOf } from './cells';
import { drawnNormal } from './drawn-split';
import { isOfSets, nOrdered, orderedBin } from './level-gains';
import { leafStructBytes, leastGainOf, leastHessianOf } from './rules';
import { fillUsual } from './search';
import { copy, zero } from './small-blocks';

/**
 * Writes the split of `n` columns that gains most over a level, the first of equals; returns its column, or -1. Where splits are
 * shaken, the root of what the tree has gained with it gets a drawn number besides.
 *
 * @param earlier What the levels above have gained, and how many they are.
 * @param found Room for a split; its sums are no leaf's.
 */
export function bestOfLevel(
  gains: usize,
  searched: usize,
  n: i32,
  columns: usize,
  rules: usize,
  orders: usize,
  earlier: f64,
  level: i32,
  found: usize,
): i32 {
  const strength = load<f64>(rules, 104);
  const key = load<u64>(rules, 112) ^ <u64>level;
  let best = -1;
  let chosen = 0;
  let most: f64 = -Infinity;
  for (let i = 0; i < n; i++) {
    const j = load<i32>(searched + (<usize>i << 2));
    const column = columns + (<usize>j << 4);
    const first = gains + <usize>load<u32>(column);
    const end = 2 * (load<i32>(column, 4) + 1);
    for (let place = 0; place < end; place++) {
      const gain = load<f64>(first + (<usize>place << 3));
      if (gain <= 0) continue;
      const score = strength > 0 ? Math.sqrt(earlier + gain) + strength * drawnNormal(key, j, place) : gain;
      if (score <= most) continue;
      most = score;
      best = j;
      chosen = place;
    }
  }
  if (best >= 0) writeSplit(columns + (<usize>best << 4), chosen, rules, orders, found);
  return best;
}

function writeSplit(column: usize, place: i32, rules: usize, orders: usize, found: usize): void {
  zero(found, 64);
  if (isOfSets(column, rules)) {
    const n = nOrdered(column, orders);
    for (let i = 0; i <= place >> 1; i++) setBit(found, orderedBin(column, orders, n, i, place & 1));
  } else if (load<i32>(column, 8) == 1) {
    setBit(found, place >> 1);
  } else {
    store<i32>(found, place >> 1, 8);
    store<i32>(found, place & 1, 12);
  }
}

/**
 * Makes the split of the level that of a leaf, with its sums; returns what it gains, or 0 where the leaf stays whole.
 *
 * @param usual As of `searchColumns`, of this column.
 */
export function takeSplit(leaf: usize, histogram: usize, column: usize, usual: i32, rules: usize, found: usize): f64 {
  const split = leaf + leafStructBytes;
  const cells = histogram + <usize>load<u32>(column);
  const nBins = load<i32>(column, 4);
  const countBits = load<i32>(rules, 68);
  const isNumeric = load<i32>(column, 8) == 0;
  if (usual >= 0) fillUsual(cells, column, leaf, usual, rules);
  copy(split, found, 64);
  let gradient: i64 = 0;
  let second: i64 = 0;
  for (let bin = 0; bin <= nBins; bin++) {
    const isLeft = isNumeric
      ? bin < nBins
        ? bin <= load<i32>(found, 8)
        : load<i32>(found, 12) == 1
      : hasBit(found, bin);
    if (!isLeft) continue;
    gradient += load<i64>(cells + (<usize>bin << 4));
    second += load<i64>(cells + (<usize>bin << 4), 8);
  }
  const l2 = load<f64>(rules, 24) + (isOfSets(column, rules) ? load<f64>(rules, 56) : 0);
  const direction = load<i32>(column, 12);
  const leastHessian = leastHessianOf(rules, leaf);
  const gain = gainOfSet(gradient, second, l2, leastHessian, leaf, rules, direction) - leastGainOf(rules, leaf);
  if (!(gain > 0)) return 0;
  store<f64>(split, gain);
  store<i64>(split, gradient, 16);
  store<i64>(split, second, 24);
  // What the leaf does not have follows its larger child.
  const nLeft = countOf(split + 16, countBits);
  const isLeftLarger = nLeft >= countOf(leaf, countBits) - nLeft;
  for (let bin = isNumeric ? nBins : 0; bin <= nBins; bin++) {
    if (countOf(cells + (<usize>bin << 4), countBits) > 0) continue;
    if (isNumeric) store<i32>(split, i32(isLeftLarger), 12);
    else if (isLeftLarger) setBit(split, bin);
    else clearBit(split, bin);
  }
  if (!isNumeric) store<i32>(split, i32(hasBit(split, nBins)), 12);
  return gain;
}

// @ts-ignore: decorator
@inline
function setBit(split: usize, bin: i32): void {
  const at = split + 32 + <usize>(bin >> 3);
  store<u8>(at, load<u8>(at) | (<u8>1 << <u8>(bin & 7)));
}

// @ts-ignore: decorator
@inline
function clearBit(split: usize, bin: i32): void {
  const at = split + 32 + <usize>(bin >> 3);
  store<u8>(at, load<u8>(at) & ~(<u8>1 << <u8>(bin & 7)));
}

// @ts-ignore: decorator
@inline
function hasBit(split: usize, bin: i32): bool {
  return ((load<u8>(split + 32 + <usize>(bin >> 3)) >> <u8>(bin & 7)) & 1) == 1;
}
