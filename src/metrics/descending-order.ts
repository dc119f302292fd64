/** The order of scores from high to low, in linear time. */

const digitBits = 16;
const buckets = 1 << digitBits;
/** Below, counting into so many buckets takes longer than comparing. */
const fewestForDigits = 4000;

/**
 * Row numbers from the highest score to the lowest; equal scores (0 and -0 are equal) stay in row order. A radix sort over the
 * bits of the doubles, because a comparator takes ten times as long on millions of rows; short inputs use the comparator.
 *
 * @returns undefined when a score is NaN: it has no place.
 */
export function descendingOrder(scores: Float64Array): Int32Array | undefined {
  const n = scores.length;
  let order = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    if (Number.isNaN(scores[i])) return undefined;
    order[i] = i;
  }
  if (n < fewestForDigits) return order.sort((a, b) => scores[b] - scores[a] || a - b);
  const digits = descendingKeys(scores);
  let next = new Int32Array(n);
  const starts = new Int32Array(buckets);
  for (let digit = 0; digit < 4; digit++) {
    const keys = digits[digit];
    starts.fill(0);
    for (let i = 0; i < n; i++) starts[keys[i]]++;
    if (starts[keys[0]] === n) continue;
    for (let bucket = 0, at = 0; bucket < buckets; bucket++) {
      const count = starts[bucket];
      starts[bucket] = at;
      at += count;
    }
    for (let i = 0; i < n; i++) next[starts[keys[order[i]]]++] = order[i];
    [order, next] = [next, order];
  }
  return order;
}

/** 64-bit keys, as four digits from the least significant one, whose rising order is the falling order of the scores. */
function descendingKeys(scores: Float64Array): Uint16Array[] {
  const n = scores.length;
  const digits = Array.from({ length: 4 }, () => new Uint16Array(n));
  const bits = new Float64Array(1);
  const view = new DataView(bits.buffer);
  for (let i = 0; i < n; i++) {
    // Adding zero turns -0 into 0. A double's bits rise with a positive value and fall with a negative one.
    view.setFloat64(0, scores[i] + 0);
    const flip = view.getUint16(0) & 0x8000 ? 0 : 0xffff;
    for (let digit = 0; digit < 4; digit++) digits[digit][i] = view.getUint16(6 - 2 * digit) ^ flip;
    digits[3][i] ^= flip ? 0x8000 : 0;
  }
  return digits;
}
