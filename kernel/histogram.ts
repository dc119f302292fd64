// Histograms: for every bin of every column of a block, the sum over some rows.
// A block is up to 32 columns. Its rows are records: the addend (16 bytes), then a byte per column, filled up to 16 bytes.

import { addTo } from './cells';
import { copy16 } from './small-blocks';

/**
 * Records that are summed together, four columns at a time: their addends and the cells of four columns fit the fastest
 * memory side by side, those of all columns would not.
 */
const tileRows: i32 = 512;

// @ts-ignore: decorator
@inline
function strideOf(words: i32): usize {
  return <usize>(16 + ((words + 3) >> 2 << 4));
}

/** Adds at most `tileRows` records that follow each other. */
function addTile(histogram: usize, offsets: usize, record: usize, n: i32, words: i32): void {
  const stride = strideOf(words);
  const bytes = <usize>n * stride;
  for (let word = 0; word < words; word++) {
    const place = <usize>(16 + (word << 2));
    const first = histogram + load<u32>(offsets);
    const second = histogram + load<u32>(offsets, 4);
    const third = histogram + load<u32>(offsets, 8);
    const fourth = histogram + load<u32>(offsets, 12);
    for (let at = record, end = record + bytes; at < end; at += stride) {
      const bins = load<u32>(at + place);
      addTo(first + (<usize>(bins & 255) << 4), at);
      addTo(second + (<usize>((bins >>> 8) & 255) << 4), at);
      addTo(third + (<usize>((bins >>> 16) & 255) << 4), at);
      addTo(fourth + (<usize>(bins >>> 24) << 4), at);
    }
    offsets += 16;
  }
}

/**
 * Adds `n` records that follow each other.
 *
 * @param offsets Where each column's cells begin in the histogram, in bytes: 4 * words numbers.
 */
export function addFollowing(histogram: usize, offsets: usize, record: usize, n: i32, words: i32): void {
  const stride = strideOf(words);
  while (n > 0) {
    const length = min(n, tileRows);
    addTile(histogram, offsets, record, length, words);
    record += <usize>length * stride;
    n -= length;
  }
}

/**
 * Adds the records of chosen rows. They are gathered before they are summed, so that their loads do not wait for each other.
 *
 * @param rows `n` row numbers.
 * @param records Where the record of row 0 is.
 * @param tile Room for 512 records.
 */
export function addChosen(
  histogram: usize,
  offsets: usize,
  records: usize,
  rows: usize,
  n: i32,
  words: i32,
  tile: usize,
): void {
  const stride = strideOf(words);
  while (n > 0) {
    const length = min(n, tileRows);
    let to = tile;
    for (let i = 0; i < length; i++) {
      const from = records + <usize>load<u32>(rows + (<usize>i << 2)) * stride;
      copy16(to, from);
      copy16(to + 16, from + 16);
      if (words > 4) copy16(to + 32, from + 32);
      to += stride;
    }
    addTile(histogram, offsets, tile, length, words);
    rows += <usize>length << 2;
    n -= length;
  }
}
