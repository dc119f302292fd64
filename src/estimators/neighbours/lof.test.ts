/** Local outlier factors beside scikit-learn, and what they promise. */
import { describe, expect, it } from 'vitest';
import reference from '../../../tests/reference/estimators/lof.json' with { type: 'json' };
import { createRng } from '../../math/philox.ts';
import { numberColumn } from '../../table/build.ts';
import type { NumberColumn } from '../../table/column.ts';
import { type Table, tableOf, takeRows } from '../../table/table.ts';
import { tableFromRows } from '../plain-input.ts';
import { lof } from './lof.ts';

const learn = (X: Table, params: object = {}) =>
  lof.fit({ X, nClasses: 0 }, lof.params.parse(params), { rng: createRng(0) });
const factors = (state: ReturnType<typeof learn>, X: Table) => {
  const column = lof.transform(state, X).columns.at(-1) as NumberColumn;
  expect(column.name).toBe('outlier_factor');
  return column.values;
};
const X = tableFromRows(reference.X);
const queries = tableFromRows(reference.queries);

describe('factors equal the reference', () => {
  it.each(reference.cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const state = learn(X, one.params);
    expectClose(factors(state, X), one.training);
    expectClose(factors(state, queries), one.queries);
  });
});

describe('relations', () => {
  const base = factors(learn(X), X);

  it('does not depend on the order of rows', () => {
    const order = createRng(4).permutation(X.nRows);
    expectClose(factors(learn(takeRows(X, order)), X), base);
  });

  it('does not depend on units when it standardises, nor on one unit of all columns when not', () => {
    const rescaled = tableFromRows(reference.X.map(([a, b, c]) => [a * 1000, b * -0.5, c + 3]));
    expectClose(factors(learn(rescaled), rescaled), base);
    const doubled = tableFromRows(reference.X.map((row) => row.map((value) => value * 64)));
    const plain = { standardise: false };
    expectClose(factors(learn(doubled, plain), doubled), factors(learn(X, plain), X));
  });

  it('is largest for rows that lie apart', () => {
    const mean = (from: number, to: number) =>
      base.subarray(from, to).reduce((sum, factor) => sum + factor, 0) / (to - from);
    expect(mean(140, 148)).toBeGreaterThan(1.5 * mean(0, 140));
    const far = factors(learn(X), tableFromRows([[100, 100, 100]]));
    expect(far[0]).toBeGreaterThan(Math.max(...base));
  });
});

describe('at the edge', () => {
  it('has factor 1 for a lone row, and for rows that are all equal', () => {
    expect([
      ...factors(
        learn(tableFromRows([[3, 4]])),
        tableFromRows([
          [3, 4],
          [9, 9],
        ]),
      ),
    ]).toEqual([1, 1]);
    const same = tableFromRows(Array(30).fill([0.1]));
    expect([...factors(learn(same), same)]).toEqual(Array(30).fill(1));
  });

  it('takes all other rows when k is larger', () => {
    const three = tableFromRows([[0], [1], [5]]);
    const all = factors(learn(three, { k: 2 }), three);
    expect(factors(learn(three, { k: 500 }), three)).toEqual(all);
    expect(learn(three, { k: 500 }).k).toBe(2);
  });

  it('stays finite beside copies, gaps in space and absurd sizes', () => {
    const rows = [...Array(30).fill([1, 1]), [2, 1], [1e308, -1e308], [-1e308, 0]];
    for (const standardise of [true, false]) {
      const table = tableFromRows(rows);
      expect(factors(learn(table, { standardise }), table).every((factor) => factor > 0 && factor < 1e308)).toBe(true);
    }
  });

  it('refuses missing values and a column of its name', () => {
    const gap = tableOf([numberColumn('a', [1, Number.NaN])]);
    expect(() => factors(learn(tableOf([numberColumn('a', [1, 2])])), gap)).toThrow(
      expect.objectContaining({ code: 'VALUE_MISSING' }),
    );
    const taken = tableOf([numberColumn('outlier_factor', [1, 2])]);
    expect(() => learn(taken)).toThrow(expect.objectContaining({ code: 'VALUE_INVALID' }));
  });

  it('refuses states whose parts do not fit', () => {
    const state = learn(tableFromRows([[1], [2], [4]]));
    expect(lof.state.safeParse(state).success).toBe(true);
    for (const damaged of [
      { ...state, k: 3 },
      { ...state, reaches: state.reaches.subarray(1) },
      { ...state, densities: new Float64Array(4) },
      { ...state, densities: state.densities.map(() => Number.NaN) },
      { ...state, space: { ...state.space, features: ['a', 'b'] } },
    ])
      expect(lof.state.safeParse(damaged).success).toBe(false);
  });
});

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) expect(actual[i] / expected[i]).toBeCloseTo(1, 9);
}
