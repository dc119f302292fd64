/** Typed access to the fields of LightGBM's text format. */
import type { Fields } from './lightgbm-sections.ts';
import { invalidFile, shown } from './model-file-error.ts';

const number = /^[-+]?(\d+\.?\d*([eE][-+]?\d+)?|inf|nan)$/;

/** The field, which must be a whole number >= 0. @throws MODEL_FILE_INVALID, as all of these do */
export function countField(fields: Fields, key: string, what: string): number {
  const text = fields.get(key);
  if (text === undefined) throw invalidFile(`${what}: ${key} is missing`);
  if (!/^\d{1,10}$/.test(text)) throw invalidFile(`${what}: ${key} must be a whole number, got ${shown(text)}`);
  return Number(text);
}

/** The field, which must be `count` numbers with a space between. Memory is taken only when the text can hold them. */
export function numbersField(fields: Fields, key: string, count: number, what: string): Float64Array {
  const text = fields.get(key) ?? '';
  const wrong = () => invalidFile(`${what}: ${key} must be ${count} numbers`);
  if (count > (text.length + 1) / 2 || (count === 0 && text !== '')) throw wrong();
  const numbers = new Float64Array(count);
  let start = 0;
  for (let i = 0; i < count; i++) {
    const space = text.indexOf(' ', start);
    const end = space < 0 ? text.length : space;
    const token = text.slice(start, end);
    if (!number.test(token)) throw wrong();
    numbers[i] = parsed(token);
    start = end + 1;
  }
  if (count > 0 && start !== text.length + 1) throw wrong();
  return numbers;
}

/** `numbersField` for whole numbers of 32 bits, signed unless `from` says otherwise. */
export function wholeField(
  fields: Fields,
  key: string,
  count: number,
  what: string,
  from = -2_147_483_648,
): Float64Array {
  const numbers = numbersField(fields, key, count, what);
  for (const value of numbers) {
    if (Number.isInteger(value) && value >= from && value < from + 4_294_967_296) continue;
    throw invalidFile(`${what}: ${key} must be whole numbers of 32 bits`);
  }
  return numbers;
}

/** The last number that a field may hold and other programs spell in their own way. */
function parsed(token: string): number {
  if (token.endsWith('inf')) return token.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(token);
}
