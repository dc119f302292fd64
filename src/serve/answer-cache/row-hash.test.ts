/** Rows have the same hash exactly when the log would keep the same features. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { booleanColumn, numberColumn, stringColumn } from '../../table/build.ts';
import { cell } from '../../table/column.ts';
import { tableOf } from '../../table/table.ts';
import { rowHash } from './row-hash.ts';

const number = fc.constantFrom(0, 0.5, -0, Number.NaN, Infinity);
const row = fc.record({ a: number, 'b"': fc.constantFrom('"', 'ü'), c: fc.boolean() });

it('is equal exactly when the values are, and absent where JSON would change one', () => {
  let equal = 0;
  fc.assert(
    fc.property(row, row, (first, second) => {
      const table = tableOf([
        numberColumn('a', [first.a, second.a]),
        stringColumn('b"', [first['b"'], second['b"']]),
        booleanColumn('c', [first.c, second.c]),
      ]);
      const values = [0, 1].map((at) => table.columns.map((column) => cell(column, at)));
      const hashes = [0, 1].map((at) => rowHash(table, at));
      for (const at of [0, 1]) {
        const [a] = values[at];
        expect(hashes[at] === undefined).toBe(Object.is(a, -0) || a === Infinity);
      }
      if (hashes.includes(undefined)) return;
      const isSame = values[0].every((value, i) => Object.is(value, values[1][i]));
      if (isSame) equal++;
      expect(hashes[0] === hashes[1]).toBe(isSame);
    }),
    { numRuns: 500 },
  );
  expect(equal).toBeGreaterThan(3);
});
