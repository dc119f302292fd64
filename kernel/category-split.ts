// The best set of categories of a column. Missing, rare and unknown ones take part as one more category.

import { drawnBelow } from './drawn-split';
import { childrenGain, leastGainOf, leastHessianOf, rowsOfHessian, rowsPerHessian } from './rules';

/** 256 ratios, then 256 bins. */
const listBytes: usize = 2560;

/**
 * Few categories: each alone against the others. Many: in order of gradient / (hessian + catSmooth), which contains the
 * best set (Fisher 1958), the first or last ones against the others, with a further penalty against chance. Categories with
 * fewer than catSmooth rows never are in the set, and the set grows by at least minDataPerGroup rows at a time (as LightGBM).
 * Where splits are drawn it is one of the categories, or a number of first and one of last ones. Categories that the leaf does not have follow the larger child.
 *
 * @param room For two lists of 256 ratios (f64) and their bins (u16).
 */
export function categorySplit(cells: usize, column: usize, leaf: usize, rules: usize, found: usize, room: usize): void {
  const nBins = load<i32>(column, 4);
  const countMask = (<i64>1 << (<i64>load<i32>(rules, 68))) - 1;
  let present = 0;
  for (let bin = 0; bin <= nBins; bin++) {
    if ((load<i64>(cells + (<usize>bin << 4), 8) & countMask) != 0) present++;
  }
  if (present < 2) return;
  const least = leastGainOf(rules, leaf);
  const gain =
    nBins <= load<i32>(rules, 76)
      ? oneEach(cells, nBins, present, column, leaf, rules, least, found)
      : sets(cells, nBins, column, leaf, rules, least, found, room);
  if (gain == least) {
    memory.fill(found, 0, 64);
    return;
  }
  store<f64>(found, gain - least);
  addAbsent(cells, nBins, leaf, found, countMask);
}

/** Sends the bins without rows to the larger side, and says where missing values go. */
function addAbsent(cells: usize, nBins: i32, leaf: usize, found: usize, countMask: i64): void {
  const nLeft = load<i64>(found, 24) & countMask;
  if (nLeft >= (load<i64>(leaf, 8) & countMask) - nLeft) {
    for (let bin = 0; bin <= nBins; bin++) {
      if ((load<i64>(cells + (<usize>bin << 4), 8) & countMask) == 0) setBit(found, bin);
    }
  }
  store<i32>(found, hasBit(found, nBins), 12);
}

// @ts-ignore: decorator
@inline
function setBit(found: usize, bin: i32): void {
  const at = found + 32 + <usize>(bin >> 3);
  store<u8>(at, load<u8>(at) | (<u8>1 << <u8>(bin & 7)));
}

// @ts-ignore: decorator
@inline
function hasBit(found: usize, bin: i32): i32 {
  return (load<u8>(found + 32 + <usize>(bin >> 3)) >> <u8>(bin & 7)) & 1;
}

/** What a left side gains; below all where a side may not be a leaf, or the values break the direction of the column. */
export function gainOfSet(
  gradient: i64,
  second: i64,
  l2: f64,
  leastHessian: f64,
  leaf: usize,
  rules: usize,
  direction: i32,
): f64 {
  const gradientUnit = load<f64>(rules);
  const hessianUnit = load<f64>(rules, 8);
  const leastRows = <i64>load<i32>(rules, 64);
  const countBits = <i64>load<i32>(rules, 68);
  const countMask = (<i64>1 << countBits) - 1;
  const rest = load<i64>(leaf, 8) - second;
  const inside = <f64>(second >> countBits) * hessianUnit;
  const outside = <f64>(rest >> countBits) * hessianUnit;
  if ((second & countMask) < leastRows || (rest & countMask) < leastRows) return -Infinity;
  if (inside < leastHessian || outside < leastHessian) return -Infinity;
  const left = <f64>gradient * gradientUnit;
  const right = <f64>(load<i64>(leaf) - gradient) * gradientUnit;
  return childrenGain(left, inside, right, outside, load<f64>(rules, 16), l2, rules, leaf, direction);
}

function oneEach(
  cells: usize,
  nBins: i32,
  present: i32,
  column: usize,
  leaf: usize,
  rules: usize,
  best: f64,
  found: usize,
): f64 {
  const leastHessian = leastHessianOf(rules, leaf);
  const l2 = load<f64>(rules, 24);
  const key = load<u64>(rules, 96);
  let skipped = key != 0 ? drawnBelow(key, leaf, column, present) : 0;
  let chosen = -1;
  for (let bin = 0; bin <= nBins; bin++) {
    const cell = cells + (<usize>bin << 4);
    if (load<i64>(cell, 8) == 0) continue;
    if (key != 0 && skipped-- != 0) continue;
    const gain = gainOfSet(load<i64>(cell), load<i64>(cell, 8), l2, leastHessian, leaf, rules, 0);
    if (gain <= best) continue;
    best = gain;
    chosen = bin;
  }
  if (chosen < 0) return best;
  const cell = cells + (<usize>chosen << 4);
  store<i64>(found, load<i64>(cell), 16);
  store<i64>(found, load<i64>(cell, 8), 24);
  setBit(found, chosen);
  return best;
}

function sets(
  cells: usize,
  nBins: i32,
  column: usize,
  leaf: usize,
  rules: usize,
  best: f64,
  found: usize,
  room: usize,
): f64 {
  const n = sortedBins(cells, nBins, leaf, rules, room);
  const bins = room + 2048;
  const l2 = load<f64>(rules, 24) + load<f64>(rules, 56);
  const countBits = <i64>load<i32>(rules, 68);
  const perHessian = rowsPerHessian(leaf, <i32>countBits);
  const leastStep = <f64>load<i32>(rules, 80);
  const most = min(load<i32>(rules, 72), (n + 1) >> 1);
  const leastHessian = leastHessianOf(rules, leaf);
  const total = load<i64>(leaf, 8);
  const key = load<u64>(rules, 96);
  const only = key != 0 && most > 0 ? drawnBelow(key, leaf, column, most) : -1;
  let chosen = 0;
  let fromEnd = false;
  for (let direction = 0; direction < 2; direction++) {
    let gradient: i64 = 0;
    let second: i64 = 0;
    let fresh: f64 = 0;
    for (let i = 0; i < most; i++) {
      const at = direction == 0 ? i : n - 1 - i;
      const cell = cells + (<usize>load<u16>(bins + (<usize>at << 1)) << 4);
      gradient += load<i64>(cell);
      second += load<i64>(cell, 8);
      fresh += rowsOfHessian(load<i64>(cell, 8) >> countBits, perHessian);
      if (rowsOfHessian((total - second) >> countBits, perHessian) < leastStep) break;
      if (only >= 0 ? i != only : fresh < leastStep) continue;
      const gain = gainOfSet(gradient, second, l2, leastHessian, leaf, rules, 0);
      if (gain == -Infinity) continue;
      fresh = 0;
      if (gain <= best) continue;
      best = gain;
      chosen = i + 1;
      fromEnd = direction == 1;
      store<i64>(found, gradient, 16);
      store<i64>(found, second, 24);
    }
  }
  for (let i = 0; i < chosen; i++) setBit(found, load<u16>(bins + (<usize>(fromEnd ? n - 1 - i : i) << 1)));
  return best;
}

/** Writes the bins with rows enough in order of their ratio, equal ones in order of bin; returns their number. */
export function sortedBins(cells: usize, nBins: i32, leaf: usize, rules: usize, room: usize): i32 {
  const catSmooth = load<f64>(rules, 48);
  const countBits = <i64>load<i32>(rules, 68);
  const perHessian = rowsPerHessian(leaf, <i32>countBits);
  let n = 0;
  for (let bin = 0; bin <= nBins; bin++) {
    const cell = cells + (<usize>bin << 4);
    const second = load<i64>(cell, 8);
    if (second == 0 || rowsOfHessian(second >> countBits, perHessian) < catSmooth) continue;
    const gradient = <f64>load<i64>(cell) * load<f64>(rules);
    writeRatio(room, n++, gradient / (<f64>(second >> countBits) * load<f64>(rules, 8) + catSmooth), bin);
  }
  let from = room;
  let to = room + listBytes;
  for (let width = 1; width < n; width *= 2) {
    for (let start = 0; start < n; start += 2 * width) {
      mergeRuns(from, to, start, min(start + width, n), min(start + 2 * width, n));
    }
    const swap = from;
    from = to;
    to = swap;
  }
  if (from != room) memory.copy(room, from, listBytes);
  return n;
}

// @ts-ignore: decorator
@inline
function writeRatio(list: usize, at: i32, ratio: f64, bin: i32): void {
  store<f64>(list + (<usize>at << 3), ratio);
  store<u16>(list + 2048 + (<usize>at << 1), <u16>bin);
}

/** Merges two ordered runs; of equal ratios the one of the first run comes first. */
function mergeRuns(from: usize, to: usize, start: i32, middle: i32, end: i32): void {
  let left = start;
  let right = middle;
  for (let at = start; at < end; at++) {
    const isLeft =
      left < middle &&
      (right >= end || load<f64>(from + (<usize>left << 3)) <= load<f64>(from + (<usize>right << 3)));
    const taken = isLeft ? left++ : right++;
    writeRatio(to, at, load<f64>(from + (<usize>taken << 3)), load<u16>(from + 2048 + (<usize>taken << 1)));
  }
}
