/** Weights from a column: which are taken, which refused, and that only their ratios matter. */
import { describe, expect, it } from 'vitest';
import { numberColumn, stringColumn } from '../table/build.ts';
import { ofMeanOne, weightsOf } from './weight-column.ts';

const rows = Int32Array.of(0, 2, 3);

it('are those of the rows', () => {
  expect(weightsOf(numberColumn('w', [1, Number.NaN, 0, 2.5]), rows)).toEqual(Float64Array.of(1, 0, 2.5));
});

it('have a mean of 1, and only ratios matter', () => {
  const weights = Float64Array.of(1, 2, 3, 6);
  expect(ofMeanOne(weights)).toEqual(Float64Array.of(1 / 3, 2 / 3, 1, 2));
  expect(ofMeanOne(weights.map((weight) => weight * 1024))).toEqual(ofMeanOne(weights));
});

describe('refuses', () => {
  it.each([
    ['texts', stringColumn('w', ['1', '2', '3', '4']), 'a string column'],
    ['missing weights', numberColumn('w', [1, 1, Number.NaN, 1]), '1 row(s) without a value; drop or fill them first'],
    ['negative ones', numberColumn('w', [1, 1, -1, 1]), '1 row(s) with another'],
    ['infinite ones', numberColumn('w', [1, 1, Number.POSITIVE_INFINITY, 2e12]), '2 row(s) with another'],
    ['nothing but 0', numberColumn('w', [0, 1, 0, 0]), '0 in every row'],
  ])('%s', (_, column, value) => {
    expect(() => weightsOf(column, rows)).toThrow(
      expect.objectContaining({ code: 'VALUE_INVALID', details: expect.objectContaining({ value }) }),
    );
  });
});
