/**
 * What a cell of text could be. Each cell seen adds a flag to its column; the flags of the whole column decide its type, so the
 * decision never rests on a sample. The grammar is ours and stricter than SQL's casts: a leading zero means text (zip codes).
 */
import type { ColumnKind } from '../table/column.ts';

/** Flags of what was seen in a column. */
export const seen = {
  /** A whole number within 2^53. */
  integer: 1,
  /** A whole number beyond 2^53, within int64. */
  largeInteger: 2,
  /** A whole number beyond int64. */
  hugeInteger: 4,
  /** A whole number that float64 would round. */
  lossyInteger: 8,
  float: 16,
  /** A number beyond the range of float64, such as 1e400. */
  overflow: 32,
  truth: 64,
  day: 128,
  /** Date and time without a zone. */
  instant: 256,
  /** Date and time with an offset from UTC. */
  zoned: 512,
  text: 1024,
  /** Missing, but written so that DuckDB's list of tokens does not catch it: quoted or padded. */
  blank: 2048,
  /** A value with spaces around it. */
  padded: 4096,
} as const;

const numeric = seen.integer | seen.largeInteger | seen.hugeInteger | seen.lossyInteger | seen.float | seen.overflow;
const temporal = seen.day | seen.instant | seen.zoned;
const any = numeric | seen.truth | temporal | seen.text;

/** The type of a column. */
export interface ColumnType {
  readonly kind: ColumnKind;
  readonly sqlType: string;
  readonly exact?: 'int64' | 'decimal';
}

/** The narrowest type that holds everything seen without rounding; text when values of different nature meet. */
export function decideType(flags: number): ColumnType {
  const values = flags & any;
  if (values === 0) return { kind: 'number', sqlType: 'DOUBLE' };
  if ((values & ~numeric) === 0) return decideNumber(values);
  if (values === seen.truth) return { kind: 'boolean', sqlType: 'BOOLEAN' };
  if ((values & ~temporal) === 0) {
    const sqlType = values & seen.zoned ? 'TIMESTAMP WITH TIME ZONE' : values === seen.day ? 'DATE' : 'TIMESTAMP';
    return { kind: 'datetime', sqlType };
  }
  return { kind: 'string', sqlType: 'VARCHAR' };
}

/** True when nothing more can be learnt about the column's type. */
export function isDecided(flags: number): boolean {
  return (flags & seen.text) !== 0;
}

function decideNumber(values: number): ColumnType {
  const rounded = values & seen.float && values & seen.lossyInteger;
  if (values & seen.overflow || rounded) return { kind: 'string', sqlType: 'VARCHAR', exact: 'decimal' };
  if (values & seen.float) return { kind: 'number', sqlType: 'DOUBLE' };
  if (values & seen.hugeInteger) return { kind: 'string', sqlType: 'VARCHAR', exact: 'decimal' };
  if (values & seen.largeInteger) return { kind: 'string', sqlType: 'BIGINT', exact: 'int64' };
  return { kind: 'number', sqlType: 'BIGINT' };
}

/** The flag of the text in bytes[start, end), which is not empty and has no spaces around it. */
export function cellFlag(bytes: Buffer, start: number, end: number): number {
  const first = bytes[start];
  if (isDigit(first)) {
    const dated =
      end - start >= 8 && isDigit(bytes[start + 3]) && (bytes[start + 4] === dash || bytes[start + 4] === slash);
    if (dated) return timeFlag(bytes, start, end);
    return numberFlag(bytes, start, start, end);
  }
  if (first === minus || first === plus) {
    return isWord(bytes, start + 1, end, 'inf') || isWord(bytes, start + 1, end, 'infinity')
      ? seen.float
      : numberFlag(bytes, start, start + 1, end);
  }
  if (first === point) return numberFlag(bytes, start, start, end);
  if (isWord(bytes, start, end, 'true') || isWord(bytes, start, end, 'false')) return seen.truth;
  if (isWord(bytes, start, end, 'inf') || isWord(bytes, start, end, 'infinity')) return seen.float;
  return seen.text;
}

const [minus, dash, plus, point, slash] = [45, 45, 43, 46, 47];
const [zero, nine] = [48, 57];

function isDigit(byte: number): boolean {
  return byte >= zero && byte <= nine;
}

/** True when the bytes spell the lower-case word in any case. */
function isWord(bytes: Buffer, start: number, end: number, word: string): boolean {
  if (end - start !== word.length) return false;
  for (let i = 0; i < word.length; i++) if ((bytes[start + i] | 32) !== word.charCodeAt(i)) return false;
  return true;
}

/** [+-] digits [. digits] [e [+-] digits], at least one digit before the exponent, no leading zero. */
function numberFlag(bytes: Buffer, start: number, digitsAt: number, end: number): number {
  let i = digitsAt;
  while (i < end && isDigit(bytes[i])) i++;
  const whole = i - digitsAt;
  if (whole > 1 && bytes[digitsAt] === zero) return seen.text;
  if (i === end && whole > 0) return wholeFlag(bytes, start, digitsAt, end);
  let fraction = 0;
  if (bytes[i] === point) {
    const from = ++i;
    while (i < end && isDigit(bytes[i])) i++;
    fraction = i - from;
  }
  if (whole + fraction === 0) return seen.text;
  if (i === end) return whole > 300 ? overflowFlag(bytes, start, end) : seen.float;
  if ((bytes[i] | 32) !== 101) return seen.text;
  i++;
  if (bytes[i] === plus || bytes[i] === minus) i++;
  if (i >= end) return seen.text;
  while (i < end && isDigit(bytes[i])) i++;
  return i < end ? seen.text : overflowFlag(bytes, start, end);
}

function overflowFlag(bytes: Buffer, start: number, end: number): number {
  return Number.isFinite(Number(textOf(bytes, start, end))) ? seen.float : seen.overflow;
}

function wholeFlag(bytes: Buffer, start: number, digitsAt: number, end: number): number {
  if (end - digitsAt <= 15) return bytes[start] === minus && bytes[digitsAt] === zero ? seen.float : seen.integer;
  const text = textOf(bytes, start, end);
  const value = Number(text);
  if (Number.isSafeInteger(value)) return seen.integer;
  const exact = BigInt(text.startsWith('+') ? text.slice(1) : text);
  const size = BigInt.asIntN(64, exact) === exact ? seen.largeInteger : seen.hugeInteger;
  return Number.isFinite(value) && BigInt(value) === exact ? size : size | seen.lossyInteger;
}

/** YYYY-MM-DD or YYYY/MM/DD, then nothing or [ T]HH:MM[:SS[.fraction up to 6]] and nothing, Z, or +-HH[[:]MM]. */
function timeFlag(bytes: Buffer, start: number, end: number): number {
  const match = timePattern.exec(textOf(bytes, start, Math.min(end, start + 40)));
  if (!match || end - start > 40) return seen.text;
  const [, year, , month, day, clock, seconds, zone] = match;
  if (!isDay(Number(year), Number(month), Number(day))) return seen.text;
  if (clock === undefined) return seen.day;
  if (zone !== undefined && seconds === undefined) return seen.text;
  return zone === undefined ? seen.instant : seen.zoned;
}

const timePattern =
  /^(\d{4})([-/])(\d{2})\2(\d{2})(?:([ T](?:[01]\d|2[0-3]):[0-5]\d)(:[0-5]\d(?:\.\d{1,6})?)?(Z|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)?)?$/;

function isDay(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day <= days[month - 1];
}

function textOf(bytes: Buffer, start: number, end: number): string {
  return bytes.toString('latin1', start, end);
}
