// Drawn splits of a column of numbers in a node of a forest: no histogram is needed.

import { cellBytesOf } from './forest-cells';
import { note, worthOfSides } from './forest-split';
import { Growing } from './growing';
import { below } from './random';
import { zero } from './small-blocks';

/**
 * Tries one threshold, drawn between the lowest and the highest bin of the node, with missing values on the better side.
 * Returns false when all rows are alike.
 */
export function drawnThreshold(tree: Growing, first: i32, n: i32, column: i32, nBins: i32): bool {
  const codes = tree.bins + <usize>column * <usize>tree.nRows;
  const rows = tree.rows + (<usize>first << 2);
  // The bins of the node, one after the other.
  const gathered = tree.spareRows;
  let lowest = nBins;
  let highest = -1;
  let hasMissing = false;
  for (let i: usize = 0; i < <usize>n; i++) {
    const bin = <i32>load<u8>(codes + load<u32>(rows + (i << 2)));
    store<u8>(gathered + i, <u8>bin);
    if (bin == nBins) {
      hasMissing = true;
    } else {
      lowest = min(lowest, bin);
      highest = max(highest, bin);
    }
  }
  if (highest < 0 || (highest == lowest && !hasMissing)) return false;
  const cut = highest > lowest ? lowest + <i32>below(tree, <u32>(highest - lowest)) : lowest;
  sumUpTo(tree, first, n, 0, cut);
  tryCut(tree, cut, highest, 0);
  if (hasMissing) {
    sumUpTo(tree, first, n, nBins, nBins, false);
    tryCut(tree, cut, highest, 1);
  }
  store<i32>(tree.tried, i32(hasMissing), 28);
  return true;
}

function tryCut(tree: Growing, cut: i32, highest: i32, missingLeft: usize): void {
  const worth = worthOfSides(tree);
  if (worth <= load<f64>(tree.tried)) return;
  note(tree, worth, cut, missingLeft);
  if (cut < highest) store<i32>(tree.tried, cut + 1, 16);
}

/** Adds the rows with bins `from` .. `to` to the sums of the left side. */
function sumUpTo(tree: Growing, first: i32, n: i32, from: i32, to: i32, fresh: bool = true): void {
  const left = tree.left;
  const rest = <usize>tree.nOutputs << 3;
  if (fresh) zero(left, cellBytesOf(tree));
  const gathered = tree.spareRows;
  let addend = tree.addends + (<usize>first << 4);
  if (rest == 8) {
    let gradient = load<i64>(left);
    let second = load<i64>(left, 8);
    for (let i: usize = 0; i < <usize>n; i++) {
      const bin = <i32>load<u8>(gathered + i);
      // All ones for rows that are counted: costs less than a branch that is hard to foresee.
      const mask = -<i64>(i32(bin >= from) & i32(bin <= to));
      gradient += load<i64>(addend) & mask;
      second += load<i64>(addend, 8) & mask;
      addend += 16;
    }
    store<i64>(left, gradient);
    store<i64>(left, second, 8);
    return;
  }
  for (let i: usize = 0; i < <usize>n; i++) {
    const bin = <i32>load<u8>(gathered + i);
    if (bin >= from && bin <= to) {
      const second = load<i64>(addend, 8);
      const at = left + <usize>load<u32>(addend);
      store<i64>(at, load<i64>(at) + (second >> (<i64>tree.countBits)));
      store<i64>(left + rest, load<i64>(left + rest) + second);
    }
    addend += 16;
  }
}
