/** Numbers as people read them. */
import { expect, it } from 'vitest';
import { chance, duration, estimate, figure, shortHash } from './figures.ts';

it.each([
  [0.742123, '0.7421'],
  [1, '1'],
  [0, '0'],
  [-0.05, '-0.05000'],
  [12345.678, '12345.7'],
  [999.96, '1000.0'],
  [1e-7, '1.000e-7'],
  [2.5e12, '2500000000000'],
  [2.5e12 + 0.5, '2.500e+12'],
  [null, '-'],
  [undefined, '-'],
  [Number.NaN, '-'],
  [Number.POSITIVE_INFINITY, 'infinite'],
  [Number.NEGATIVE_INFINITY, '-infinite'],
])('%s reads %s', (value, text) => {
  expect(figure(value)).toBe(text);
});

it('shows an interval where there is one', () => {
  expect(estimate({ value: 0.7421, ci: [0.735, 0.7492] })).toBe('0.7421 [0.7350, 0.7492]');
  expect(estimate({ value: 0.7421, ci: null })).toBe('0.7421');
  expect(estimate({ value: null, ci: null })).toBe('-');
});

it.each([
  [12.4, '12 ms'],
  [999.7, '1.0 s'],
  [1234, '1.2 s'],
  [59_970, '1 min 0 s'],
  [119_700, '2 min 0 s'],
  [185_000, '3 min 5 s'],
  [3_725_000, '1 h 2 min'],
])('%s ms reads %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});

it('rounds no chance to none', () => {
  expect(chance(0.0321)).toBe('p = 0.032');
  expect(chance(0)).toBe('p < 0.0001');
});

it('shortens hashes', () => {
  expect(shortHash('7e4dae18a5f079699f54')).toBe('7e4dae18a5f0');
});
