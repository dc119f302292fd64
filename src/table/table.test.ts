import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { booleanColumn, datetimeColumn, numberColumn, stringColumn, tableFrom } from './build.ts';
import { cell, columnLength, isMissing, missingCount, renamed, takeFromColumn } from './column.ts';
import { columnNames, columnOf, findColumn, listed, select, tableOf, takeRows, withColumns, without } from './table.ts';

const table = tableOf([
  numberColumn('n', [1, null, 3]),
  stringColumn('s', ['a', 'b', null]),
  booleanColumn('b', [null, true, false]),
  datetimeColumn('d', [0, null, 1.5]),
]);

describe('a column', () => {
  it('knows its length and what is missing, whatever its kind', () => {
    for (const column of table.columns) {
      expect([columnLength(column), missingCount(column)]).toEqual([3, 1]);
      expect([0, 1, 2].map((row) => isMissing(column, row))).toEqual(
        [0, 1, 2].map((row) => cell(column, row) === null),
      );
    }
  });

  it('gives any rows in any order, more than once', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2)), (rows) => {
        for (const column of table.columns) {
          const taken = takeFromColumn(column, rows);
          expect(columnLength(taken)).toBe(rows.length);
          expect(rows.map((_, i) => cell(taken, i))).toEqual(rows.map((row) => cell(column, row)));
        }
      }),
    );
  });

  it('keeps its values under another name', () => {
    const [column] = table.columns;
    expect(renamed(column, 'm')).toEqual({ ...column, name: 'm' });
    expect(column.name).toBe('n');
  });
});

describe('tableOf', () => {
  it('counts the rows of its columns, or those it is told where it has none', () => {
    expect(table.nRows).toBe(3);
    expect(tableOf([]).nRows).toBe(0);
    expect(tableOf([], 7).nRows).toBe(7);
  });

  it.each([
    ['columns of two lengths', [numberColumn('a', [1]), numberColumn('b', [])], '"b"'],
    ['two columns of one name', [numberColumn('a', [1]), stringColumn('a', ['x'])], '"a" twice'],
  ])('refuses %s by name', (_, columns, words) => {
    const message = expect.stringContaining(words);
    expect(() => tableOf(columns)).toThrow(expect.objectContaining({ code: 'SHAPE_MISMATCH', message }));
  });
});

describe('verbs', () => {
  it('select columns in the asked order, with all rows also where none is asked for', () => {
    expect(columnNames(select(table, ['d', 'n']))).toEqual(['d', 'n']);
    expect(select(table, [])).toEqual({ nRows: 3, columns: [] });
    expect(() => select(table, ['n', 'x'])).toThrow(expect.objectContaining({ code: 'COLUMN_NOT_FOUND' }));
  });

  it('leave columns out, and names that do not exist alone', () => {
    expect(columnNames(without(table, ['s', 'x']))).toEqual(['n', 'b', 'd']);
    expect(without(table, columnNames(table)).nRows).toBe(3);
  });

  it('take rows in the asked order and leave the table as it was', () => {
    const { nRows, columns } = takeRows(table, [2, 0, 2]);
    expect(nRows).toBe(3);
    expect([0, 1, 2].map((row) => cell(columns[0], row))).toEqual([3, 1, 3]);
    expect([0, 1, 2].map((row) => cell(table.columns[0], row))).toEqual([1, null, 3]);
  });

  it('put columns in the place of those with their names, and new ones behind', () => {
    const changed = withColumns(table, [numberColumn('z', [7, 8, 9]), numberColumn('s', [4, 5, 6])]);
    expect(columnNames(changed)).toEqual(['n', 's', 'b', 'd', 'z']);
    expect(cell(columnOf(changed, 's'), 2)).toBe(6);
    expect(() => withColumns(table, [numberColumn('z', [1])])).toThrow(
      expect.objectContaining({ code: 'SHAPE_MISMATCH' }),
    );
  });

  it('find a column by name, also by a name that every object has', () => {
    expect(findColumn(table, 'toString')).toBeUndefined();
    expect(findColumn(tableFrom({ toString: [1] }), 'toString')?.kind).toBe('number');
    expect(() => columnOf(table, 'x', 'source "a.csv"')).toThrow(
      expect.objectContaining({ details: { column: 'x', source: 'source "a.csv"', available: 'n, s, b, d' } }),
    );
  });
});

describe('listed', () => {
  it('cuts long lists and says how much is missing', () => {
    const names = Array.from({ length: 32 }, (_, i) => `c${i}`);
    expect(listed([])).toBe('(none)');
    expect(listed(names.slice(0, 30))).toBe(names.slice(0, 30).join(', '));
    expect(listed(names.slice(0, 31))).toBe(`${names.slice(0, 30).join(', ')} and 1 more`);
    expect(listed(names)).toBe(`${names.slice(0, 30).join(', ')} and 2 more`);
  });
});
