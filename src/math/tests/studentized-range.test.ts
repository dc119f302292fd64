/** The studentized range against scipy's and against 40 digits. */
import { beforeAll, describe, expect, it } from 'vitest';
import { pairedReference } from '../../../tests/paired-reference.ts';
import { distributionsReady, normalCdf } from '../distributions.ts';
import { studentizedRangeQuantile, studentizedRangeUpperTail } from './studentized-range.ts';

beforeAll(() => distributionsReady());

const { tails, quantiles } = pairedReference.studentizedRange;

describe('studentizedRangeUpperTail', () => {
  it.each(tails)('equals scipy and the exact value for k $k, q $q', ({ k, q, scipy, exact }) => {
    const got = studentizedRangeUpperTail(q, k);
    expect(Math.abs(got - scipy)).toBeLessThan(1e-9);
    expect(Math.abs(got / exact - 1)).toBeLessThan(1e-12);
  });

  it('is a difference of two normal values for k = 2, far out too', () => {
    for (const q of [0.01, 0.5, 2, 6, 12, 30]) {
      expect(Math.abs(studentizedRangeUpperTail(q, 2) / (2 * normalCdf(-q * Math.SQRT1_2)) - 1)).toBeLessThan(1e-11);
    }
  });

  it('is 1 at 0 and 0 at infinity', () => {
    expect(studentizedRangeUpperTail(0, 5)).toBe(1);
    expect(studentizedRangeUpperTail(-1, 5)).toBe(1);
    expect(studentizedRangeUpperTail(Number.POSITIVE_INFINITY, 5)).toBe(0);
    expect(studentizedRangeUpperTail(Number.NaN, 5)).toBeNaN();
  });
});

describe('studentizedRangeQuantile', () => {
  it.each(quantiles)('equals scipy for k $k, p $p', ({ k, p, q }) => {
    const got = studentizedRangeQuantile(p, k);
    expect(Math.abs(got / q - 1)).toBeLessThan(1e-7);
    expect(Math.abs(studentizedRangeUpperTail(got, k) / (1 - p) - 1)).toBeLessThan(1e-12);
  });
});
