// Histograms of one column for the trees of forests. A cell has the sums of a bin: nOutputs i64 (one gradient, or the weight
// of each class), then weight << countBits | rows. With one output that is the cell of cells.ts.

import { addTo } from './cells';
import { Growing } from './growing';
import { zero } from './small-blocks';

/** Nodes with fewer rows note which bins they have instead of looking at all. */
const sparseBelow = 192;

// @ts-ignore: decorator
@inline
export function cellBytesOf(tree: Growing): usize {
  return <usize>(tree.nOutputs + 1) << 3;
}

// @ts-ignore: decorator
@inline
function addRow(tree: Growing, cell: usize, addend: usize, rest: usize): void {
  if (rest == 8) return addTo(cell, addend);
  const second = load<i64>(addend, 8);
  const ofClass = cell + <usize>load<u32>(addend);
  store<i64>(ofClass, load<i64>(ofClass) + (second >> (<i64>tree.countBits)));
  store<i64>(cell + rest, load<i64>(cell + rest) + second);
}

/** Adds rows to the cells of their bins; `occupied` then has a bit for each bin that has any. Returns the number of bins. */
export function fillCells(tree: Growing, first: i32, n: i32, column: i32, nBins: i32): i32 {
  const codes = tree.bins + <usize>column * <usize>tree.nRows;
  const cells = tree.cells;
  const occupied = tree.occupied;
  const rest = <usize>tree.nOutputs << 3;
  let rows = tree.rows + (<usize>first << 2);
  let addend = tree.addends + (<usize>first << 4);
  const end = rows + (<usize>n << 2);
  zero(occupied, 32);
  if (n < sparseBelow) {
    for (; rows < end; rows += 4) {
      const bin = <usize>load<u8>(codes + load<u32>(rows));
      addRow(tree, cells + bin * (rest + 8), addend, rest);
      const word = occupied + (bin >> 5 << 2);
      store<u32>(word, load<u32>(word) | (<u32>1 << (<u32>bin & 31)));
      addend += 16;
    }
  } else if (rest == 8) {
    for (; rows < end; rows += 4) {
      addTo(cells + (<usize>load<u8>(codes + load<u32>(rows)) << 4), addend);
      addend += 16;
    }
    noteOccupied(tree, nBins);
  } else {
    for (; rows < end; rows += 4) {
      addRow(tree, cells + <usize>load<u8>(codes + load<u32>(rows)) * (rest + 8), addend, rest);
      addend += 16;
    }
    noteOccupied(tree, nBins);
  }
  let count = 0;
  for (let word: usize = 0; word < 32; word += 4) count += popcnt<u32>(load<u32>(occupied + word));
  return count;
}

function noteOccupied(tree: Growing, nBins: i32): void {
  const bytes = cellBytesOf(tree);
  let second = tree.cells + bytes - 8;
  for (let bin = 0; bin <= nBins; bin++) {
    if (load<i64>(second) != 0) {
      const word = tree.occupied + (<usize>bin >> 5 << 2);
      store<u32>(word, load<u32>(word) | (<u32>1 << (bin & 31)));
    }
    second += bytes;
  }
}

/** The first occupied bin from `bin` on; 256 when there is none. */
export function occupiedFrom(occupied: usize, bin: i32): i32 {
  for (; bin < 256; bin = (bin | 31) + 1) {
    const word = load<u32>(occupied + (<usize>bin >> 5 << 2)) >> (bin & 31);
    if (word != 0) return bin + ctz<u32>(word);
  }
  return 256;
}

/** Makes the occupied cells zero again. */
export function clearCells(tree: Growing): void {
  const bytes = cellBytesOf(tree);
  for (let word = 0; word < 8; word++) {
    let bits = load<u32>(tree.occupied + (<usize>word << 2));
    for (; bits != 0; bits &= bits - 1) zero(tree.cells + <usize>((word << 5) + ctz<u32>(bits)) * bytes, bytes);
  }
}

/** Adds the sums at `cell` to those at `sums`. */
export function addSums(sums: usize, cell: usize, nOutputs: i32): void {
  for (let k: usize = 0; k <= <usize>nOutputs; k++) {
    store<i64>(sums + (k << 3), load<i64>(sums + (k << 3)) + load<i64>(cell + (k << 3)));
  }
}
