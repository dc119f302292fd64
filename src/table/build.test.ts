import { describe, expect, it } from 'vitest';
import { booleanColumn, datetimeColumn, numberColumn, stringColumn, tableFrom } from './build.ts';
import { cell } from './column.ts';

const cells = (column: Parameters<typeof cell>[0], n: number) =>
  Array.from({ length: n }, (_, row) => cell(column, row));

describe('columns from arrays', () => {
  it('have null, undefined and NaN as missing values', () => {
    expect(cells(numberColumn('x', [1, null, undefined, Number.NaN, -0]), 5)).toEqual([1, null, null, null, -0]);
    expect(cells(stringColumn('x', ['a', null, undefined, '']), 4)).toEqual(['a', null, null, '']);
    expect(cells(booleanColumn('x', [true, null, undefined, false]), 4)).toEqual([true, null, null, false]);
    expect(cells(datetimeColumn('x', [0, null, undefined, Number.NaN]), 4)).toEqual([
      '1970-01-01T00:00:00.000Z',
      null,
      null,
      null,
    ]);
  });

  it.each([
    [[1, 2, null], true],
    [[], true],
    [[1, 2.5], false],
    [[1, Number.POSITIVE_INFINITY], false],
    [[2 ** 53], false],
    [[2 ** 53 - 1], true],
  ])('of numbers %j are whole: %s', (values, integer) => {
    expect(numberColumn('x', values).integer).toBe(integer);
  });

  it('of texts hold each text once, in order of first appearance', () => {
    const column = stringColumn('x', ['b', 'a', 'b', null, '__proto__', 'a']);
    expect(column.dictionary).toEqual(['b', 'a', '__proto__']);
    expect([...column.codes]).toEqual([0, 1, 0, -1, 2, 1]);
  });
});

describe('tableFrom', () => {
  it('takes the kind of the first present value', () => {
    const { nRows, columns } = tableFrom({
      age: [null, 51],
      city: ['Bern', null],
      late: [undefined, true],
      none: [null, null],
    });
    expect(nRows).toBe(2);
    expect(columns.map(({ name, kind }) => [name, kind])).toEqual([
      ['age', 'number'],
      ['city', 'string'],
      ['late', 'boolean'],
      ['none', 'number'],
    ]);
  });

  it('refuses a mix without showing its values, and columns of different lengths', () => {
    expect(() => tableFrom({ mixed: ['secret', 1] })).toThrow(expect.objectContaining({ code: 'VALUE_INVALID' }));
    expect(() => tableFrom({ mixed: ['secret', 1] })).not.toThrow(/secret/);
    expect(() => tableFrom({ a: [1, 2], b: [1] })).toThrow(expect.objectContaining({ code: 'SHAPE_MISMATCH' }));
  });
});
