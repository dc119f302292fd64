/** Rows by a number, against sorting by a comparator, and even samples. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spreadRows } from './row-sample.ts';
import { sortedRows } from './sorted-rows.ts';

const numbers = fc.array(fc.oneof(fc.double(), fc.constantFrom(0, -0, 1, 2, Number.NaN, Number.POSITIVE_INFINITY)));

describe('sortedRows', () => {
  it('orders like a stable sort, and leaves out what is missing', () => {
    fc.assert(
      fc.property(numbers, (list) => {
        const values = Float64Array.from(list);
        const rows = [...values.keys()].filter((row) => !Number.isNaN(values[row]));
        const expected = rows.sort((a, b) => (values[a] < values[b] ? -1 : values[a] > values[b] ? 1 : a - b));
        expect([...sortedRows(values).rows]).toEqual(expected);
      }),
    );
  });
});

describe('spreadRows', () => {
  it('takes one row of each part, ascending, and all where there are no more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 500 }), (nRows, most) => {
        const rows = spreadRows(nRows, most);
        const count = Math.min(nRows, most);
        expect(rows.length).toBe(count);
        const isInPart = (row: number, i: number) =>
          row >= Math.floor((i * nRows) / count) && row < ((i + 1) * nRows) / count;
        expect(rows.every(isInPart)).toBe(true);
      }),
    );
  });

  it.each([2, 3, 4, 7, 24])('meets every row of a period of %i alike', (period) => {
    const count = 500;
    const met = new Array<number>(period).fill(0);
    for (const row of spreadRows(count * period, count)) met[row % period]++;
    for (const times of met) expect(Math.abs(times - count / period)).toBeLessThan(5);
  });
});
