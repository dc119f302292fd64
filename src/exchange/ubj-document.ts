/** A reader of Universal Binary JSON (ubjson.org, draft 12) as XGBoost writes it, bounded: lengths are checked before memory is taken. */
import {
  type DocumentObject,
  maxDepth,
  maxFields,
  maxNumbers,
  maxTextBytes,
  maxValues,
  type Numbers,
  type Value,
} from './document.ts';
import { invalidFile } from './model-file-error.ts';
import { NumberStack } from './number-stack.ts';

/** Bytes of a number by its marker. */
const widths: Readonly<Record<string, number>> = { i: 1, U: 1, C: 1, I: 2, l: 4, L: 8, d: 4, D: 8 };
const lengthMarkers = 'iUIlL';
/** Lists of a type, filled by a loop of its own each: they are the bulk of a file. */
const lists: Readonly<Record<string, (view: DataView, at: number, count: number) => Numbers>> = {
  i: (view, at, count) => new Int8Array(view.buffer, view.byteOffset + at, count).slice(),
  U: (view, at, count) => new Uint8Array(view.buffer, view.byteOffset + at, count).slice(),
  C: (view, at, count) => new Uint8Array(view.buffer, view.byteOffset + at, count).slice(),
  I: (view, at, count) => filled(new Int16Array(count), (i) => view.getInt16(at + 2 * i)),
  l: (view, at, count) => filled(new Int32Array(count), (i) => view.getInt32(at + 4 * i)),
  L: (view, at, count) => filled(new Float64Array(count), (i) => Number(view.getBigInt64(at + 8 * i))),
  d: (view, at, count) => filled(new Float32Array(count), (i) => view.getFloat32(at + 4 * i)),
  D: (view, at, count) => filled(new Float64Array(count), (i) => view.getFloat64(at + 8 * i)),
};

/** The value of a UBJSON text. @throws MODEL_FILE_INVALID */
export function readUbj(bytes: Uint8Array): Value {
  return new UbjReader(bytes).whole();
}

class UbjReader {
  readonly #bytes: Buffer;
  readonly #view: DataView;
  #at = 0;
  #values = 0;
  #numbers = 0;
  readonly #stack = new NumberStack();

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  whole(): Value {
    const value = this.#value(this.#marker(), 0);
    if (this.#at < this.#bytes.length) throw this.#problem('bytes after the end');
    return value;
  }

  #value(marker: string, depth: number): Value {
    if (++this.#values > maxValues) throw this.#problem(`more than ${maxValues} values`);
    if (depth > maxDepth) throw this.#problem(`more than ${maxDepth} levels`);
    if (marker === '{') return this.#object(depth);
    if (marker === '[') return this.#list(depth);
    if (marker === 'S') return this.#text(this.#length());
    if (marker === 'T' || marker === 'F') return marker === 'T';
    if (marker === 'Z') return null;
    return this.#number(marker);
  }

  #object(depth: number): DocumentObject {
    const fields = new Map<string, Value>();
    while (this.#peek() !== '}') {
      const key = this.#text(this.#length());
      if (fields.has(key)) throw this.#problem('a key twice');
      if (fields.size === maxFields) throw this.#problem(`more than ${maxFields} fields of an object`);
      fields.set(key, this.#value(this.#marker(), depth + 1));
    }
    this.#at++;
    return fields;
  }

  #list(depth: number): Value {
    if (this.#peek() === '$') return this.#typedList();
    let left = Number.POSITIVE_INFINITY;
    if (this.#peek() === '#') {
      this.#at++;
      left = this.#length();
      // Every item takes a byte at least.
      this.#need(left);
    }
    const stack = this.#stack;
    const start = stack.length;
    let values: Value[] | undefined;
    while (left > 0 && !(left === Number.POSITIVE_INFINITY && this.#peek() === ']')) {
      left--;
      const marker = this.#marker();
      if (!values && marker in widths) {
        if (++this.#numbers > maxNumbers) throw this.#problem(`more than ${maxNumbers} numbers`);
        stack.push(this.#number(marker));
        continue;
      }
      if (!values) {
        this.#values += stack.length - start;
        if (this.#values > maxValues) throw this.#problem(`more than ${maxValues} values`);
        values = Array.from(stack.take(start));
      }
      values.push(this.#value(marker, depth + 1));
    }
    if (left > 0) this.#at++;
    return values ?? stack.take(start);
  }

  #typedList(): Numbers {
    this.#at++;
    const type = this.#marker();
    if (!(type in widths)) throw this.#problem('a list of an unknown type');
    if (this.#marker() !== '#') throw this.#problem('a count was expected');
    const count = this.#length();
    this.#need(count * widths[type]);
    const start = this.#at;
    this.#at += count * widths[type];
    return lists[type](this.#view, start, count);
  }

  #number(marker: string): number {
    const width = widths[marker];
    if (width === undefined) throw this.#problem('an unknown marker');
    this.#need(width);
    const view = this.#view;
    const at = this.#at;
    this.#at += width;
    switch (marker) {
      case 'i':
        return view.getInt8(at);
      case 'I':
        return view.getInt16(at);
      case 'l':
        return view.getInt32(at);
      case 'L':
        return Number(view.getBigInt64(at));
      case 'd':
        return view.getFloat32(at);
      case 'D':
        return view.getFloat64(at);
      default:
        return view.getUint8(at);
    }
  }

  #length(): number {
    const marker = this.#marker();
    if (!lengthMarkers.includes(marker)) throw this.#problem('a length was expected');
    const length = this.#number(marker);
    if (!(Number.isSafeInteger(length) && length >= 0)) throw this.#problem('a length that is none');
    return length;
  }

  #text(length: number): string {
    this.#need(length);
    if (length > maxTextBytes) throw this.#problem(`a text of more than ${maxTextBytes} bytes`);
    this.#at += length;
    return this.#bytes.toString('utf8', this.#at - length, this.#at);
  }

  #peek(): string {
    this.#need(1);
    return String.fromCharCode(this.#bytes[this.#at]);
  }

  #marker(): string {
    const marker = this.#peek();
    this.#at++;
    return marker;
  }

  #need(count: number): void {
    if (count > this.#bytes.length - this.#at) throw this.#problem('the file ends too early');
  }

  #problem(text: string): Error {
    return invalidFile(`no valid UBJSON at byte ${this.#at}: ${text}`);
  }
}

function filled<List extends Numbers>(list: List, numberAt: (i: number) => number): List {
  for (let i = 0; i < list.length; i++) list[i] = numberAt(i);
  return list;
}
