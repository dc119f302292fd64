import { describe, expect, it } from 'vitest';
import { booleanColumn, datetimeColumn, numberColumn, stringColumn } from '../table/build.ts';
import { type Column, type ColumnKind, cell } from '../table/column.ts';
import { columnNames, tableOf } from '../table/table.ts';
import { sameKinds } from './same-kinds.ts';

/** The first-read kind of each later column. */
const first: Readonly<Record<ColumnKind, Column>> = {
  number: numberColumn('c', [1]),
  string: stringColumn('c', ['a']),
  boolean: booleanColumn('c', [true]),
  datetime: datetimeColumn('c', [0]),
};

function read(later: Column, kind: ColumnKind): unknown[] {
  const { columns, nRows } = sameKinds(tableOf([later]), tableOf([first[kind]]), 'later.csv');
  expect(columns[0]).toMatchObject({ name: 'c', kind });
  return Array.from({ length: nRows }, (_, row) => cell(columns[0], row));
}

describe('sameKinds', () => {
  it('reads each kind as each other, and what cannot be read as missing', () => {
    const texts = stringColumn('c', ['1', ' 2.5e1 ', 'n/a', null, 'TRUE', '2024-02-29']);
    expect(read(texts, 'number')).toEqual([1, 25, null, null, null, null]);
    expect(read(texts, 'boolean')).toEqual([true, null, null, null, true, null]);
    expect(read(stringColumn('c', ['2024-02-29T12:00:00Z', '2024-02-30', null]), 'datetime')).toEqual([
      '2024-02-29T12:00:00.000Z',
      null,
      null,
    ]);
    expect(read(numberColumn('c', [1, 0, 0.1, null]), 'string')).toEqual(['1', '0', '0.1', null]);
    expect(read(numberColumn('c', [1, 0, 2, null]), 'boolean')).toEqual([true, false, null, null]);
    expect(read(numberColumn('c', [86_400_000, null]), 'datetime')).toEqual(['1970-01-02T00:00:00.000Z', null]);
    expect(read(booleanColumn('c', [true, false, null]), 'number')).toEqual([1, 0, null]);
    expect(read(booleanColumn('c', [true, false, null]), 'string')).toEqual(['true', 'false', null]);
    expect(read(booleanColumn('c', [true, null]), 'datetime')).toEqual([null, null]);
    expect(read(datetimeColumn('c', [5, null]), 'number')).toEqual([5, null]);
  });

  it('leaves columns of the same kind alone', () => {
    for (const column of Object.values(first)) {
      expect(sameKinds(tableOf([column]), tableOf([column]), 'later.csv').columns[0]).toBe(column);
    }
  });

  it('takes the earlier columns in their order and leaves new ones out', () => {
    const later = tableOf([numberColumn('new', [1, 2]), stringColumn('b', ['x', 'y']), numberColumn('a', [1, 2])]);
    const like = tableOf([numberColumn('a', [7]), stringColumn('b', ['z'])]);
    const { columns, nRows } = sameKinds(later, like, 'later.csv');
    expect(nRows).toBe(2);
    expect(columns).toEqual([later.columns[2], later.columns[1]]);
  });

  it('names the later source and its columns when one is absent', () => {
    const later = tableOf([numberColumn('new', [1])]);
    const details = { column: 'c', source: 'later.csv', available: columnNames(later).join(', ') };
    expect(() => sameKinds(later, tableOf([first.number]), 'later.csv')).toThrow(
      expect.objectContaining({ code: 'COLUMN_NOT_FOUND', details }),
    );
  });
});
