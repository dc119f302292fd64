import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { booleanColumn, datetimeColumn, numberColumn, stringColumn } from './build.ts';
import { cell, type StringColumn } from './column.ts';
import { concatTables } from './concat.ts';
import { columnNames, type Table, tableOf, takeRows, without } from './table.ts';

const instant = fc.nat(4_000_000_000_000);
const row = fc.record({
  n: fc.option(fc.double({ noNaN: true })),
  t: fc.option(fc.constantFrom('', 'a', 'b', 'é', 'missing')),
  f: fc.option(fc.boolean()),
  at: fc.option(instant),
});
type Row = typeof row extends fc.Arbitrary<infer R> ? R : never;

function tableOfRows(rows: readonly Row[]): Table {
  return tableOf([
    numberColumn(
      'n',
      rows.map(({ n }) => n),
    ),
    stringColumn(
      't',
      rows.map(({ t }) => t),
    ),
    booleanColumn(
      'f',
      rows.map(({ f }) => f),
    ),
    datetimeColumn(
      'at',
      rows.map(({ at }) => at),
    ),
  ]);
}

function cells(table: Table): unknown[][] {
  return Array.from({ length: table.nRows }, (_, at) => table.columns.map((column) => cell(column, at)));
}

describe('concatTables', () => {
  it('has the rows of both, whatever their dictionaries', () => {
    fc.assert(
      fc.property(fc.array(row), fc.array(row), (upper, lower) => {
        const both = concatTables(tableOfRows(upper), tableOfRows(lower));
        expect(both.nRows).toBe(upper.length + lower.length);
        expect(cells(both)).toEqual([...cells(tableOfRows(upper)), ...cells(tableOfRows(lower))]);
        const { dictionary } = both.columns[1] as StringColumn;
        expect(new Set(dictionary).size).toBe(dictionary.length);
      }),
    );
  });

  it('leaves both tables as they were', () => {
    const upper = tableOfRows([{ n: 1, t: 'a', f: true, at: 0 }]);
    const lower = tableOfRows([{ n: null, t: 'b', f: null, at: null }]);
    const before = [cells(upper), cells(lower)];
    concatTables(upper, lower);
    expect([cells(upper), cells(lower)]).toEqual(before);
    expect((upper.columns[1] as StringColumn).dictionary).toEqual(['a']);
  });

  it('finds columns by name, in the order of the upper table, and leaves others out', () => {
    const upper = tableOfRows([{ n: 1, t: 'a', f: true, at: 0 }]);
    const { columns } = tableOfRows([{ n: 2, t: 'b', f: false, at: 5 }]);
    const lower = tableOf([...columns].reverse().concat(numberColumn('more', [9])));
    const both = concatTables(upper, lower);
    expect(columnNames(both)).toEqual(['n', 't', 'f', 'at']);
    expect(cells(both)[1]).toEqual([2, 'b', false, '1970-01-01T00:00:00.005Z']);
  });

  it('calls a column whole numbers only where both parts are, and drops the count of category codes', () => {
    const codes = { ...numberColumn('n', [0, 1]), cardinality: 2 };
    const whole = (lower: number) => concatTables(tableOf([codes]), tableOf([numberColumn('n', [lower])])).columns[0];
    expect(whole(7)).toEqual({ kind: 'number', name: 'n', values: new Float64Array([0, 1, 7]), integer: true });
    expect(whole(0.5)).toMatchObject({ integer: false });
  });

  it('takes entries of a dictionary that no row uses', () => {
    const upper = takeRows(tableOf([stringColumn('t', ['a', 'b', 'c'])]), [2]);
    const lower = takeRows(tableOf([stringColumn('t', ['d', null, 'c', 'a'])]), [1, 3, 0]);
    expect(cells(concatTables(upper, lower)).flat()).toEqual(['c', null, 'a', 'd']);
  });

  it('refuses a table that lacks a column or has it in another kind', () => {
    const upper = tableOfRows([]);
    expect(() => concatTables(upper, without(upper, ['t']))).toThrow(
      expect.objectContaining({ code: 'COLUMN_NOT_FOUND', details: expect.objectContaining({ column: 't' }) }),
    );
    const texts = tableOf([stringColumn('n', ['1'])]);
    const error = { code: 'SHAPE_MISMATCH', message: expect.stringContaining('number and string') };
    expect(() => concatTables(tableOf([numberColumn('n', [1])]), texts)).toThrow(expect.objectContaining(error));
  });

  it('keeps numbers as exact texts only where both sides are such', () => {
    const exactOf = (upper?: 'int64' | 'decimal', lower?: 'int64' | 'decimal') => {
      const side = (exact?: 'int64' | 'decimal') =>
        tableOf([{ ...stringColumn('id', ['9007199254740993']), ...(exact && { exact }) }]);
      return (concatTables(side(upper), side(lower)).columns[0] as StringColumn).exact;
    };
    expect(exactOf('int64', 'int64')).toBe('int64');
    expect(exactOf('int64')).toBeUndefined();
    expect(exactOf(undefined, 'int64')).toBeUndefined();
    expect(exactOf('int64', 'decimal')).toBeUndefined();
  });
});
