// A leaf while its tree grows (96 bytes): the struct of kernel/rules.ts, then from byte 32 the best split that was found.

import { cellBytes, takeFrom } from './cells';
import { leafStructBytes } from './rules';
import { copy } from './small-blocks';

const foundBytes: usize = 64;

/** Keeps the split that gains most of those found in `n` searched columns, the first of equals; returns its column, or -1. */
export function keepBest(leaf: usize, found: usize, searched: usize, n: i32): i32 {
  let best = -1;
  let gain: f64 = 0;
  for (let i = 0; i < n; i++) {
    const column = load<i32>(searched + (<usize>i << 2));
    const ofColumn = load<f64>(found + <usize>column * foundBytes);
    if (ofColumn <= gain) continue;
    best = column;
    gain = ofColumn;
  }
  if (best >= 0) copy(leaf + leafStructBytes, found + <usize>best * foundBytes, foundBytes);
  return best;
}

/** Writes for each bin of the column that a leaf is split by whether it goes left: 1 or 0, the bin of missing values last. */
export function writeSides(leaf: usize, column: usize, sides: usize): void {
  const split = leaf + leafStructBytes;
  const nBins = load<i32>(column, 4);
  if (load<i32>(column, 8) == 0) {
    const lastLeft = load<i32>(split, 8);
    for (let bin = 0; bin < nBins; bin++) store<u8>(sides + <usize>bin, <u8>(bin <= lastLeft));
    store<u8>(sides + <usize>nBins, load<u8>(split, 12));
    return;
  }
  for (let bin = 0; bin <= nBins; bin++) {
    store<u8>(sides + <usize>bin, (load<u8>(split + 32 + <usize>(bin >> 3)) >> <u8>(bin & 7)) & 1);
  }
}

/** Makes a leaf its left child; the right one gets what is left of the sums, and the same bounds. */
export function divideLeaf(leaf: usize, right: usize): void {
  const left = leaf + leafStructBytes + 16;
  copy(right, leaf, leafStructBytes);
  takeFrom(right, left);
  copy(leaf, left, cellBytes);
}
