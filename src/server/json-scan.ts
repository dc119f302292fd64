/**
 * One pass over the bytes of a JSON text before it is parsed: depth, numbers of entries, lengths of strings, keys that reach prototypes with something to put there, words
 * that are no JSON, and whole numbers that float64 would round. The parser proper builds objects first, which is too late for the first two and blind to the last.
 */
import { ModelwrightError } from '../core/errors.ts';

/** Bytes [start, end) of the text. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

const [quote, backslash, colon, comma, minus] = [34, 92, 58, 44, 45];
const [openList, closeList, openObject, closeObject] = [91, 93, 123, 125];
const [zero, nine] = [48, 57];
const words = ['true', 'false', 'null'];
const forbidden = ['__proto__', 'constructor', 'prototype'];
const shortestForbidden = 9;
/** Whole numbers of fewer digits are exact. */
const riskyDigits = 16;
/** Longer whole numbers are infinite in float64. */
const finiteDigits = 309;

/** What a text may have. */
export interface JsonLimits {
  readonly depth: number;
  /** Fields of one object. */
  readonly keys: number;
  /** Entries of one list. */
  readonly entries: number;
  /** Bytes of one string as written. */
  readonly stringBytes: number;
}

/** A list or an object that is open where a text is cut. */
export interface OpenContainer {
  readonly isObject: boolean;
  /** The text before it that is its key, where it lies in an object. */
  readonly key: ByteRange;
}

/** Where a text may be cut: before a comma, or behind the end of a list or object that was cut before. */
export interface JsonCut {
  readonly at: number;
  /** What began since the cut before and is open here, outermost first. */
  readonly opened: readonly OpenContainer[];
  /** True behind the end of the innermost that was open. */
  readonly isEnd: boolean;
}

/** The whole numbers of a text that float64 cannot hold exactly. @throws what `JsonScan.advance` throws */
export function scanJson(bytes: Buffer, limits: JsonLimits): ByteRange[] {
  const scan = new JsonScan(bytes, limits);
  scan.advance(bytes.length);
  return scan.rounded;
}

/** A pass over a text that may pause. */
export class JsonScan {
  /** Whole numbers that float64 cannot hold exactly. */
  readonly rounded: ByteRange[] = [];
  /** At least `pieceBytes` apart, but for those at ends; none where the text has no comma. */
  readonly cuts: JsonCut[] = [];
  readonly #bytes: Buffer;
  readonly #limits: JsonLimits;
  readonly #pieceBytes: number;
  /** Entries that are left at each depth, and whether they are fields. */
  readonly #left = [0];
  readonly #isObject = [false];
  /** The string before each open container: its key, when it lies in an object. */
  readonly #keyStart = [0];
  readonly #keyEnd = [0];
  #at = 0;
  #depth = 0;
  /** How many of the open containers were open at a cut. */
  #held = 0;
  #cutFrom: number;
  #lastString: ByteRange = { start: 0, end: 0 };

  constructor(bytes: Buffer, limits: JsonLimits, pieceBytes = Number.POSITIVE_INFINITY) {
    this.#bytes = bytes;
    this.#limits = limits;
    this.#pieceBytes = pieceBytes;
    this.#cutFrom = pieceBytes;
  }

  get isDone(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /**
   * Scans to a byte, or to the end of what stands there; grammar beyond the above is left to the parser.
   *
   * @throws JSON_TOO_DEEP, JSON_TOO_LARGE, JSON_KEY_FORBIDDEN or JSON_INVALID.
   */
  advance(until: number): void {
    const bytes = this.#bytes;
    const { depth: mostDepth, keys, entries, stringBytes } = this.#limits;
    const [left, isObject] = [this.#left, this.#isObject];
    let depth = this.#depth;
    let at = this.#at;
    let { start: stringStart, end: stringStop } = this.#lastString;
    while (at < until) {
      const byte = bytes[at];
      if (byte === quote) {
        const end = stringEnd(bytes, at, stringBytes);
        if (end - at - 2 > stringBytes) throw tooLarge('string', stringBytes, 'bytes');
        checkKey(bytes, at, end);
        stringStart = at;
        stringStop = end;
        at = end;
      } else if (byte === openObject || byte === openList) {
        if (++depth > mostDepth) throw new ModelwrightError('JSON_TOO_DEEP', { limit: mostDepth });
        if (depth > 0) {
          isObject[depth] = byte === openObject;
          left[depth] = byte === openObject ? keys : entries;
          this.#keyStart[depth] = stringStart;
          this.#keyEnd[depth] = stringStop;
        }
        at++;
      } else if (byte === closeObject || byte === closeList) {
        at++;
        if (depth === this.#held && depth > 0) this.#cutBehindEnd(at);
        depth--;
      } else if (byte === minus || isDigit(byte)) {
        const end = tokenEnd(bytes, at);
        if (end - at >= riskyDigits && isRounded(bytes, at, end)) this.rounded.push({ start: at, end });
        at = end;
      } else if (byte === comma) {
        if (depth > 0) {
          if (--left[depth] === 0) {
            if (isObject[depth]) throw tooLarge('object', keys, 'fields');
            throw tooLarge('list', entries, 'entries');
          }
          if (at >= this.#cutFrom) this.#cutAtComma(at, depth);
        }
        at++;
      } else if (byte === colon || isSpace(byte)) {
        at++;
      } else {
        at = wordEnd(bytes, at);
      }
    }
    this.#depth = depth;
    this.#at = at;
    this.#lastString = { start: stringStart, end: stringStop };
  }

  #cutAtComma(at: number, depth: number): void {
    const opened: OpenContainer[] = [];
    for (let d = this.#held + 1; d <= depth; d++) {
      opened.push({ isObject: this.#isObject[d], key: { start: this.#keyStart[d], end: this.#keyEnd[d] } });
    }
    this.cuts.push({ at, opened, isEnd: false });
    this.#held = depth;
    this.#cutFrom = at + this.#pieceBytes;
  }

  #cutBehindEnd(at: number): void {
    this.cuts.push({ at, opened: [], isEnd: true });
    this.#held--;
  }
}

function tooLarge(what: string, limit: number, unit: string): ModelwrightError {
  return new ModelwrightError('JSON_TOO_LARGE', { what, limit, unit });
}

function isDigit(byte: number): boolean {
  return byte >= zero && byte <= nine;
}

function isSpace(byte: number): boolean {
  return byte === 32 || byte === 10 || byte === 13 || byte === 9;
}

/** Position after the closing quote, or the end of the text when there is none; of too long a string, one that says so. */
function stringEnd(bytes: Buffer, start: number, most: number): number {
  const last = Math.min(bytes.length, start + most + 3);
  let at = start + 1;
  while (at < last && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1;
  return Math.min(at + 1, bytes.length);
}

function checkKey(bytes: Buffer, start: number, end: number): void {
  if (end - start < shortestForbidden + 2) return;
  const first = bytes[start + 1];
  const isSuspect = first === 95 || first === 99 || first === 112 || bytes.subarray(start, end).includes(backslash);
  if (!isSuspect) return;
  let after = end;
  while (after < bytes.length && isSpace(bytes[after])) after++;
  if (bytes[after++] !== colon) return;
  while (after < bytes.length && isSpace(bytes[after])) after++;
  // A column may be called so, and holds a plain value: no prototype can be made of that.
  if (bytes[after] !== openObject && bytes[after] !== openList) return;
  const key = forbidden.find((name) => name === keyText(bytes, start, end));
  if (key) throw new ModelwrightError('JSON_KEY_FORBIDDEN', { key });
}

/** A key may spell its characters as escapes. */
function keyText(bytes: Buffer, start: number, end: number): string | undefined {
  try {
    return JSON.parse(bytes.toString('utf8', start, end)) as string;
  } catch {
    return undefined;
  }
}

/** Position after a run of characters that numbers and words are made of. */
function tokenEnd(bytes: Buffer, start: number): number {
  let at = start + 1;
  while (at < bytes.length) {
    const byte = bytes[at];
    const isLetter = (byte | 32) >= 97 && (byte | 32) <= 122;
    if (!isDigit(byte) && !isLetter && byte !== minus && byte !== 43 && byte !== 46 && byte !== 95) break;
    at++;
  }
  return at;
}

/**
 * True for digits that float64 does not give back. A program that prints a float64 as a whole number may print the shortest digits
 * that lead to it, which is no loss.
 */
function isRounded(bytes: Buffer, start: number, end: number): boolean {
  const from = bytes[start] === minus ? start + 1 : start;
  for (let at = from; at < end; at++) if (!isDigit(bytes[at])) return false;
  if (end - from < riskyDigits || end - from > finiteDigits) return false;
  const text = bytes.toString('latin1', from, end);
  const value = Number(text);
  return Number.isFinite(value) && String(value) !== text && BigInt(value) !== BigInt(text);
}

function wordEnd(bytes: Buffer, start: number): number {
  const end = tokenEnd(bytes, start);
  if (end - start <= 5 && words.includes(bytes.toString('latin1', start, end))) return end;
  throw new ModelwrightError('JSON_INVALID', { problem: `what stands at byte ${start} is no JSON value` });
}
