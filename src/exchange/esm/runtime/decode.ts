/** Arrays out of base64 text, on any byte order. Carried inside exported modules. */

/** The bytes of a base64 text. */
function bytesOf(text: string): Uint8Array {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}

/** Float64 values, little end first. */
export function doublesOf(text: string): Float64Array {
  const bytes = bytesOf(text);
  const view = new DataView(bytes.buffer);
  const values = new Float64Array(bytes.length / 8);
  for (let i = 0; i < values.length; i++) values[i] = view.getFloat64(i * 8, true);
  return values;
}

/** Float32 values, little end first. */
export function singlesOf(text: string): Float32Array {
  const bytes = bytesOf(text);
  const view = new DataView(bytes.buffer);
  const values = new Float32Array(bytes.length / 4);
  for (let i = 0; i < values.length; i++) values[i] = view.getFloat32(i * 4, true);
  return values;
}

/** Whole numbers from 0 to 2^32 - 1 in groups of seven bits, the lowest first; a set high bit says that more follow. */
export function integersOf(text: string): Uint32Array {
  const bytes = bytesOf(text);
  const values = new Uint32Array(bytes.reduce((count, byte) => count + Number(byte < 128), 0));
  let at = 0;
  for (let i = 0; i < values.length; i++) {
    let value = 0;
    let weight = 1;
    for (; bytes[at] >= 128; at++) {
      value += (bytes[at] - 128) * weight;
      weight *= 128;
    }
    values[i] = value + bytes[at++] * weight;
  }
  return values;
}
