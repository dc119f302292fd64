/** Identifiers that sort by time of creation and do not collide between processes. */
import { randomBytes } from 'node:crypto';
import { nowMs } from './clock.ts';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const timeDigits = 10;
const randomDigits = 16;
const idPattern = new RegExp(`_[${alphabet}]{${timeDigits + randomDigits}}$`);

let lastMs = 0;
let lastRandom: number[] = [];

/**
 * A new identifier `<prefix>_<26 characters>`: 48 bits of milliseconds, then 80 random bits (the layout of a ULID).
 * Within one process every identifier is greater than the one before, also when the clock stands still or goes back.
 */
export function newId(prefix: string): string {
  const ms = nowMs();
  if (ms > lastMs) {
    lastMs = ms;
    lastRandom = Array.from(randomBytes(randomDigits), (byte) => byte & 31);
    lastRandom[0] &= 15;
  } else {
    add(lastRandom, 1);
  }
  return `${prefix}_${encodeTime(lastMs)}${lastRandom.map((digit) => alphabet[digit]).join('')}`;
}

/**
 * As many new identifiers, each the one after the one before: the first and their number say them all (`idsFrom`).
 * Nobody else gets one of them.
 */
export function newIds(prefix: string, count: number): string[] {
  if (count === 0) return [];
  const first = newId(prefix);
  add(lastRandom, count - 1);
  return idsFrom(first, count);
}

/** The identifiers that `newIds` made when it began with this one. */
export function idsFrom(first: string, count: number): string[] {
  const ids: string[] = new Array(count);
  for (let i = 0; i < count; ) {
    const whole = idAfter(first, i);
    const head = whole.slice(0, -1);
    // Up to the next carry only the last digit changes.
    for (let digit = alphabet.indexOf(whole[whole.length - 1]); digit < alphabet.length && i < count; digit++, i++) {
      ids[i] = head + alphabet[digit];
    }
  }
  return ids;
}

/** The identifier that is `steps` after one made by `newId`. */
export function idAfter(id: string, steps: number): string {
  const digits = Array.from(id.slice(-randomDigits), (digit) => alphabet.indexOf(digit));
  add(digits, steps);
  return id.slice(0, -randomDigits) + digits.map((digit) => alphabet[digit]).join('');
}

/** True for a text that `newId` may have made. */
export function isId(text: string): boolean {
  return idPattern.test(text);
}

/** Milliseconds since 1970 in an identifier made by `newId`, or NaN when it is not one. */
export function idTimeMs(id: string): number {
  const start = id.length - timeDigits - randomDigits;
  if (start < 2 || id[start - 1] !== '_') return Number.NaN;
  let ms = 0;
  for (let i = 0; i < timeDigits; i++) {
    const digit = alphabet.indexOf(id[start + i]);
    if (digit < 0) return Number.NaN;
    ms = ms * 32 + digit;
  }
  return ms;
}

function encodeTime(ms: number): string {
  let text = '';
  for (let rest = ms, i = 0; i < timeDigits; i++, rest = Math.floor(rest / 32)) text = alphabet[rest % 32] + text;
  return text;
}

/** Adds to digits of base 32, the last of which counts ones. */
function add(digits: number[], steps: number): void {
  for (let i = digits.length - 1, carry = steps; carry > 0 && i >= 0; i--) {
    const sum = digits[i] + carry;
    digits[i] = sum % alphabet.length;
    carry = Math.floor(sum / alphabet.length);
  }
}
