/** Doubles as whole numbers, for comparisons without rounding. */

const scratch = new DataView(new ArrayBuffer(8));

/** A finite double times 2^1074, which is whole. */
export function exactly(x: number): bigint {
  scratch.setFloat64(0, x);
  const bits = scratch.getBigUint64(0);
  const exponent = (bits >> 52n) & 0x7ffn;
  const fraction = bits & 0xfffffffffffffn;
  const magnitude = exponent === 0n ? fraction : (fraction | 0x10000000000000n) << (exponent - 1n);
  return x < 0 ? -magnitude : magnitude;
}

/** Absolute value. */
export function magnitude(x: bigint): bigint {
  return x < 0n ? -x : x;
}
