/**
 * The memory behind a DuckDB vector. The package keeps these fields private in its types, but reading cells one by one through its
 * methods is 10 to 50 times slower; the version is pinned exactly and engine.test.ts reads every type, so a change shows at once.
 */

/** At most 2,048 cells of one column. */
export interface RawVector {
  /** Typed array of the cells; present for fixed-width types of up to 64 bits. */
  readonly items?: ArrayBufferView & ArrayLike<number | bigint>;
  /** Cells as bytes, where `items` is absent. */
  readonly dataView?: DataView;
  readonly validity: { readonly data: BigUint64Array | null };
  /** One cell in the package's own form; slow. */
  getItem(row: number): unknown;
}

/** Bits that say which cells are present (bit 0 of word 0 is row 0), or undefined when all `count` are. */
export function presenceBits(vector: RawVector, count: number): Uint32Array | undefined {
  const { data } = vector.validity;
  if (!data) return undefined;
  const bits = new Uint32Array(data.buffer, data.byteOffset, data.length * 2);
  for (let row = 0; row < count; row++) if (!isPresent(bits, row)) return bits;
  return undefined;
}

/** True when the cell of that row is present. */
export function isPresent(bits: Uint32Array | undefined, row: number): boolean {
  return bits === undefined || ((bits[row >>> 5] >>> (row & 31)) & 1) === 1;
}

/** The vector's memory as 32-bit words, low word first. */
export function wordsOf(vector: RawVector): Int32Array {
  const view = (vector.items ?? vector.dataView)!;
  return new Int32Array(view.buffer, view.byteOffset, view.byteLength / 4);
}
