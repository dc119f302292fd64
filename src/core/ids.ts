/** Identifiers that sort by time of creation and do not collide between processes. */
import { randomBytes } from 'node:crypto';
import { nowMs } from './clock.ts';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const timeDigits = 10;
const randomDigits = 16;

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
    increment(lastRandom);
  }
  return `${prefix}_${encodeTime(lastMs)}${lastRandom.map((digit) => alphabet[digit]).join('')}`;
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

function increment(digits: number[]): void {
  for (let i = digits.length - 1; i >= 0; i--) {
    if (digits[i] < 31) {
      digits[i]++;
      return;
    }
    digits[i] = 0;
  }
}
