/**
 * A reader of JSON texts of untrusted models: bounded in depth and in values, with lists of numbers as flat arrays, so that
 * memory stays a small multiple of the text. Takes NaN and Infinity as XGBoost writes them.
 */
import { decimalNumber } from './decimal-number.ts';
import {
  type DocumentObject,
  maxDepth,
  maxFields,
  maxNumbers,
  maxTextBytes,
  maxValues,
  type Value,
} from './document.ts';
import { invalidFile } from './model-file-error.ts';
import { NumberStack } from './number-stack.ts';

const [quote, backslash, colon, comma, minus, nine] = [34, 92, 58, 44, 45, 57];
const [openList, closeList, openObject, closeObject] = [91, 93, 123, 125];
const words: readonly (readonly [spelling: Buffer, value: Value])[] = [
  [Buffer.from('null'), null],
  [Buffer.from('true'), true],
  [Buffer.from('false'), false],
  [Buffer.from('NaN'), Number.NaN],
  [Buffer.from('Infinity'), Number.POSITIVE_INFINITY],
  [Buffer.from('-Infinity'), Number.NEGATIVE_INFINITY],
];
const number = /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/;
/** Longest spelling of a number. */
const maxToken = 1_000;
/** Numbers that `decimalNumber` leaves to a slower way; what XGBoost writes has none. */
const maxSlowNumbers = 500_000;

/** The value of a JSON text. @throws MODEL_FILE_INVALID */
export function readJson(bytes: Uint8Array): Value {
  const reader = new JsonReader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  return reader.whole();
}

class JsonReader {
  readonly #bytes: Buffer;
  #at = 0;
  #values = 0;
  #numbers = 0;
  #slowNumbers = 0;
  readonly #stack = new NumberStack();

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  whole(): Value {
    const value = this.#value(0);
    if (this.#next() !== undefined) throw this.#problem('text after the end');
    return value;
  }

  /** The next byte that is no space, not consumed; undefined at the end. */
  #next(): number | undefined {
    const bytes = this.#bytes;
    while (this.#at < bytes.length && isSpace(bytes[this.#at])) this.#at++;
    return bytes[this.#at];
  }

  #value(depth: number): Value {
    if (++this.#values > maxValues) throw this.#problem(`more than ${maxValues} values`);
    if (depth > maxDepth) throw this.#problem(`more than ${maxDepth} levels`);
    const byte = this.#next();
    if (byte === openObject) return this.#object(depth);
    if (byte === openList) return this.#list(depth);
    if (byte === quote) return this.#text();
    return this.#word();
  }

  #object(depth: number): DocumentObject {
    const fields = new Map<string, Value>();
    this.#at++;
    for (let byte = this.#next(); byte !== closeObject; byte = this.#next()) {
      if (fields.size > 0) this.#expect(comma);
      if (this.#next() !== quote) throw this.#problem('a key was expected');
      const key = this.#text();
      if (fields.has(key)) throw this.#problem('a key twice');
      if (fields.size === maxFields) throw this.#problem(`more than ${maxFields} fields of an object`);
      this.#expect(colon);
      fields.set(key, this.#value(depth + 1));
    }
    this.#at++;
    return fields;
  }

  #list(depth: number): Value {
    const stack = this.#stack;
    const start = stack.length;
    let values: Value[] | undefined;
    this.#at++;
    for (let byte = this.#next(); byte !== closeList; byte = this.#next()) {
      if (values || stack.length > start) this.#expect(comma);
      const before = this.#values;
      const value = this.#value(depth + 1);
      if (!values && typeof value === 'number') {
        this.#values = before;
        if (++this.#numbers > maxNumbers) throw this.#problem(`more than ${maxNumbers} numbers`);
        stack.push(value);
        continue;
      }
      if (!values) {
        this.#values += stack.length - start;
        if (this.#values > maxValues) throw this.#problem(`more than ${maxValues} values`);
        values = Array.from(stack.take(start));
      }
      values.push(value);
    }
    this.#at++;
    return values ?? stack.take(start);
  }

  #text(): string {
    const bytes = this.#bytes;
    const start = this.#at++;
    let escaped = false;
    while (this.#at < bytes.length && bytes[this.#at] !== quote) {
      if (bytes[this.#at] === backslash) {
        escaped = true;
        this.#at++;
      }
      this.#at++;
    }
    if (this.#at++ >= bytes.length) throw this.#problem('a text without an end');
    if (this.#at - start > maxTextBytes) throw this.#problem(`a text of more than ${maxTextBytes} bytes`);
    if (!escaped) return bytes.toString('utf8', start + 1, this.#at - 1);
    try {
      return JSON.parse(bytes.toString('utf8', start, this.#at)) as string;
    } catch {
      throw this.#problem('an escape that is none');
    }
  }

  #word(): Value {
    const bytes = this.#bytes;
    const start = this.#at;
    while (this.#at < bytes.length && isWord(bytes[this.#at])) this.#at++;
    if (this.#at === start || this.#at - start > maxToken) throw this.#problem('a value was expected');
    const fast = decimalNumber(bytes, start, this.#at);
    if (!Number.isNaN(fast)) return fast;
    const first = bytes[start] === minus ? bytes[start + 1] : bytes[start];
    if (first > nine) return this.#literal(start);
    if (++this.#slowNumbers > maxSlowNumbers) throw this.#problem(`more than ${maxSlowNumbers} long or tiny numbers`);
    const spelling = bytes.toString('latin1', start, this.#at);
    if (!number.test(spelling)) throw this.#problem('a value was expected');
    return Number(spelling);
  }

  /** What begins with a letter, or with a minus and a letter. */
  #literal(start: number): Value {
    for (const [spelling, value] of words) {
      if (this.#at - start === spelling.length && this.#matches(spelling, start)) return value;
    }
    throw this.#problem('a value was expected');
  }

  #matches(spelling: Buffer, start: number): boolean {
    for (let i = 0; i < spelling.length; i++) if (this.#bytes[start + i] !== spelling[i]) return false;
    return true;
  }

  #expect(byte: number): void {
    if (this.#next() !== byte) throw this.#problem(`${JSON.stringify(String.fromCharCode(byte))} was expected`);
    this.#at++;
  }

  #problem(text: string): Error {
    return invalidFile(`no valid JSON at byte ${this.#at}: ${text}`);
  }
}

function isSpace(byte: number): boolean {
  return byte === 32 || byte === 10 || byte === 13 || byte === 9;
}

/** Bytes of numbers and words: all but spaces and punctuation. */
function isWord(byte: number): boolean {
  return byte > 32 && byte !== comma && byte !== closeList && byte !== closeObject && byte !== colon && byte !== quote;
}
