// Sorting numbers by digits of 11 bits, from the lowest.

const digitBits: i32 = 11;
const buckets: usize = 2048;
const countBytes: usize = buckets << 2;

/** Single precision bits as whole numbers in the same order, -0 just below 0. */
// @ts-ignore: decorator
@inline
function shortKeyOf(bits: u32): u32 {
  return bits ^ ((<u32>(<i32>bits >> 31)) | 0x80000000);
}

// @ts-ignore: decorator
@inline
function shortBitsOf(key: u32): u32 {
  return key ^ ((<u32>(<i32>~key >> 31)) | 0x80000000);
}

/** The same for doubles. */
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
 * Sorts doubles ascending and leaves out NaN; the values stay as they are.
 *
 * @param sorted Room for n doubles.
 * @param spare Room for n doubles.
 * @param counts Room for 3 * 2048 numbers.
 * @returns How many are not NaN.
 */
export function sortNumbers(values: usize, n: i32, sorted: usize, spare: usize, counts: usize): i32 {
  const sortedShort = sortShort(values, n, sorted, spare, counts);
  return sortedShort >= 0 ? sortedShort : sortLong(values, n, sorted, spare, counts);
}

/** Does it for values that single precision holds exactly, by keys of half the bytes; else -1. */
function sortShort(values: usize, n: i32, sorted: usize, spare: usize, counts: usize): i32 {
  memory.fill(counts, 0, 3 * countBytes);
  let end = spare;
  for (let i = 0; i < n; i++) {
    const value = load<f64>(values + (<usize>i << 3));
    if (value != value) continue;
    const short = <f32>value;
    if (<f64>short != value) return -1;
    const key = shortKeyOf(reinterpret<u32>(short));
    store<u32>(end, key);
    end += 4;
    countDigit(counts, <usize>(key & 2047));
    countDigit(counts + countBytes, <usize>((key >> 11) & 2047));
    countDigit(counts + 2 * countBytes, <usize>(key >> 22));
  }
  const found = <i32>((end - spare) >> 2);
  let from = spare;
  let to = spare + (<usize>n << 2);
  for (let digit = 0; digit < 3; digit++) {
    const starts = counts + <usize>digit * countBytes;
    if (isAlike(starts, found)) continue;
    startsOf(starts);
    const shift = <u32>(digit * digitBits);
    for (let at = from, last = from + (<usize>found << 2); at < last; at += 4) {
      const key = load<u32>(at);
      const start = starts + (<usize>((key >> shift) & 2047) << 2);
      const place = load<u32>(start);
      store<u32>(start, place + 1);
      store<u32>(to + (<usize>place << 2), key);
    }
    const swap = from;
    from = to;
    to = swap;
  }
  for (let i = 0; i < found; i++) {
    const short = reinterpret<f32>(shortBitsOf(load<u32>(from + (<usize>i << 2))));
    store<f64>(sorted + (<usize>i << 3), <f64>short);
  }
  return found;
}

/**
 * Does it for any values. Few differ only in bits below the first 33 that are not alike in all, so that these are put in
 * order by hand, unless it turns out that many do.
 */
function sortLong(values: usize, n: i32, sorted: usize, spare: usize, counts: usize): i32 {
  let end = sorted;
  let differing: u64 = 0;
  for (let i = 0; i < n; i++) {
    const value = load<f64>(values + (<usize>i << 3));
    if (value != value) continue;
    const key = keyOf(reinterpret<u64>(value));
    store<u64>(end, key);
    differing |= key ^ load<u64>(sorted);
    end += 8;
  }
  const found = <i32>((end - sorted) >> 3);
  const bits = 64 - <i32>clz(differing);
  const lowest = max(bits - 3 * digitBits, 0);
  let from = sortDigits(sorted, spare, found, lowest, bits, counts);
  if (lowest > 0 && !settle(from, found)) {
    from = sortDigits(from, from == sorted ? spare : sorted, found, 0, bits, counts);
  }
  for (let i = 0; i < found; i++) {
    store<u64>(sorted + (<usize>i << 3), bitsOf(load<u64>(from + (<usize>i << 3))));
  }
  return found;
}

/** Sorts keys by their bits `lowest` .. `bits - 1`; returns where they are then. */
function sortDigits(from: usize, to: usize, n: i32, lowest: i32, bits: i32, counts: usize): usize {
  for (let digit = lowest; digit < bits; digit += digitBits) {
    const shift = <u64>digit;
    const last = from + (<usize>n << 3);
    memory.fill(counts, 0, countBytes);
    for (let at = from; at < last; at += 8) countDigit(counts, <usize>((load<u64>(at) >> shift) & 2047));
    if (isAlike(counts, n)) continue;
    startsOf(counts);
    for (let at = from; at < last; at += 8) {
      const key = load<u64>(at);
      const start = counts + (<usize>((key >> shift) & 2047) << 2);
      const place = load<u32>(start);
      store<u32>(start, place + 1);
      store<u64>(to + (<usize>place << 3), key);
    }
    const swap = from;
    from = to;
    to = swap;
  }
  return from;
}

/** Moves keys past greater ones; false when that takes more moves than sorting by further digits. */
function settle(keys: usize, n: i32): bool {
  let moves = 4 * <i64>n;
  for (let at = keys + 8, last = keys + (<usize>n << 3); at < last; at += 8) {
    const key = load<u64>(at);
    let to = at;
    while (to > keys && load<u64>(to - 8) > key) {
      store<u64>(to, load<u64>(to - 8));
      to -= 8;
    }
    store<u64>(to, key);
    moves -= <i64>((at - to) >> 3);
    if (moves < 0) return false;
  }
  return true;
}

// @ts-ignore: decorator
@inline
function countDigit(counts: usize, digit: usize): void {
  const at = counts + (digit << 2);
  store<u32>(at, load<u32>(at) + 1);
}

function isAlike(counts: usize, n: i32): bool {
  for (let bucket: usize = 0; bucket < buckets; bucket++) {
    const count = <i32>load<u32>(counts + (bucket << 2));
    if (count != 0) return count == n;
  }
  return true;
}

/** Turns counts into the places where each bucket begins. */
function startsOf(counts: usize): void {
  let start: u32 = 0;
  for (let bucket: usize = 0; bucket < buckets; bucket++) {
    const at = counts + (bucket << 2);
    const count = load<u32>(at);
    store<u32>(at, start);
    start += count;
  }
}
