// Finding the bins of numbers.

/** Cells of a guide: by the upper half of a number in single precision. */
const cells: usize = 65_536;

/**
 * The cell of a number. Of two numbers the greater one never has the lower cell, for rounding keeps their order, and
 * equal ones have the same: adding 0 makes 0 of -0.
 */
// @ts-ignore: decorator
@inline
function cellOf(value: f64): usize {
  const bits = reinterpret<u32>(<f32>value + <f32>0);
  return <usize>((bits ^ ((<u32>(<i32>bits >> 31)) | 0x80000000)) >> 16);
}

/**
 * Writes into `guide`, 65536 bytes, how many thresholds lie in lower cells than each.
 *
 * @param n At most 255 ascending thresholds.
 * @returns The most that lie in one cell.
 */
export function guideBins(thresholds: usize, n: i32, guide: usize): i32 {
  let next: usize = 0;
  let inCell = 0;
  let most = 0;
  for (let i = 0; i < n; i++) {
    const end = cellOf(load<f64>(thresholds + (<usize>i << 3))) + 1;
    inCell = end == next ? inCell + 1 : 1;
    most = max(most, inCell);
    memory.fill(guide + next, <u8>i, end - next);
    next = end;
  }
  memory.fill(guide + next, <u8>n, cells - next);
  return most;
}

/**
 * Writes the bin of each value: the number of thresholds below it, or `missing` for NaN.
 *
 * @param thresholds 511 doubles: the ascending thresholds, then infinity.
 * @param guide See `guideBins`.
 * @param most What it returned.
 */
export function binNumbers(
  values: usize,
  n: i32,
  thresholds: usize,
  guide: usize,
  most: i32,
  missing: i32,
  bins: usize,
): void {
  if (most == 1) {
    for (let i = 0; i < n; i++) {
      const value = load<f64>(values + (<usize>i << 3));
      const below = <i32>load<u8>(guide + cellOf(value));
      const bin = below + <i32>(load<f64>(thresholds + (<usize>below << 3)) < value);
      store<u8>(bins + <usize>i, select<i32>(missing, bin, value != value));
    }
    return;
  }
  let first: usize = 0;
  if (most > 0) first = (<usize>1 << (31 - clz(most))) << 3;
  for (let i = 0; i < n; i++) {
    const value = load<f64>(values + (<usize>i << 3));
    let at = <usize>load<u8>(guide + cellOf(value)) << 3;
    for (let half = first; half >= 8; half >>= 1) {
      at = select<usize>(at + half, at, load<f64>(thresholds + at + half - 8) < value);
    }
    store<u8>(bins + <usize>i, select<i32>(missing, <i32>(at >> 3), value != value));
  }
}
