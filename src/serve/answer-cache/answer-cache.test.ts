/** Room and time of remembered answers, with a clock that the tests hold. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AnswerCache } from './answer-cache.ts';

const keyBytes = 2 + 128;

it('gives an answer until its time is over, and the one asked for longest ago makes room', () => {
  const clock = { ms: 0 };
  const maxBytes = 2 * (keyBytes + 100);
  const cache = new AnswerCache<number>({ maxBytes, ttlMs: 50, bytesOf: () => 100, nowMs: () => clock.ms });
  cache.set('a', 1);
  cache.set('b', 2);
  expect(cache.get('a')).toBe(1);
  cache.set('c', 3);
  expect([cache.get('a'), cache.get('b'), cache.get('c'), cache.bytes]).toEqual([1, undefined, 3, maxBytes]);
  clock.ms = 49;
  expect(cache.get('a')).toBe(1);
  clock.ms = 50;
  expect([cache.get('a'), cache.get('c'), cache.bytes]).toEqual([undefined, undefined, 0]);
});

it('never takes more than its bytes, and never gives what was not put', () => {
  const step = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 600 }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const cache = new AnswerCache<number>({ maxBytes: 1000, ttlMs: 1000, bytesOf: (size) => size, nowMs: () => 0 });
      const put = new Map<string, number>();
      for (const [key, size] of steps) {
        cache.set(String(key), size);
        put.set(String(key), size);
        expect(cache.bytes).toBeLessThanOrEqual(1000);
        const kept = [...put].filter(([one]) => cache.get(one) !== undefined);
        for (const [one, value] of kept) expect(cache.get(one)).toBe(value);
        expect(cache.bytes).toBe(kept.reduce((sum, [, value]) => sum + value + keyBytes, 0));
      }
    }),
  );
});
