/** Identifiers that sort by time of creation and do not collide between processes. */
import { randomFillSync } from 'node:crypto';
import { nowMs } from './clock.ts';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const timeDigits = 10;
const randomDigits = 16;
const idPattern = new RegExp(`_[${alphabet}]{${timeDigits + randomDigits}}$`);

/** Random bytes are drawn for many identifiers at once: each draw costs as much as some of them. */
const pool = Buffer.alloc(4096);
let poolAt = pool.length;

let lastMs = 0;
let lastTime = encodeTime(lastMs);
const lastRandom = new Uint8Array(randomDigits);

/**
 * A new identifier `<prefix>_<26 characters>`: 48 bits of milliseconds, then 80 random bits (the layout of a ULID).
 * Within one process every identifier is greater than the one before, also when the clock stands still or goes back.
 */
export function newId(prefix: string): string {
  const ms = nowMs();
  if (ms > lastMs) {
    lastMs = ms;
    lastTime = encodeTime(ms);
    drawRandom();
  } else {
    add(lastRandom, 1);
  }
  return `${prefix}_${lastTime}${textOf(lastRandom)}`;
}

/** Identifiers of which each is the one after the one before. */
export interface IdRange {
  /** '' where there are none. */
  readonly first: string;
  readonly count: number;
}

/** As many new identifiers, which follow each other. Nobody else gets one of them. */
export function newIdRange(prefix: string, count: number): IdRange {
  if (count === 0) return { first: '', count };
  const first = newId(prefix);
  add(lastRandom, count - 1);
  return { first, count };
}

/** The identifiers of a range. */
export function idsOf({ first, count }: IdRange): string[] {
  if (count === 1) return [first];
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
  if (steps === 0) return id;
  const digits = Uint8Array.from(id.slice(-randomDigits), (digit) => alphabet.indexOf(digit));
  add(digits, steps);
  return id.slice(0, -randomDigits) + textOf(digits);
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

/** New digits, of which the first leaves room for as many identifiers of the same millisecond as there may be. */
function drawRandom(): void {
  if (poolAt === pool.length) {
    randomFillSync(pool);
    poolAt = 0;
  }
  for (let i = 0; i < randomDigits; i++) lastRandom[i] = pool[poolAt++] & 31;
  lastRandom[0] &= 15;
}

function textOf(digits: Uint8Array): string {
  let text = '';
  for (const digit of digits) text += alphabet[digit];
  return text;
}

/** Adds to digits of base 32, the last of which counts ones. */
function add(digits: Uint8Array, steps: number): void {
  for (let i = digits.length - 1, carry = steps; carry > 0 && i >= 0; i--) {
    const sum = digits[i] + carry;
    digits[i] = sum % alphabet.length;
    carry = Math.floor(sum / alphabet.length);
  }
}
