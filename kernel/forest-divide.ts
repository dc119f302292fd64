// Parting the rows of a node of a forest.

import { Growing } from './growing';
import { copy16 } from './small-blocks';

/** Brings the rows that go left by the best split before the others, both in their order; returns their number. */
export function divide(tree: Growing, first: i32, n: i32, column: i32): i32 {
  const goesLeft = tree.room;
  writeSides(tree, goesLeft, load<i32>(tree.columns + (<usize>column << 4), 4));
  const codes = tree.bins + <usize>column * <usize>tree.nRows;
  let row = tree.rows + (<usize>first << 2);
  let addend = tree.addends + (<usize>first << 4);
  let left = row;
  let leftAddend = addend;
  let right = tree.spareRows;
  let rightAddend = tree.spareAddends;
  for (const end = row + (<usize>n << 2); row < end; row += 4) {
    const number = load<u32>(row);
    const isLeft = <usize>load<u8>(goesLeft + load<u8>(codes + number));
    // Written to both places and counted in one: costs less than a branch that is hard to foresee.
    store<u32>(left, number);
    store<u32>(right, number);
    copy16(rightAddend, addend);
    copy16(leftAddend, addend);
    left += isLeft << 2;
    leftAddend += isLeft << 4;
    right += 4 - (isLeft << 2);
    rightAddend += 16 - (isLeft << 4);
    addend += 16;
  }
  memory.copy(left, tree.spareRows, right - tree.spareRows);
  memory.copy(leftAddend, tree.spareAddends, rightAddend - tree.spareAddends);
  return <i32>((left - (tree.rows + (<usize>first << 2))) >> 2);
}

/** A byte per bin: 1 goes left. */
function writeSides(tree: Growing, goesLeft: usize, nBins: i32): void {
  const best = tree.best;
  const isSet = load<i32>(best, 24) != 0;
  const lastLeft = load<i32>(best, 12);
  for (let bin = 0; bin <= nBins; bin++) {
    const inSet = (load<u8>(best + 32 + (<usize>bin >> 3)) >> <u8>(bin & 7)) & 1;
    store<u8>(goesLeft + <usize>bin, isSet ? inSet : <u8>(bin <= lastLeft));
  }
  if (!isSet) store<u8>(goesLeft + <usize>nBins, <u8>load<i32>(best, 20));
}
