// The best split of one column of a leaf. A found split (64 bytes):
//   0  f64 gain beyond the least one; 0: none
//   8  i32 numbers: the last bin that goes left
//  12  i32 1: rows without a value go left
//  16  cell: sums of the left side
//  32  256 bits: categories: the bins that go left

import { categorySplit } from './category-split';
import { numericSplit } from './numeric-split';
import { zero } from './small-blocks';

/** Searches one column of one leaf. */
export function findSplit(histogram: usize, column: usize, leaf: usize, rules: usize, found: usize, room: usize): void {
  zero(found, 64);
  const cells = histogram + load<u32>(column);
  if (load<i32>(column, 8) == 0) numericSplit(cells, column, leaf, rules, found);
  else categorySplit(cells, column, leaf, rules, found, room);
}
