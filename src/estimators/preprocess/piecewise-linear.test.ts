/** Pieces of numbers against scikit-learn's splines of degree 1 (tests/reference/estimators), and what a model gains by them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import reference from '../../../tests/reference/estimators/piecewise-linear.json' with { type: 'json' };
import { createRng } from '../../math/philox.ts';
import { sum } from '../../math/reduce.ts';
import { numberColumn, tableFrom } from '../../table/build.ts';
import type { NumberColumn } from '../../table/column.ts';
import { columnNames, type Table, tableOf } from '../../table/table.ts';
import { fitEstimator, predictWith, transformWith } from '../fit.ts';
import '../index.ts';
import { piecewiseLinear } from './piecewise-linear.ts';

const learn = (X: Table, params = {}, sampleWeight?: Float64Array) =>
  fitEstimator({ name: 'piecewise_linear', params }, { X, nClasses: 0, sampleWeight }, { rng: createRng(0) });
const column = (values: readonly (number | null)[]) => tableOf([numberColumn('x', [...values])]);
const numbersOf = ({ columns }: Table) => columns.map((one) => (one as NumberColumn).values);

describe('equals scikit-learn', () => {
  const weights = Float64Array.from(reference.weights);

  it.each(reference.columns.map((one) => [one.name, one] as const))('%s', (_, { values, later, plain, weighted }) => {
    for (const [expected, sampleWeight] of [[plain], [weighted, weights]] as const) {
      const fitted = learn(column(values), { pieces: reference.nPieces }, sampleWeight);
      const { columns } = piecewiseLinear.state.parse(fitted.state);
      expect([...columns[0].knots]).toEqual(expected.knots);
      const actual = numbersOf(transformWith(fitted, column(later)));
      expect(actual).toHaveLength(expected.pieces.length);
      for (const [piece, passed] of expected.pieces.entries()) {
        for (const [row, part] of passed.entries()) expect(Math.abs(actual[piece][row] - part)).toBeLessThan(1e-12);
      }
    }
  });
});

it('leaves texts and columns of two values alone, and names no piece as another column is named', () => {
  const X = tableFrom({ flag: [0, 1, 0, 1], x: [1, 2, 3, 4], text: [...'abcd'], 'x:2': [5, 5, 5, 5] });
  const out = transformWith(learn(X, { pieces: 3 }), X);
  expect(columnNames(out)).toEqual(['flag', 'x:1', 'x:2#2', 'x:3', 'text', 'x:2']);
  expect([0, 4, 5].map((place) => out.columns[place])).toEqual([X.columns[0], X.columns[2], X.columns[3]]);
});

it('keeps gaps in every piece, and holds what lies beyond the training rows at their end', () => {
  const later = column([null, -1e308, 1e308, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
  for (const values of numbersOf(transformWith(learn(column([1, 2, 4, null, 7])), later))) {
    expect([...values]).toEqual([Number.NaN, 0, 1, 0, 1]);
  }
});

it('stays finite over the widest range of numbers', () => {
  const X = column([-1.7e308, -1, 0, 1, 1.7e308]);
  for (const values of numbersOf(transformWith(learn(X, { pieces: 2 }), X))) {
    expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
  }
});

const numbers = fc.array(fc.integer({ min: -60, max: 60 }), { minLength: 3, maxLength: 80 });
const counts = fc.integer({ min: 2, max: 12 });

it('passes piece after piece, and the whole of all pieces grows with the number', () => {
  fc.assert(
    fc.property(numbers, counts, (values, pieces) => {
      fc.pre(new Set(values).size > 2);
      const sorted = [...values].sort((a, b) => a - b);
      const columns = numbersOf(transformWith(learn(column(values), { pieces }), column(sorted)));
      expect(columns.length).toBeLessThanOrEqual(pieces);
      for (const row of sorted.keys()) {
        const parts = columns.map((one) => one[row]);
        expect(parts.filter((part) => part > 0 && part < 1).length).toBeLessThan(2);
        expect(parts).toEqual([...parts].sort((a, b) => b - a));
        if (row > 0 && sorted[row] > sorted[row - 1]) {
          expect(sum(parts)).toBeGreaterThan(sum(columns.map((one) => one[row - 1])));
        }
      }
    }),
  );
});

it('does not see where a column begins nor in which unit it is', () => {
  fc.assert(
    fc.property(numbers, counts, fc.constantFrom(0.25, 2, 64), fc.integer(), (values, pieces, unit, start) => {
      const moved = values.map((value) => unit * value + start);
      const of = (one: number[]) => numbersOf(transformWith(learn(column(one), { pieces }), column(one)));
      fc.pre(new Set(values).size > 2);
      expect(of(moved)).toEqual(of(values));
    }),
  );
});

it('lets a linear model follow a bend', () => {
  const x = Array.from({ length: 400 }, (_, row) => row / 100 - 2);
  const y = Float64Array.from(x, (value) => value * value);
  const X = column(x);
  const errorOf = (steps: { name: string; params: object }[]) => {
    const ridge = { name: 'ridge', params: {} };
    const fitted = fitEstimator(
      { name: 'pipeline', params: { steps: [...steps, ridge] } },
      { X, y, task: 'regression', nClasses: 0 },
      { rng: createRng(0) },
    );
    return Math.max(...predictWith(fitted, X).values.map((value, row) => Math.abs(value - y[row])));
  };
  expect(errorOf([{ name: 'piecewise_linear', params: { pieces: 16 } }])).toBeLessThan(0.2);
  expect(errorOf([])).toBeGreaterThan(2);
});
