/**
 * Values with typed arrays inside, as one JSON structure and one little-endian binary part, bit for bit and both ways.
 * The JSON holds `null` where an array stood; a separate list says which array belongs there, so data never looks like a tag.
 */
import { canonicalJson, compareCodeUnits, type Json } from './canonical-json.ts';
import { ModelwrightError } from './errors.ts';

const arrayTypes = {
  f64: Float64Array,
  f32: Float32Array,
  i32: Int32Array,
  u32: Uint32Array,
  u16: Uint16Array,
  i8: Int8Array,
  u8: Uint8Array,
} as const;

type ArrayType = keyof typeof arrayTypes;
type PackedArray = Float64Array | Float32Array | Int32Array | Uint32Array | Uint16Array | Int8Array | Uint8Array;

/** A value made of JSON and the typed arrays above. */
export type Packable =
  | null
  | boolean
  | number
  | string
  | PackedArray
  | readonly Packable[]
  | { readonly [key: string]: Packable | undefined };

interface ArrayEntry {
  readonly path: readonly (string | number)[];
  readonly type: ArrayType;
  readonly offset: number;
  readonly length: number;
}

const magic = 'MWPACK1\n';
/** Nesting that a reader accepts; deeper input is refused before it can exhaust the stack. */
const maxDepth = 64;

/**
 * Packs a value into bytes: magic, header length (u32), header JSON, padding to 8, arrays (each aligned to 8).
 * Equal values give equal bytes. NaN inside arrays is written in its canonical form.
 *
 * @throws RangeError for NaN, infinities or -0 outside a typed array.
 */
export function pack(value: Packable): Uint8Array {
  const arrays: { entry: ArrayEntry; bytes: Uint8Array }[] = [];
  let offset = 0;
  const strip = (item: Packable | undefined, path: (string | number)[]): Json | undefined => {
    if (item === undefined || item === null || typeof item !== 'object') return item as Json | undefined;
    if (ArrayBuffer.isView(item)) {
      const bytes = bytesOf(item as PackedArray);
      arrays.push({
        entry: { path, type: typeOf(item as PackedArray), offset, length: (item as PackedArray).length },
        bytes,
      });
      offset += align(bytes.length);
      return null;
    }
    if (Array.isArray(item)) return item.map((child, i) => strip(child, [...path, i]) ?? null);
    const keys = Object.keys(item).sort(compareCodeUnits);
    return Object.fromEntries(keys.map((key) => [key, strip((item as Record<string, Packable>)[key], [...path, key])]));
  };
  const structure = strip(value, []) ?? null;
  const header = new TextEncoder().encode(
    canonicalJson({ arrays: arrays.map(({ entry }) => ({ ...entry })), structure } as unknown as Json),
  );
  const bodyAt = align(magic.length + 4 + header.length);
  const bytes = new Uint8Array(bodyAt + offset);
  bytes.set(new TextEncoder().encode(magic));
  new DataView(bytes.buffer).setUint32(magic.length, header.length, true);
  bytes.set(header, magic.length + 4);
  for (const { entry, bytes: content } of arrays) bytes.set(content, bodyAt + entry.offset);
  return bytes;
}

/**
 * Reads what `pack` wrote. Total: returns a value or throws ARTIFACT_DAMAGED with `what` as the name, whatever the bytes.
 * Object parts have a null prototype.
 */
export function unpack(bytes: Uint8Array, what: string): Packable {
  const damaged = (problem: string) => new ModelwrightError('ARTIFACT_DAMAGED', { hash: what, problem });
  const start = magic.length + 4;
  if (bytes.length < start || new TextDecoder('latin1').decode(bytes.subarray(0, magic.length)) !== magic) {
    throw damaged('it does not begin as a packed file');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = view.getUint32(magic.length, true);
  if (headerLength > bytes.length - start) throw damaged('its header is longer than the file');
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(start, start + headerLength)));
  } catch {
    throw damaged('its header is not JSON');
  }
  const { arrays, structure } = readHeader(header, damaged);
  const bodyAt = align(start + headerLength);
  const root = { value: withoutPrototype(structure, 0, damaged) };
  let end = bodyAt;
  for (const entry of arrays) {
    const from = bodyAt + entry.offset;
    const size = arrayTypes[entry.type].BYTES_PER_ELEMENT * entry.length;
    if (from + size > bytes.length) throw damaged('an array reaches past the end of the file');
    end = Math.max(end, from + align(size));
    // A copy with a buffer of its own; the `slice` of a Buffer would be a view of all bytes.
    const content = new Uint8Array(bytes.subarray(from, from + size));
    place(root, entry, new arrayTypes[entry.type](content.buffer), damaged);
  }
  if (end !== bytes.length) throw damaged('its length is not what its header says');
  return root.value;
}

type Damaged = (problem: string) => ModelwrightError;

function readHeader(header: unknown, damaged: Damaged): { arrays: ArrayEntry[]; structure: unknown } {
  const { arrays, structure } = (header ?? {}) as { arrays?: unknown; structure?: unknown };
  if (!Array.isArray(arrays)) throw damaged('its header lists no arrays');
  const natural = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
  for (const entry of arrays) {
    const known = typeof entry?.type === 'string' && Object.hasOwn(arrayTypes, entry.type);
    if (
      !known ||
      !natural(entry.offset) ||
      entry.offset % 8 !== 0 ||
      !natural(entry.length) ||
      !Array.isArray(entry.path)
    ) {
      throw damaged('its header describes an array that cannot be');
    }
  }
  return { arrays, structure };
}

function withoutPrototype(value: unknown, depth: number, damaged: Damaged): Packable {
  if (depth > maxDepth) throw damaged('it nests too deep');
  if (value === null || typeof value !== 'object') return value as Packable;
  if (Array.isArray(value)) return value.map((item) => withoutPrototype(item, depth + 1, damaged));
  const copy: Record<string, Packable> = Object.create(null);
  for (const [key, item] of Object.entries(value)) copy[key] = withoutPrototype(item, depth + 1, damaged);
  return copy;
}

function place(root: { value: Packable }, entry: ArrayEntry, array: PackedArray, damaged: Damaged): void {
  let holder = root as unknown as Record<string | number, unknown>;
  let key: string | number = 'value';
  for (const step of entry.path) {
    const next = holder[key];
    if (next === null || typeof next !== 'object' || ArrayBuffer.isView(next) || !Object.hasOwn(next, step)) {
      throw damaged('an array belongs to a place that does not exist');
    }
    holder = next as Record<string | number, unknown>;
    key = step;
  }
  if (holder[key] !== null) throw damaged('two values claim one place');
  holder[key] = array;
}

function typeOf(array: PackedArray): ArrayType {
  for (const [type, ArrayClass] of Object.entries(arrayTypes)) {
    if (array instanceof ArrayClass) return type as ArrayType;
  }
  throw new RangeError(`pack cannot hold a ${(array as object).constructor.name}`);
}

/** Little-endian bytes; every NaN becomes the same one, so that equal values give equal bytes. */
function bytesOf(array: PackedArray): Uint8Array {
  const copy = array.slice();
  if (copy instanceof Float64Array || copy instanceof Float32Array) {
    for (let i = 0; i < copy.length; i++) if (Number.isNaN(copy[i])) copy[i] = Number.NaN;
  }
  return new Uint8Array(copy.buffer, copy.byteOffset, copy.byteLength);
}

function align(length: number): number {
  return Math.ceil(length / 8) * 8;
}
