/** The whisker stands where its numbers are. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { whisker } from './whisker.ts';

const scale = { low: 0, high: 1, width: 11 };

it.each([
  [{ value: 0.5, ci: [0.2, 0.9] }, '  ├──●───┤'],
  [{ value: 0, ci: [0, 1] }, '●─────────┤'],
  [{ value: 1, ci: null }, '          ○'],
  [{ value: 0.5, ci: [0.5, 0.5] }, '     ●'],
  [{ value: 2, ci: [-1, 3] }, '├─────────●'],
] as const)('%j', (estimate, line) => {
  expect(whisker(estimate, scale)).toBe(line);
});

it('is empty where it says nothing', () => {
  expect(whisker({ value: 1, ci: null }, { low: 1, high: 1, width: 40 })).toBe('');
  expect(whisker({ value: 1, ci: null }, { low: 0, high: 1, width: 9 })).toBe('');
});

it('is never longer than the line, and holds one mark', () => {
  const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(number, number, number, fc.integer({ min: 10, max: 100 }), (a, b, c, width) => {
      const [low, value, high] = [a, b, c].sort((x, y) => x - y);
      fc.pre(low < high);
      const line = whisker({ value, ci: [low, high] }, { low, high, width });
      expect(line.length).toBeLessThanOrEqual(width);
      expect(line.match(/●/g)).toHaveLength(1);
    }),
  );
});
