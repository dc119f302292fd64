/** The text of an API key: 256 random bits behind a prefix, with check digits, so that scanners tell a key from other texts without asking. */
import { randomBytes } from 'node:crypto';
import { sha256, sha256Bytes } from '../core/hash.ts';

const prefix = 'mw_';
/** Crockford's digits in small letters: none looks like another, and a double click marks all. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const bitsPerDigit = 5;
const secretBytes = 32;
const secretDigits = 52;
const checkDigits = 6;
const pattern = /^mw_[0-9a-hjkmnp-tv-z]{58}$/;

/** A new key. */
export function newApiKey(): string {
  const text = prefix + digitsOf(randomBytes(secretBytes), secretDigits);
  return text + checkOf(text);
}

/** Whether a text has the form of a key and its check digits are right; says nothing about whether anybody made it. */
export function isApiKey(text: string): boolean {
  return pattern.test(text) && text.slice(-checkDigits) === checkOf(text.slice(0, -checkDigits));
}

/** What is kept of a key. Its 256 bits cannot be guessed, so a plain hash does. */
export function apiKeyHash(key: string): string {
  return sha256(key);
}

function checkOf(text: string): string {
  return digitsOf(sha256Bytes(text), checkDigits);
}

/** The first digits of bytes, five bits each; bits beyond the last byte are zero. */
function digitsOf(bytes: Uint8Array, count: number): string {
  let text = '';
  for (let digit = 0; digit < count; digit++) {
    let value = 0;
    for (let bit = digit * bitsPerDigit; bit < (digit + 1) * bitsPerDigit; bit++) {
      value = value * 2 + (((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1);
    }
    text += alphabet[value];
  }
  return text;
}
