// What the splits of a level gain, when all its leaves take the same one (oblivious trees: Prokhorenkova et al. 2018). It is added
// up leaf by leaf: two f64 for each cell of a histogram, at the same place. A leaf that a split may not or need not part adds nothing.
//   numbers: by the last left bin, with missing values on the right, and on the left
//   few categories: that of the bin against the others, and nothing
//   many: by their number, the first ones of the order of the tree, and the last ones

import { gainOfSet, sortedBins } from './category-split';
import { countOf } from './cells';
import { leastGainOf, leastHessianOf } from './rules';
import { fillUsual, makeWhole } from './search';

/** Orders hold a u16 for each cell: a bin, or this after the last one. */
const none: u16 = 0xffff;

/**
 * Adds what two leaves gain by the splits of columns; the arguments are those of `searchColumns`, and
 *
 * @param isFirst 1: the smaller leaf is the first of its tree, and the order of its categories is that of the tree.
 */
export function addGains(
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
  gains: usize,
  orders: usize,
  room: usize,
  isFirst: i32,
): void {
  for (const end = searched + (<usize>n << 2); searched < end; searched += 4) {
    const j = <usize>load<u32>(searched);
    const column = columns + (j << 4);
    const offset = <usize>load<u32>(column);
    makeWhole(small, large, column, parts, nParts);
    const bin = load<i32>(usual + (j << 2));
    if (smallLeaf != 0) {
      if (bin >= 0) fillUsual(small + offset, column, smallLeaf, bin, rules);
      if (isFirst == 1 && isOfSets(column, rules)) writeOrder(small + offset, column, smallLeaf, rules, orders, room);
      gainsOfLeaf(small + offset, column, smallLeaf, rules, gains + offset, orders);
    }
    if (largeLeaf != 0) {
      if (bin >= 0) fillUsual(large + offset, column, largeLeaf, bin, rules);
      gainsOfLeaf(large + offset, column, largeLeaf, rules, gains + offset, orders);
    }
  }
}

/** Whether a column is one of categories that are split by sets. */
export function isOfSets(column: usize, rules: usize): bool {
  return load<i32>(column, 8) == 1 && load<i32>(column, 4) > load<i32>(rules, 76);
}

function writeOrder(cells: usize, column: usize, leaf: usize, rules: usize, orders: usize, room: usize): void {
  const nBins = load<i32>(column, 4);
  const n = sortedBins(cells, nBins, leaf, rules, room);
  const order = orderOf(column, orders);
  for (let at = 0; at <= nBins; at++) {
    store<u16>(order + (<usize>at << 1), at < n ? load<u16>(room + 2048 + (<usize>at << 1)) : none);
  }
}

// @ts-ignore: decorator
@inline
function orderOf(column: usize, orders: usize): usize {
  return orders + (<usize>load<u32>(column) >> 3);
}

/** The number of ordered categories of a column. */
export function nOrdered(column: usize, orders: usize): i32 {
  const order = orderOf(column, orders);
  const nBins = load<i32>(column, 4);
  let n = 0;
  while (n <= nBins && load<u16>(order + (<usize>n << 1)) != none) n++;
  return n;
}

/** A bin by its place in the order, from the end if `fromEnd` is 1. */
export function orderedBin(column: usize, orders: usize, n: i32, place: i32, fromEnd: i32): i32 {
  return <i32>load<u16>(orderOf(column, orders) + (<usize>(fromEnd == 0 ? place : n - 1 - place) << 1));
}

function gainsOfLeaf(cells: usize, column: usize, leaf: usize, rules: usize, gains: usize, orders: usize): void {
  if (isOfSets(column, rules)) setGains(cells, column, leaf, rules, gains, orders);
  else if (load<i32>(column, 8) == 1) singleGains(cells, column, leaf, rules, gains);
  else {
    const missing = cells + (<usize>load<i32>(column, 4) << 4);
    const hasMissing = countOf(missing, load<i32>(rules, 68)) > 0;
    sideGains(cells, 0, 0, column, leaf, rules, gains, !hasMissing);
    if (hasMissing) sideGains(cells, load<i64>(missing), load<i64>(missing, 8), column, leaf, rules, gains + 8, false);
  }
}

/** Of every threshold, from sums that are on the left in any case. `both`: it is the same for missing values on either side. */
function sideGains(
  cells: usize,
  gradient: i64,
  second: i64,
  column: usize,
  leaf: usize,
  rules: usize,
  gains: usize,
  both: bool,
): void {
  const nBins = load<i32>(column, 4);
  const direction = load<i32>(column, 12);
  const least = leastGainOf(rules, leaf);
  const leastHessian = leastHessianOf(rules, leaf);
  const l2 = load<f64>(rules, 24);
  const countMask = (<i64>1 << (<i64>load<i32>(rules, 68))) - 1;
  const leastRows = <i64>load<i32>(rules, 64);
  const total = load<i64>(leaf, 8);
  for (let bin = 0; bin < nBins; bin++) {
    const cell = cells + (<usize>bin << 4);
    gradient += load<i64>(cell);
    second += load<i64>(cell, 8);
    if ((second & countMask) < leastRows) continue;
    if (((total - second) & countMask) < leastRows) break;
    const gain = gainOfSet(gradient, second, l2, leastHessian, leaf, rules, direction) - least;
    const at = gains + (<usize>bin << 4);
    addGain(at, gain);
    if (both) addGain(at + 8, gain);
  }
}

function singleGains(cells: usize, column: usize, leaf: usize, rules: usize, gains: usize): void {
  const least = leastGainOf(rules, leaf);
  const leastHessian = leastHessianOf(rules, leaf);
  const l2 = load<f64>(rules, 24);
  for (let at: usize = 0, end = <usize>load<i32>(column, 4) << 4; at <= end; at += 16) {
    const gain = gainOfSet(load<i64>(cells + at), load<i64>(cells + at, 8), l2, leastHessian, leaf, rules, 0);
    addGain(gains + at, gain - least);
  }
}

function setGains(cells: usize, column: usize, leaf: usize, rules: usize, gains: usize, orders: usize): void {
  const least = leastGainOf(rules, leaf);
  const leastHessian = leastHessianOf(rules, leaf);
  const l2 = load<f64>(rules, 24) + load<f64>(rules, 56);
  const n = nOrdered(column, orders);
  const most = min(load<i32>(rules, 72), (n + 1) >> 1);
  for (let fromEnd = 0; fromEnd < 2; fromEnd++) {
    let gradient: i64 = 0;
    let second: i64 = 0;
    for (let place = 0; place < most; place++) {
      const cell = cells + (<usize>orderedBin(column, orders, n, place, fromEnd) << 4);
      gradient += load<i64>(cell);
      second += load<i64>(cell, 8);
      const gain = gainOfSet(gradient, second, l2, leastHessian, leaf, rules, 0);
      addGain(gains + (<usize>place << 4) + (<usize>fromEnd << 3), gain - least);
    }
  }
}

// @ts-ignore: decorator
@inline
function addGain(at: usize, gain: f64): void {
  if (gain > 0) store<f64>(at, load<f64>(at) + gain);
}
