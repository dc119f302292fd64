import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { booleanColumn, datetimeColumn, numberColumn, stringColumn } from '../table/build.ts';
import { renamed } from '../table/column.ts';
import { type Table, tableOf, takeRows } from '../table/table.ts';
import { hashTable, tableHasher } from './hash.ts';
import { digestOf } from './hash-in-thread.ts';

const rows = 5;
const cellsOf = <T>(values: fc.Arbitrary<T>) => fc.array(fc.option(values), { minLength: rows, maxLength: rows });
const tables = fc
  .tuple(
    cellsOf(fc.double({ noNaN: true })),
    cellsOf(fc.string({ unit: 'grapheme' })),
    cellsOf(fc.boolean()),
    cellsOf(fc.integer()),
  )
  .map(([n, s, b, d]) =>
    tableOf([numberColumn('n', n), stringColumn('s', s), booleanColumn('b', b), datetimeColumn('d', d)]),
  );
const slice = (table: Table, from: number, to: number) =>
  takeRows(
    table,
    Array.from({ length: to - from }, (_, i) => from + i),
  );

describe('hashTable', () => {
  it('does not depend on batches, dictionaries or the integer flag', () => {
    fc.assert(
      fc.property(tables, fc.integer({ min: 0, max: rows }), (table, cut) => {
        const hasher = tableHasher();
        hasher.update(slice(table, 0, cut));
        hasher.update(slice(table, cut, rows));
        const whole = hashTable(table);
        expect(hasher.digest()).toBe(whole);
        const [n, s, b, d] = table.columns;
        if (n.kind !== 'number' || s.kind !== 'string') throw new Error('kinds');
        const reversed = [...s.dictionary, 'unused'].reverse();
        const codes = s.codes.map((code) => (code < 0 ? -1 : s.dictionary.length - code));
        expect(hashTable(tableOf([{ ...n, integer: !n.integer }, { ...s, dictionary: reversed, codes }, b, d]))).toBe(
          whole,
        );
      }),
    );
  });

  it('changes with any value, missing mark, name, kind, order or row count', () => {
    const base = tableOf([numberColumn('a', [1, 2, null]), stringColumn('b', ['x', '', null])]);
    const [a, b] = base.columns;
    const others = [
      tableOf([numberColumn('a', [1, 3, null]), b]),
      tableOf([numberColumn('a', [1, 2, 0]), b]),
      tableOf([numberColumn('a', [1, 2, Infinity]), b]),
      tableOf([a, stringColumn('b', ['x', null, null])]),
      tableOf([a, stringColumn('b', ['x', '', ''])]),
      tableOf([a, stringColumn('b', ['', 'x', null])]),
      tableOf([a, { ...stringColumn('b', ['x', '', null]), exact: 'decimal' as const }]),
      tableOf([renamed(a, 'c'), b]),
      tableOf([b, a]),
      tableOf([a]),
      tableOf([datetimeColumn('a', [1, 2, null]), b]),
      takeRows(base, [0, 1]),
      takeRows(base, [0, 2, 1]),
      takeRows(base, [0, 1, 2, 2]),
    ];
    const hashes = [base, ...others].map(hashTable);
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(hashTable(tableOf([numberColumn('a', [0])]))).not.toBe(hashTable(tableOf([numberColumn('a', [-0])])));
  });

  it('is the same from a second thread', async () => {
    const nRows = 1_100_000;
    const values = new Float64Array(new SharedArrayBuffer(8 * nRows));
    values.set(Float64Array.from({ length: nRows }, (_, row) => row / 3));
    const column = { ...numberColumn('n', []), values };
    const table = tableOf([column, renamed(column, 'm')]);
    expect(await digestOf(table)).toBe(hashTable(table));
    expect(await digestOf(takeRows(table, [0, 1]))).toBe(hashTable(takeRows(table, [0, 1])));
  });

  it('takes texts longer than its buffer, and is what it was', () => {
    const long = 'ü'.repeat(100_000);
    const one = tableOf([stringColumn('s', ['a', long, 'b', long])]);
    const hasher = tableHasher();
    for (let row = 0; row < 4; row++) hasher.update(slice(one, row, row + 1));
    expect(hasher.digest()).toBe(hashTable(one));
    expect(
      hashTable(tableOf([numberColumn('n', [1, null, -0]), stringColumn('s', ['a', null, 'ü'])])),
    ).toMatchInlineSnapshot(`"02f4afd87dcdaa3a6a8bada7a15db5d87e3e26cc31eab9d4a6ac58e5cd00ebd4"`);
    expect(() => tableHasherWithOther()).toThrowError(/first batch/);
  });
});

function tableHasherWithOther(): void {
  const hasher = tableHasher();
  hasher.update(tableOf([numberColumn('a', [1])]));
  hasher.update(tableOf([numberColumn('b', [1])]));
}
