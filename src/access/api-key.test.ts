/** The form of keys. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { apiKeyHash, isApiKey, newApiKey } from './api-key.ts';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

it('makes keys that differ in all of their 256 bits, of one form', () => {
  const keys = Array.from({ length: 200 }, newApiKey);
  expect(new Set(keys).size).toBe(200);
  for (const key of keys) {
    expect(key).toMatch(/^mw_[0-9a-z]{58}$/);
    expect(isApiKey(key)).toBe(true);
    expect(apiKeyHash(key)).toMatch(/^[0-9a-f]{64}$/);
  }
  // The last of the 52 digits has one bit of the 256.
  for (let at = 3; at < 3 + 52; at++) expect(new Set(keys.map((key) => key[at])).size).toBeGreaterThan(1);
});

it('knows a key with another digit, a shorter one and one in other letters as none', () => {
  const key = newApiKey();
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 60 }), fc.constantFrom(...alphabet), (at, digit) => {
      const other = key.slice(0, at) + digit + key.slice(at + 1);
      expect(isApiKey(other)).toBe(other === key);
    }),
    { numRuns: 300 },
  );
  const others = [
    key.toUpperCase(),
    key.slice(0, -1),
    `${key}0`,
    ` ${key}`,
    `${key}\n`,
    'mw_',
    '',
    key.slice(3),
    'ｍw_',
  ];
  for (const other of others) expect(isApiKey(other)).toBe(false);
});
