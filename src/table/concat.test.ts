import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tableFrom } from './build.ts';
import { cell } from './column.ts';
import { concatTables } from './concat.ts';
import { type Table, takeRows } from './table.ts';

const rowsOf = (table: Table) =>
  Array.from({ length: table.nRows }, (_, row) => table.columns.map((column) => cell(column, row)));

const row = fc.record({
  x: fc.option(fc.double({ noNaN: true })),
  text: fc.option(fc.constantFrom('a', 'b', 'ä', '')),
  truth: fc.option(fc.boolean()),
});
// A first row with every value, so that each column has its kind.
const table = fc.array(row).map((rows) => {
  const all = [{ x: 1, text: 'a', truth: true }, ...rows];
  return tableFrom({
    x: all.map(({ x }) => x),
    text: all.map(({ text }) => text),
    truth: all.map(({ truth }) => truth),
  });
});

describe('concatTables', () => {
  it('has the rows of both, the upper first; taking them apart again gives both', () => {
    fc.assert(
      fc.property(table, table, (upper, lower) => {
        const both = concatTables(upper, lower);
        expect(rowsOf(both)).toEqual([...rowsOf(upper), ...rowsOf(lower)]);
        const below = Int32Array.from({ length: lower.nRows }, (_, i) => upper.nRows + i);
        expect(rowsOf(takeRows(both, below))).toEqual(rowsOf(lower));
      }),
    );
  });

  it('finds columns by name and refuses other kinds and absent columns', () => {
    const upper = tableFrom({ a: [1], b: ['x'] });
    expect(rowsOf(concatTables(upper, tableFrom({ b: ['y'], a: [2], c: [3] })))).toEqual([
      [1, 'x'],
      [2, 'y'],
    ]);
    expect(() => concatTables(upper, tableFrom({ a: ['1'], b: ['y'] }))).toThrow('one kind in both tables');
    expect(() => concatTables(upper, tableFrom({ a: [1] }))).toThrow('"b"');
  });
});
