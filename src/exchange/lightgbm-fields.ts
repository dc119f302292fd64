/** Typed access to the fields of LightGBM's text format. */
import { decimalNumber } from './decimal-number.ts';
import type { Fields } from './lightgbm-sections.ts';
import { invalidFile, shown } from './model-file-error.ts';

const space = 32;
/** Longest spelling of a number. */
const maxToken = 1_000;
const number = /^[-+]?(\d+(\.\d*)?([eE][-+]?\d+)?|inf|nan)$/;

/** The field, which must be a whole number >= 0. @throws MODEL_FILE_INVALID, as all of these do */
export function countField(fields: Fields, key: string, what: string): number {
  const text = fields.get(key);
  if (text === undefined) throw invalidFile(`${what}: ${key} is missing`);
  if (!/^\d{1,10}$/.test(text)) throw invalidFile(`${what}: ${key} must be a whole number, got ${shown(text)}`);
  return Number(text);
}

/** The field, which must be `count` numbers with a space between. */
export function numbersField(fields: Fields, key: string, count: number, what: string): Float64Array {
  const text = numbersText(fields, key, count, what);
  const numbers = new Float64Array(count);
  readNumbers(text, key, count, what, (value, i) => {
    numbers[i] = value;
  });
  return numbers;
}

/** `numbersField` for whole numbers from -2^31 to 2^31 - 1. */
export function wholeField(fields: Fields, key: string, count: number, what: string): Int32Array {
  const text = numbersText(fields, key, count, what);
  const numbers = new Int32Array(count);
  readNumbers(text, key, count, what, (value, i) => {
    numbers[i] = value;
    if (numbers[i] !== value) throw invalidFile(`${what}: ${key} must be whole numbers of 32 bits`);
  });
  return numbers;
}

/** `numbersField` for whole numbers from 0 to 2^32 - 1. */
export function wordsField(fields: Fields, key: string, count: number, what: string): Uint32Array {
  const text = numbersText(fields, key, count, what);
  const words = new Uint32Array(count);
  readNumbers(text, key, count, what, (value, i) => {
    words[i] = value;
    if (words[i] !== value) throw invalidFile(`${what}: ${key} must be whole numbers of 32 bits, none negative`);
  });
  return words;
}

/** The field's text, when it can hold `count` numbers: memory is taken for them only then. */
function numbersText(fields: Fields, key: string, count: number, what: string): string {
  const text = fields.get(key) ?? '';
  if (count > (text.length + 1) / 2 || (count === 0 && text !== '')) throw wrongCount(key, count, what);
  return text;
}

function readNumbers(
  text: string,
  key: string,
  count: number,
  what: string,
  take: (value: number, i: number) => void,
): void {
  if (count === 0) return;
  const bytes = Buffer.from(text);
  let start = 0;
  for (let i = 0; i < count; i++) {
    let end = start;
    while (end < bytes.length && bytes[end] !== space) end++;
    let value = decimalNumber(bytes, start, end);
    if (Number.isNaN(value)) {
      const token = bytes.toString('latin1', start, Math.min(end, start + maxToken));
      if (end - start > maxToken || !number.test(token)) throw wrongCount(key, count, what);
      value = parsed(token);
    }
    take(value, i);
    start = end + 1;
  }
  if (start !== bytes.length + 1) throw wrongCount(key, count, what);
}

function wrongCount(key: string, count: number, what: string): Error {
  return invalidFile(`${what}: ${key} must be ${count} numbers`);
}

/** A number in the spelling of C, where infinity and what is no number have names of their own. */
function parsed(token: string): number {
  if (token.endsWith('inf')) return token.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(token);
}
