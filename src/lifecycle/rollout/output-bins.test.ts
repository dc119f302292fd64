import fc from 'fast-check';
import { expect, it } from 'vitest';
import '../../../tests/property-seed.ts';
import { binsFor, outputBin } from './output-bins.ts';

it('classes have bins of their own, others share one', () => {
  const bins = binsFor(['no', 'yes'], [], 20);
  expect(['no', 'yes', 'perhaps'].map((answer) => outputBin(bins, answer))).toEqual([0, 1, 2]);
});

it('numbers fall into as many bins as were asked for, about equally, in order', () => {
  const answers = Array.from({ length: 1000 }, (_, i) => (i * 379) % 1000);
  const bins = binsFor([], answers, 10);
  const counts = new Array<number>(10).fill(0);
  for (const answer of answers) counts[outputBin(bins, answer)]++;
  for (const count of counts) expect(Math.abs(count - 100)).toBeLessThanOrEqual(2);
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true }), { maxLength: 50 }), fc.double(), fc.double(), (given, a, b) => {
      const made = binsFor([], given, 20);
      const [low, high] = [a, b].map((value) => outputBin(made, value));
      expect(Math.max(low, high)).toBeLessThan(20);
      if (a < b) expect(low).toBeLessThanOrEqual(high);
    }),
  );
});
