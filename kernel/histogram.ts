// Histograms: for every bin of every column of a block, the sum over some rows.
// A block is up to 32 columns. Its rows are records: the addend (16 bytes), then a byte per column, filled up to 16 bytes.

import { addTo } from './cells';

/** Rows that are gathered before they are summed: their loads do not wait for each other. */
const tileRows: i32 = 64;

// @ts-ignore: decorator
@inline
function addBin(histogram: usize, offset: usize, bin: u32, record: usize): void {
  addTo(histogram + load<u32>(offset) + (<usize>bin << 4), record);
}

/** Four columns: word `j` of the record. */
// @ts-ignore: decorator
@inline
function addWord(histogram: usize, offsets: usize, record: usize, j: usize): void {
  const bins = load<u32>(record + 16 + (j << 2));
  const at = offsets + (j << 4);
  addBin(histogram, at, bins & 255, record);
  addBin(histogram, at + 4, (bins >>> 8) & 255, record);
  addBin(histogram, at + 8, (bins >>> 16) & 255, record);
  addBin(histogram, at + 12, bins >>> 24, record);
}

/** `words` is a constant wherever this is called, so what remains is straight code. */
// @ts-ignore: decorator
@inline
function addRecords(histogram: usize, offsets: usize, record: usize, end: usize, stride: usize, words: i32): void {
  for (; record < end; record += stride) {
    addWord(histogram, offsets, record, 0);
    if (words > 1) addWord(histogram, offsets, record, 1);
    if (words > 2) addWord(histogram, offsets, record, 2);
    if (words > 3) addWord(histogram, offsets, record, 3);
    if (words > 4) addWord(histogram, offsets, record, 4);
    if (words > 5) addWord(histogram, offsets, record, 5);
    if (words > 6) addWord(histogram, offsets, record, 6);
    if (words > 7) addWord(histogram, offsets, record, 7);
  }
}

function addInLoops(histogram: usize, offsets: usize, record: usize, end: usize, stride: usize, words: i32): void {
  for (; record < end; record += stride) {
    for (let j = 0; j < words; j++) addWord(histogram, offsets, record, <usize>j);
  }
}

/**
 * Adds `n` records that follow each other.
 *
 * @param offsets Where each column's cells begin in the histogram, in bytes: 4 * words numbers.
 */
export function addFollowing(histogram: usize, offsets: usize, record: usize, n: i32, words: i32): void {
  const stride = <usize>(16 + ((words + 3) >> 2 << 4));
  const end = record + <usize>n * stride;
  // Engines give up on making functions of such length fast when they are JavaScript.
  if (!ASC_FEATURE_SIMD) return addInLoops(histogram, offsets, record, end, stride, words);
  switch (words) {
    case 1: return addRecords(histogram, offsets, record, end, 32, 1);
    case 2: return addRecords(histogram, offsets, record, end, 32, 2);
    case 3: return addRecords(histogram, offsets, record, end, 32, 3);
    case 4: return addRecords(histogram, offsets, record, end, 32, 4);
    case 5: return addRecords(histogram, offsets, record, end, 48, 5);
    case 6: return addRecords(histogram, offsets, record, end, 48, 6);
    case 7: return addRecords(histogram, offsets, record, end, 48, 7);
    case 8: return addRecords(histogram, offsets, record, end, 48, 8);
  }
}

// @ts-ignore: decorator
@inline
function copy16(target: usize, source: usize): void {
  if (ASC_FEATURE_SIMD) {
    v128.store(target, v128.load(source));
  } else {
    store<u64>(target, load<u64>(source));
    store<u64>(target, load<u64>(source, 8), 8);
  }
}

/**
 * Adds the records of chosen rows.
 *
 * @param rows `n` row numbers.
 * @param records Where the record of row 0 is.
 * @param tile Room for 64 records.
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
  const stride = <usize>(16 + ((words + 3) >> 2 << 4));
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
    addFollowing(histogram, offsets, tile, length, words);
    rows += <usize>length << 2;
    n -= length;
  }
}
