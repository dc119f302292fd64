/** The H statistic against a brute-force reference (tests/reference/explain/make_h_statistic.py), and where it is known. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../math/philox.ts';
import { booleanColumn, datetimeColumn, numberColumn, stringColumn } from '../../table/build.ts';
import type { NumberColumn } from '../../table/column.ts';
import { type Table, tableOf } from '../../table/table.ts';
import { hStatistic } from './h-statistic.ts';

interface Fixture {
  readonly X: readonly (readonly number[])[];
  readonly pairs: readonly { readonly columns: readonly string[]; readonly h: number; readonly strength: number }[];
  readonly columns: readonly { readonly column: string; readonly h: number }[];
}

const file = new URL('../../../tests/reference/explain/h-statistic.json', import.meta.url);
const fixture: Fixture = JSON.parse(readFileSync(file, 'utf8'));
const numbers = (table: Table, name: string) =>
  (table.columns.find((column) => column.name === name) as NumberColumn).values;
const tableOfRows = (rows: readonly (readonly number[])[], names: readonly string[]) =>
  tableOf(
    names.map((name, j) =>
      numberColumn(
        name,
        rows.map((row) => row[j]),
      ),
    ),
  );

describe('against the reference', () => {
  const X = tableOfRows(fixture.X, ['a', 'b', 'c', 'd']);
  const predict = (table: Table) => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => numbers(table, name));
    return { values: a.map((_, i) => a[i] * b[i] + 0.5 * c[i] * a[i] - b[i] * b[i] + d[i]) };
  };
  const found = hStatistic({ predict, X });

  it('has its pairs, the strongest first', () => {
    expect(found.rows).toBe(40);
    expect(found.pairs.slice(0, 2).map(({ columns }) => columns.join())).toEqual(['a,b', 'a,c']);
    for (const wanted of fixture.pairs) {
      const pair = found.pairs.find(({ columns }) => columns.join() === wanted.columns.join())!;
      expect(pair.h[0]).toBeCloseTo(wanted.h, 11);
      expect(pair.strength[0]).toBeCloseTo(wanted.strength, 11);
    }
  });

  it('has its columns', () => {
    expect(found.columns.map(({ column }) => column)).toEqual(fixture.columns.map(({ column }) => column));
    for (const [j, { h }] of fixture.columns.entries()) expect(found.columns[j].h[0]).toBeCloseTo(h, 11);
  });

  it('is the same when rows are in another order, and when the score is shifted and scaled', () => {
    const order = createRng(1).permutation(fixture.X.length);
    const moved = hStatistic({
      X: tableOfRows(
        Array.from(order, (row) => fixture.X[row]),
        ['a', 'b', 'c', 'd'],
      ),
      predict: (table) => ({ values: predict(table).values.map((value) => 5 - 3 * value) }),
    });
    for (const [p, { columns, h, strength }] of found.pairs.slice(0, 2).entries()) {
      expect(moved.pairs[p].columns).toEqual(columns);
      expect(moved.pairs[p].h[0]).toBeCloseTo(h[0], 10);
      expect(moved.pairs[p].strength[0]).toBeCloseTo(3 * strength[0], 10);
    }
  });
});

describe('where it is known', () => {
  const grid = [-1, 1].flatMap((a) => [-1, 1].flatMap((b) => [-1, 1].map((c) => [a, b, c])));
  const X = tableOfRows(grid, ['a', 'b', 'c']);

  it('is 1 for a pure product and 0 beside it', () => {
    const predict = (table: Table) => ({ values: numbers(table, 'a').map((a, i) => a * numbers(table, 'b')[i]) });
    const { pairs, columns } = hStatistic({ predict, X });
    expect(pairs.map(({ columns: names, h }) => [names.join(), h[0]])).toEqual([
      ['a,b', 1],
      ['a,c', 0],
      ['b,c', 0],
    ]);
    expect(columns.map(({ h }) => h[0])).toEqual([1, 1, 0]);
  });

  it('is exactly 0 for sums, whatever they add up, and for constants', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 3, maxLength: 3 }), (slopes) => {
        const predict = (table: Table) => ({
          values: numbers(table, 'a').map((a, i) => {
            const [b, c] = [numbers(table, 'b')[i], numbers(table, 'c')[i]];
            return slopes[0] * a + slopes[1] * b * b * b + Math.abs(slopes[2] * c);
          }),
        });
        const { pairs, columns } = hStatistic({ predict, X });
        expect(pairs.map(({ h }) => h[0])).toEqual([0, 0, 0]);
        expect(columns.map(({ h }) => h[0])).toEqual([0, 0, 0]);
      }),
    );
    const flat = hStatistic({ predict: (table) => ({ values: new Float64Array(table.nRows).fill(3) }), X });
    expect(flat.pairs.map(({ h, strength }) => [h[0], strength[0]])).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
  });

  it('speaks of each output of several classes, of the second of two', () => {
    const two = (table: Table) => numbers(table, 'a').map((a, i) => 0.5 + 0.4 * a * numbers(table, 'b')[i]);
    const binary = (table: Table) => ({
      values: new Float64Array(table.nRows),
      probabilities: [two(table).map((p) => 1 - p), two(table)],
    });
    expect(hStatistic({ predict: binary, X }).pairs[0].h).toEqual(Float64Array.of(1));
    const three = (table: Table) => ({
      values: new Float64Array(table.nRows),
      probabilities: [two(table).map((p) => p / 2), numbers(table, 'c').map((c) => 0.2 + 0.1 * c), two(table)],
    });
    const [first] = hStatistic({ predict: three, X }).pairs;
    expect([...first.h]).toEqual([1, 0, 1].map((h) => expect.closeTo(h, 12)));
    expect(first.strength[2]).toBeCloseTo(0.4, 12);
  });
});

it('takes columns of every kind, with gaps', () => {
  const n = 30;
  const X = tableOf([
    stringColumn(
      'shop',
      Array.from({ length: n }, (_, row) => (row % 5 === 0 ? null : `shop ${row % 3}`)),
    ),
    booleanColumn(
      'open',
      Array.from({ length: n }, (_, row) => (row % 7 === 0 ? null : row % 2 === 0)),
    ),
    datetimeColumn(
      'day',
      Array.from({ length: n }, (_, row) => (row % 11 === 0 ? null : row * 86_400_000)),
    ),
  ]);
  const predict = (table: Table) => {
    const [shop, open, day] = table.columns;
    return {
      values: Float64Array.from({ length: table.nRows }, (_, row) => {
        const known = shop.kind === 'string' && shop.codes[row] >= 0 ? 1 : 0;
        const isOpen = open.kind === 'boolean' && open.values[row] === 1 ? 1 : 0;
        const date = day.kind === 'datetime' && !Number.isNaN(day.values[row]) ? day.values[row] / 1e9 : 0;
        return known * isOpen + date;
      }),
    };
  };
  const { pairs } = hStatistic({ predict, X });
  expect(pairs[0].columns).toEqual(['shop', 'open']);
  expect(pairs[0].h[0]).toBeGreaterThan(0.1);
  expect(pairs.slice(1).map(({ h }) => h[0])).toEqual([0, 0]);
});

it('asks for no more rows than it may, and for each value once', () => {
  const X = tableOf([
    numberColumn(
      'a',
      Array.from({ length: 500 }, (_, row) => row),
    ),
    numberColumn(
      'b',
      Array.from({ length: 500 }, (_, row) => row % 2),
    ),
  ]);
  let asked = 0;
  const predict = (table: Table) => {
    asked += table.nRows;
    return { values: numbers(table, 'a') };
  };
  expect(hStatistic({ predict, X, maxRows: 20, seed: 3 }).rows).toBe(20);
  // The sample itself; twenty values of a; two of b; twenty pairs.
  expect(asked).toBe(20 + 20 * 20 + 20 * 2 + 20 * 20);
});

it.each([
  [{ columns: ['a'] }, 'PARAM_INVALID'],
  [{ columns: ['a', 'a'] }, 'PARAM_INVALID'],
  [{ columns: ['a', 'z'] }, 'COLUMN_NOT_FOUND'],
  [{ maxRows: 1 }, 'PARAM_INVALID'],
  [{ maxRows: 2.5 }, 'PARAM_INVALID'],
  [{ maxRows: 1001 }, 'PARAM_INVALID'],
  [{ X: tableOf([numberColumn('a', []), numberColumn('b', [])]) }, 'ROWS_TOO_FEW'],
])('%j is refused', (more, code) => {
  const X = tableOfRows([[1, 2]], ['a', 'b']);
  const predict = (table: Table) => ({ values: numbers(table, 'a') });
  expect(() => hStatistic({ predict, X, ...more })).toThrow(expect.objectContaining({ code }));
});
