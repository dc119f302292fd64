/**
 * Columns as bytes and back, exactly: numbers in the narrowest form that changes none of them, little-endian; texts as JSON, each
 * once, with a number per row.
 */
import { endianness } from 'node:os';
import type { Column } from '../../table/column.ts';

const forms = { i1: Int8Array, i2: Int16Array, i4: Int32Array, f4: Float32Array, f8: Float64Array } as const;
type Form = keyof typeof forms;

/** What is to be known of a column to read its bytes. */
export interface PackedColumn {
  readonly name: string;
  readonly kind: Column['kind'];
  readonly form: Form;
  /** Bytes of the texts, which stand before the numbers; of a column of texts. */
  readonly texts?: number;
  readonly integer?: true;
}

const isBigEndian = endianness() === 'BE';

/** What bytes are put together in before they are written elsewhere; made once, unless they are many. */
const workplace = Buffer.allocUnsafeSlow(512 * 1024);

/** How to read columns, and their bytes one after the other, which stay what they are until the next call. */
export function packColumns(columns: readonly Column[]): { packed: PackedColumn[]; data: Buffer } {
  const parts = columns.map(packable);
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  const data = bytes <= workplace.length ? workplace.subarray(0, bytes) : Buffer.allocUnsafe(bytes);
  let at = 0;
  for (const { texts, values, packed } of parts) {
    if (texts) at += texts.copy(data, at);
    at += writeNumbers(values, packed.form, data.subarray(at));
  }
  return { packed: parts.map(({ packed }) => packed), data };
}

/** Bytes that columns of so many rows take. */
export function packedBytes(packed: readonly PackedColumn[], nRows: number): number {
  return packed.reduce((sum, { form, texts = 0 }) => sum + texts + nRows * forms[form].BYTES_PER_ELEMENT, 0);
}

/** Reads columns that lie one after the other. @throws RangeError and SyntaxError for bytes that do not hold them */
export function unpackColumns(packed: readonly PackedColumn[], nRows: number, bytes: Uint8Array): Column[] {
  let at = 0;
  const take = (size: number) => {
    if (at + size > bytes.length) throw new RangeError(`columns take more than ${bytes.length} bytes`);
    at += size;
    return bytes.subarray(at - size, at);
  };
  return packed.map(({ name, kind, form, texts = 0, integer = false }): Column => {
    const dictionary = kind === 'string' ? (JSON.parse(Buffer.from(take(texts)).toString()) as string[]) : [];
    const values = unpackNumbers(form, take(nRows * forms[form].BYTES_PER_ELEMENT));
    if (kind === 'string') return { kind, name, codes: Int32Array.from(values), dictionary };
    if (kind === 'boolean') return { kind, name, values: Int8Array.from(values) };
    return kind === 'number'
      ? { kind, name, integer, values: Float64Array.from(values) }
      : { kind, name, values: Float64Array.from(values) };
  });
}

type Numbers = Float64Array | Int32Array | Int8Array;

/** What is packed of a column, and how many bytes it will take. */
function packable(column: Column): { packed: PackedColumn; texts?: Buffer; values: Numbers; bytes: number } {
  const { name, kind } = column;
  if (kind === 'string') {
    const { codes, dictionary } = usedTexts(column.codes, column.dictionary);
    const texts = Buffer.from(JSON.stringify(dictionary));
    const form = formOf(codes);
    const bytes = texts.length + codes.length * forms[form].BYTES_PER_ELEMENT;
    return { packed: { name, kind, form, texts: texts.length }, texts, values: codes, bytes };
  }
  const { values } = column;
  const form = formOf(values);
  const integer = kind === 'number' && column.integer && { integer: true as const };
  return { packed: { name, kind, form, ...integer }, values, bytes: values.length * forms[form].BYTES_PER_ELEMENT };
}

/** Numbers in their form; made once, because each column would leave its own for the garbage collector. */
let narrowed = new ArrayBuffer(0);

/** Writes the values where `data` begins; the number of bytes that they take. */
function writeNumbers(values: Numbers, form: Form, data: Buffer): number {
  const size = forms[form].BYTES_PER_ELEMENT;
  const bytes = values.length * size;
  if (narrowed.byteLength < bytes) narrowed = new ArrayBuffer(bytes);
  new forms[form](narrowed, 0, values.length).set(values);
  data.set(new Uint8Array(narrowed, 0, bytes));
  if (isBigEndian) swap(data.subarray(0, bytes), size);
  return bytes;
}

function unpackNumbers(form: Form, bytes: Uint8Array): ArrayLike<number> {
  const size = forms[form].BYTES_PER_ELEMENT;
  const own = new Uint8Array(bytes);
  if (isBigEndian) swap(Buffer.from(own.buffer), size);
  return new forms[form](own.buffer, own.byteOffset, own.length / size);
}

/** The narrowest form that holds every value as it is, -0 among them. */
function formOf(values: Numbers): Form {
  let [low, high, at] = [0, 0, 0];
  for (; at < values.length; at++) {
    const value = values[at];
    // The first tells fractions, NaN and what is too large, the second -0.
    if ((value | 0) !== value || (value === 0 && 1 / value < 0)) break;
    if (value < low) low = value;
    else if (value > high) high = value;
  }
  if (at === values.length) {
    return low >= -0x80 && high < 0x80 ? 'i1' : low >= -0x8000 && high < 0x8000 ? 'i2' : 'i4';
  }
  for (at = 0; at < values.length; at++) {
    const value = values[at];
    if (Math.fround(value) !== value && !Number.isNaN(value)) return 'f8';
  }
  return 'f4';
}

/** The texts that some row has, and the rows' numbers among these. */
function usedTexts(codes: Int32Array, dictionary: readonly string[]) {
  const used: string[] = [];
  const places = new Map<number, number>();
  const own = codes.map((code) => {
    if (code < 0) return -1;
    let place = places.get(code);
    if (place === undefined) {
      place = used.push(dictionary[code]) - 1;
      places.set(code, place);
    }
    return place;
  });
  return { codes: own, dictionary: used };
}

/** Turns the bytes of each number around. */
function swap(bytes: Buffer, size: number): void {
  if (size === 2) bytes.swap16();
  else if (size === 4) bytes.swap32();
  else if (size === 8) bytes.swap64();
}
