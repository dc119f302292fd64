/** Arrays as base64 text, the same on every machine: what `runtime/decode.ts` reads. */

/** Float64 values, little end first. */
export function doublesText(values: ArrayLike<number>): string {
  const view = new DataView(new ArrayBuffer(values.length * 8));
  for (let i = 0; i < values.length; i++) view.setFloat64(i * 8, values[i], true);
  return Buffer.from(view.buffer).toString('base64');
}

/** Float32 values, little end first. */
export function singlesText(values: ArrayLike<number>): string {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  for (let i = 0; i < values.length; i++) view.setFloat32(i * 4, values[i], true);
  return Buffer.from(view.buffer).toString('base64');
}

/** Whole numbers from 0 to 2^32 - 1 in groups of seven bits, the lowest first; a set high bit says that more follow. */
export function integersText(values: ArrayLike<number>): string {
  const bytes: number[] = [];
  for (let i = 0; i < values.length; i++) {
    let rest = values[i];
    for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
    bytes.push(rest);
  }
  return Buffer.from(bytes).toString('base64');
}
