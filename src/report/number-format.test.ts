/** Numbers as pages print them, at the edges of their units. */
import { expect, it } from 'vitest';
import { formatBytes, formatDuration, formatPercent } from './number-format.ts';

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 kB'],
  [999_499, '999 kB'],
  [999_500, '1.0 MB'],
  [7_292_024, '7.3 MB'],
  [2_500_000_000, '2,500.0 MB'],
])('%i bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

it.each([
  [999, '999 ms'],
  [1000, '1.0 s'],
  [59_949, '59.9 s'],
  [60_000, '1 min 0 s'],
])('%i milliseconds are %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

it.each([
  [0, '0 %'],
  [0.0004, '< 0.1 %'],
  [0.5, '50.0 %'],
  [0.9999, '> 99.9 %'],
  [1, '100 %'],
])('a share of %f is %s', (share, text) => expect(formatPercent(share)).toBe(text));
