import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countOf, valueAt } from './scale.ts';
import type { NumberParameter } from './space.ts';

test('values stay on the allowed steps, also when they do not reach the end', () => {
  const parameter: NumberParameter = { type: 'float', low: 0, high: 1, step: 0.4 };
  expect(countOf(parameter)).toBe(3);
  expect([0, 0.2, 0.5, 0.8, 0.999].map((u) => valueAt(parameter, u))).toEqual([0, 0, 0.4, 0.8, 0.8]);
});

test('whole numbers are equally likely, and the ends as likely as the rest', () => {
  const counts = [0, 0, 0, 0];
  for (let i = 0; i < 4000; i++) counts[(valueAt({ type: 'int', low: 3, high: 6 }, (i + 0.5) / 4000) as number) - 3]++;
  expect(counts).toEqual([1000, 1000, 1000, 1000]);
});

test('the middle of a logarithmic range is its geometric mean', () => {
  expect(valueAt({ type: 'float', low: 1e-4, high: 1, log: true }, 0.5)).toBeCloseTo(0.01, 12);
});

test('every share gives a value inside the range', () => {
  const range = fc.record({
    low: fc.integer({ min: 1, max: 1000 }),
    width: fc.integer({ min: 0, max: 1000 }),
    type: fc.constantFrom('int' as const, 'float' as const),
    log: fc.boolean(),
    u: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  });
  fc.assert(
    fc.property(range, ({ low, width, type, log, u }) => {
      const value = valueAt({ type, low, high: low + width, log }, u) as number;
      expect(value).toBeGreaterThanOrEqual(low);
      expect(value).toBeLessThanOrEqual(low + width);
      if (type === 'int') expect(Number.isInteger(value)).toBe(true);
    }),
  );
});
