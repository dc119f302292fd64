// Columns that are nearly always in one bin, their usual bin. Each row lists the cells of its other bins, four bytes each:
// where the cell is in a histogram. The usual bins' cells are not filled: they are what is left of a leaf (kernel/search.ts).

import { addTo } from './cells';

// @ts-ignore: decorator
@inline
function addRow(histogram: usize, total: usize, addend: usize, starts: usize, entries: usize, row: usize): void {
  addTo(total, addend);
  const list = starts + (row << 2);
  const end = entries + (<usize>load<u32>(list, 4) << 2);
  for (let at = entries + (<usize>load<u32>(list) << 2); at < end; at += 4) {
    addTo(histogram + <usize>load<u32>(at), addend);
  }
}

/**
 * Adds the lists of rows to a histogram.
 *
 * @param total The cell, in bytes from the histogram's begin, to which every row is added.
 * @param addends 16 bytes per row.
 * @param starts Where each row's list begins among the entries, and after the last row their number.
 * @param rows `n` row numbers; 0: rows `from` .. `from + n - 1`.
 */
export function addSparse(
  histogram: usize,
  total: usize,
  addends: usize,
  starts: usize,
  entries: usize,
  rows: usize,
  from: i32,
  n: i32,
): void {
  const all = histogram + total;
  if (rows == 0) {
    for (let row = <usize>from, end = row + <usize>n; row < end; row++) {
      addRow(histogram, all, addends + (row << 4), starts, entries, row);
    }
    return;
  }
  for (let at = rows + (<usize>from << 2), end = at + (<usize>n << 2); at < end; at += 4) {
    const row = <usize>load<u32>(at);
    addRow(histogram, all, addends + (row << 4), starts, entries, row);
  }
}

/**
 * Writes the bin of every row of such a column.
 *
 * @param codes `n` bins.
 * @param usual The bin of the rows that are not listed.
 * @param rows Numbers of the `nListed` rows that are, and `bins` the bin of each.
 */
export function writeCodes(codes: usize, n: i32, usual: i32, rows: usize, bins: usize, nListed: i32): void {
  memory.fill(codes, <u8>usual, <usize>n);
  for (let i: usize = 0; i < <usize>nListed; i++) {
    store<u8>(codes + <usize>load<u32>(rows + (i << 2)), load<u8>(bins + i));
  }
}
