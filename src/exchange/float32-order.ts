/** The order of float32 numbers. */

const floats = new Float32Array(1);
const bits = new Int32Array(floats.buffer);

/**
 * The largest float32 below `value`, a float32 number above -Infinity: x < value equals x <= this for every float32 x.
 */
export function float32Below(value: number): number {
  floats[0] = value;
  if (bits[0] === 0 || value === 0) return -1.401298464324817e-45;
  bits[0] += value > 0 ? -1 : 1;
  return floats[0];
}
