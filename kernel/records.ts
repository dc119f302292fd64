// Laying the bins of a row side by side.

/** Rows that are filled before the next columns are looked at: their records stay in the fastest cache. */
const tileRows = 256;

/**
 * Writes the bins of `n` columns into records, from byte 16 of each.
 *
 * @param records Of the first row.
 * @param bins Of the first row and column.
 * @param columnBytes From a column to the next.
 */
export function writeRecords(
  records: usize,
  stride: usize,
  bins: usize,
  columnBytes: usize,
  n: i32,
  nRows: i32,
): void {
  for (let from = 0; from < nRows; from += tileRows) {
    const rows = <usize>min(tileRows, nRows - from);
    const first = records + <usize>from * stride + 16;
    let column = bins + <usize>from;
    let at: i32 = 0;
    for (; at + 4 <= n; at += 4) {
      writeFour(first + <usize>at, stride, column, columnBytes, rows);
      column += 4 * columnBytes;
    }
    for (; at < n; at++) {
      for (let row: usize = 0; row < rows; row++) {
        store<u8>(first + <usize>at + row * stride, load<u8>(column + row));
      }
      column += columnBytes;
    }
  }
}

function writeFour(to: usize, stride: usize, a: usize, columnBytes: usize, rows: usize): void {
  const b = a + columnBytes;
  const c = b + columnBytes;
  const d = c + columnBytes;
  for (let row: usize = 0; row < rows; row++, to += stride) {
    store<u32>(
      to,
      <u32>load<u8>(a + row) |
        (<u32>load<u8>(b + row) << 8) |
        (<u32>load<u8>(c + row) << 16) |
        (<u32>load<u8>(d + row) << 24),
    );
  }
}
