// Sorting numbers, and finding the bins of numbers.

const digitBits: u64 = 11;
const digits: i32 = 6;
const buckets: i32 = 2048;

// @ts-ignore: decorator
@inline
function digitOf(key: u64, digit: i32): usize {
  return <usize>((key >> (<u64>digit * digitBits)) & 2047);
}

/** Doubles as whole numbers in the same order, -0 just below 0. */
// @ts-ignore: decorator
@inline
function keyOf(bits: u64): u64 {
  return bits ^ ((<u64>(<i64>bits >> 63)) | 0x8000000000000000);
}

// @ts-ignore: decorator
@inline
function bitsOf(key: u64): u64 {
  return key ^ ((<u64>(<i64>~key >> 63)) | 0x8000000000000000);
}

/**
 * Sorts doubles without NaN ascending: by digits of 11 bits from the lowest, leaving out those that are alike in all.
 *
 * @param spare Room for n doubles.
 * @param counts Room for 6 * 2048 numbers.
 */
export function sortNumbers(values: usize, n: i32, spare: usize, counts: usize): void {
  memory.fill(counts, 0, <usize>(digits * buckets * 4));
  for (let i = 0; i < n; i++) {
    const at = values + (<usize>i << 3);
    const key = keyOf(load<u64>(at));
    store<u64>(at, key);
    for (let digit = 0; digit < digits; digit++) {
      const count = counts + (<usize>(digit * buckets) << 2) + (digitOf(key, digit) << 2);
      store<u32>(count, load<u32>(count) + 1);
    }
  }
  let from = values;
  let to = spare;
  for (let digit = 0; digit < digits; digit++) {
    const ofDigit = counts + (<usize>(digit * buckets) << 2);
    if (isAlike(ofDigit, n)) continue;
    startsOf(ofDigit);
    for (let i = 0; i < n; i++) {
      const key = load<u64>(from + (<usize>i << 3));
      const start = ofDigit + (digitOf(key, digit) << 2);
      const place = load<u32>(start);
      store<u32>(start, place + 1);
      store<u64>(to + (<usize>place << 3), key);
    }
    const swap = from;
    from = to;
    to = swap;
  }
  for (let i = 0; i < n; i++) {
    store<u64>(values + (<usize>i << 3), bitsOf(load<u64>(from + (<usize>i << 3))));
  }
}

function isAlike(counts: usize, n: i32): bool {
  for (let bucket = 0; bucket < buckets; bucket++) {
    const count = <i32>load<u32>(counts + (<usize>bucket << 2));
    if (count != 0) return count == n;
  }
  return true;
}

/** Turns counts into the places where each bucket begins. */
function startsOf(counts: usize): void {
  let start: u32 = 0;
  for (let bucket = 0; bucket < buckets; bucket++) {
    const at = counts + (<usize>bucket << 2);
    const count = load<u32>(at);
    store<u32>(at, start);
    start += count;
  }
}

/**
 * Writes the bin of each value: the number of thresholds below it, or `missing` for NaN.
 *
 * @param thresholds 256 doubles: the ascending thresholds, then infinity.
 */
export function binNumbers(values: usize, n: i32, thresholds: usize, missing: i32, bins: usize): void {
  for (let i = 0; i < n; i++) {
    const value = load<f64>(values + (<usize>i << 3));
    let at: usize = 0;
    for (let half: usize = 128 << 3; half >= 8; half >>= 1) {
      at = select<usize>(at + half, at, load<f64>(thresholds + at + half - 8) < value);
    }
    store<u8>(bins + <usize>i, select<i32>(missing, <i32>(at >> 3), value != value));
  }
}
