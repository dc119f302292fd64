// Splits drawn at random, one for each column of a leaf (extremely randomised trees: Geurts, Ernst, Wehenkel 2006).

import { mixed } from './mixed';

/**
 * A number in 0 .. n-1 for a column of a leaf. The sums of a leaf tell it from the others of its tree, so it is the same
 * whichever thread asks.
 */
export function drawnBelow(key: u64, leaf: usize, column: usize, n: i32): i32 {
  let bits = mixed(key ^ load<u64>(leaf));
  bits = mixed(bits ^ load<u64>(leaf, 8));
  bits = mixed(bits ^ <u64>load<u32>(column));
  return <i32>(((bits >> 32) * <u64>n) >> 32);
}

/** A bin with rows, at or below a threshold drawn between the least and the greatest bin with rows; -1 where nothing can be parted. */
export function drawnThreshold(cells: usize, nBins: i32, nMissing: i32, key: u64, leaf: usize, column: usize): i32 {
  let first = 0;
  while (first < nBins && isEmpty(cells, first)) first++;
  let last = nBins - 1;
  while (last > first && isEmpty(cells, last)) last--;
  // All rows with a value may also be parted from those without.
  const choices = last - first + i32(nMissing > 0);
  if (first == nBins || choices == 0) return -1;
  let bin = first + drawnBelow(key, leaf, column, choices);
  while (isEmpty(cells, bin)) bin--;
  return bin;
}

// @ts-ignore: decorator
@inline
function isEmpty(cells: usize, bin: i32): bool {
  return load<i64>(cells + (<usize>bin << 4), 8) == 0;
}

/** Nearly a standard normal number for a split of a column: the sum of four uniform ones. */
export function drawnNormal(key: u64, column: i32, place: i32): f64 {
  const bits = mixed(mixed(mixed(key) ^ <u64>column) ^ <u64>place);
  const sum = <f64>(bits & 0xffff) + <f64>((bits >> 16) & 0xffff) + <f64>((bits >> 32) & 0xffff) + <f64>(bits >> 48);
  // Four whole numbers below 65,536: the mean is 2 * 65,535, the variance 65,536 * 65,536 / 3.
  return (sum - 131_070) * 2.6428865449e-5;
}
