/** Interactions: planted pairs are found, noise stays out of folds, and columns keep to the bounds of their rows. */
import { describe, expect, it } from 'vitest';
import { crossValidatedAuc } from '../../../../tests/estimators/cross-validated-auc.ts';
import { pack, unpack } from '../../../core/pack.ts';
import { createRng } from '../../../math/philox.ts';
import { numberColumn, stringColumn } from '../../../table/build.ts';
import type { NumberColumn } from '../../../table/column.ts';
import { columnNames, findColumn, type Table, tableOf } from '../../../table/table.ts';
import type { FitInput, FittedEstimator } from '../../estimator.ts';
import { checkFitted, fitEstimator, predictWith, transformWith } from '../../fit.ts';
import '../../index.ts';

const learned = (input: FitInput, params: Readonly<Record<string, unknown>> = {}, seed = 3) =>
  fitEstimator({ name: 'interactions', params }, input, { rng: createRng(seed) });

const addedBy = (fitted: FittedEstimator, X: Table) => columnNames(transformWith(fitted, X)).slice(X.columns.length);

const added = (input: FitInput, params: Readonly<Record<string, unknown>> = {}) =>
  addedBy(learned(input, params), input.X);

const valuesOf = (X: Table, name: string) => (findColumn(X, name) as NumberColumn).values;

/** Uniform columns x0, x1, ... and normal noise. */
function drawn(nRows: number, nColumns: number, seed: number) {
  const rng = createRng(seed);
  const c = Array.from({ length: nColumns }, () => Array.from({ length: nRows }, () => rng.uniform()));
  const noise = Array.from({ length: nRows }, () => rng.normal());
  const texts = (labels: readonly string[]) => Array.from({ length: nRows }, () => labels[rng.integer(labels.length)]);
  return { X: tableOf(c.map((values, j) => numberColumn(`x${j}`, values))), c, noise, texts };
}

const over = (values: readonly number[], of: (value: number, row: number) => number) => Float64Array.from(values, of);

/** The sine of pi times a share, to 0.002: the fraction of Bhaskara I (629). */
const sineOfPi = (share: number) => (16 * share * (1 - share)) / (5 - 4 * share * (1 - share));
const square = (value: number) => value * value;

describe('finds what was planted', () => {
  it('Friedman 1: the pair inside the sine, and nothing among bent and straight main effects', () => {
    const { X, c, noise } = drawn(1000, 10, 1);
    const y = over(
      noise,
      (e, i) => 10 * sineOfPi(c[0][i] * c[1][i]) + 20 * square(c[2][i] - 0.5) + 10 * c[3][i] + 5 * c[4][i] + e,
    );
    const names = added({ X, y, nClasses: 0 });
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(name).toMatch(/x0.*x1/);
  });

  it('XOR of two columns among twenty, where neither says anything alone', () => {
    const { X, c } = drawn(1000, 20, 2);
    const y = over(c[4], (value, i) => Number(value > 0.5 !== c[11][i] > 0.5));
    for (const nClasses of [2, 0]) expect(added({ X, y, nClasses }, { maxPairs: 1 })[0]).toMatch(/x4.*x11/);
    const model = (steps: object[]) => {
      const spec = { name: 'pipeline', params: { steps: [...steps, { name: 'logistic' }] } };
      const { values } = predictWith(
        fitEstimator(spec, { X, y, task: 'binary', nClasses: 2 }, { rng: createRng(1) }),
        X,
      );
      return values.filter((value, row) => value === y[row]).length / X.nRows;
    };
    expect(model([])).toBeLessThan(0.6);
    expect(model([{ name: 'interactions', params: {} }])).toBeGreaterThan(0.95);
  });

  it('each form where it fits', () => {
    const { X, c, noise, texts } = drawn(1500, 6, 4);
    const [city, kind] = [texts(['Bern', 'Graz', 'Lund', 'Oslo']), texts(['u', 'v', 'w'])];
    const table = tableOf([
      ...X.columns.slice(2),
      numberColumn(
        'debt',
        c[0].map((value) => 1 + 20 * value),
      ),
      numberColumn(
        'income',
        c[1].map((value) => 1 + 5 * value),
      ),
      stringColumn('city', city),
      stringColumn('kind', kind),
    ]);
    const best = (of: (row: number) => number) => {
      const y = over(noise, (e, i) => of(i) + 0.2 * e);
      return added({ X: table, y, nClasses: 0 }, { maxPairs: 1 });
    };
    expect(best((i) => (c[2][i] - 0.4) * c[5][i] * 3)).toEqual(['x2*x5']);
    expect(best((i) => (1 + 20 * c[0][i]) / (1 + 5 * c[1][i]))).toEqual(['debt/income']);
    expect(best((i) => 2 * Math.abs(c[2][i] - c[3][i]))).toEqual(['|x2-x3|']);
    expect(best((i) => Number(c[2][i] > 0.7 && c[3][i] <= 0.4))[0]).toMatch(
      /^\(x2[<>]=?0\.[67]\d*\)\*\(x3[<>]=?0\.[34]\d*\)$/,
    );
    expect(best((i) => (city[i] === 'Graz' ? 2 * c[2][i] : 0))).toEqual(['x2*city=Graz']);
    expect(best((i) => Number(city[i] === 'Graz' && kind[i] === 'v'))).toEqual(['city=Graz*kind=v']);
  });

  it('for several classes', () => {
    const { X, c, noise } = drawn(1500, 6, 5);
    const y = over(noise, (e, i) => {
      const signal = 9 * (c[1][i] - 0.5) * (c[4][i] - 0.5) + 0.2 * e;
      return signal < -0.4 ? 0 : signal < 0.4 ? 1 : 2;
    });
    expect(added({ X, y, nClasses: 3 }, { maxPairs: 1 })[0]).toMatch(/x1.*x4/);
  });

  it('as weights say, whatever their unit', () => {
    const { X, c, noise } = drawn(1200, 6, 6);
    const half = (i: number) => (i % 2 === 0 ? [1, 2] : [3, 4]);
    const y = over(noise, (e, i) => 9 * (c[half(i)[0]][i] - 0.5) * (c[half(i)[1]][i] - 0.5) + e);
    const weighted = (even: number, odd: number) => {
      const sampleWeight = over(noise, (_, i) => (i % 2 === 0 ? even : odd));
      return added({ X, y, nClasses: 0, sampleWeight }, { maxPairs: 1 });
    };
    expect(weighted(8, 1)).toEqual(['x1*x2']);
    expect(weighted(1, 8)).toEqual(['x3*x4']);
    expect(weighted(1000, 8000)).toEqual(['x3*x4']);
  });
});

describe('what is added', () => {
  const { X, c, noise } = drawn(600, 8, 7);

  it('is nothing where columns add up, and at most maxPairs', () => {
    const straight = over(noise, (e, i) => 5 * c[0][i] - 3 * c[1][i] + e);
    expect(added({ X, y: straight, nClasses: 0 })).toEqual([]);
    expect(added({ X, y: straight.map((value) => Number(value > 1)), nClasses: 2 })).toEqual([]);
    expect(added({ X, y: over(noise, (e) => e), nClasses: 0 }, { alpha: 1e6, maxPairs: 3 })).toHaveLength(3);
  });

  it('comes from pairs that are chosen among the columns that say most alone, where there are many', () => {
    const y = over(noise, (e, i) => 3 * c[2][i] + 3 * c[6][i] + 9 * (c[2][i] - 0.5) * (c[6][i] - 0.5) + 0.3 * e);
    expect(added({ X, y, nClasses: 0 }, { maxColumns: 2, maxPairs: 1 })[0]).toMatch(/x2.*x6/);
  });

  it('stays within what training rows had, and missing where they are', () => {
    const ratio = over(noise, (e, i) => (1 + 20 * c[0][i]) / (1 + c[1][i]) + 0.1 * e);
    const named = tableOf([
      numberColumn(
        'a',
        c[0].map((value) => 1 + 20 * value),
      ),
      numberColumn(
        'b',
        c[1].map((value) => 1 + value),
      ),
    ]);
    const fitted = learned({ X: named, y: ratio, nClasses: 0 }, { maxPairs: 1 });
    const far = tableOf([numberColumn('a', [1e300, 5, Number.NaN, -1]), numberColumn('b', [0, -7, 1, 1e300])]);
    const values = valuesOf(transformWith(fitted, far), 'a/b');
    const largest = Math.max(...valuesOf(named, 'a')) / Math.min(...valuesOf(named, 'b'));
    expect(values[0]).toBeCloseTo(largest, 10);
    expect([...values].map(Number.isNaN)).toEqual([false, false, true, false]);
    for (const value of [values[1], values[3]]) expect(value > 0 && value <= largest).toBe(true);
  });

  it('does not depend on the seed where all rows are looked at', () => {
    const y = over(noise, (e, i) => 9 * (c[2][i] - 0.5) * (c[6][i] - 0.5) + e);
    const input = { X, y, nClasses: 0 };
    expect(pack(learned(input, {}, 1))).toEqual(pack(learned(input, {}, 2)));
  });

  it('keeps names apart, and no state that divides by zero passes', () => {
    const y = over(noise, (e, i) => 9 * (c[2][i] - 0.5) * (c[6][i] - 0.5) + 0.3 * e);
    const taken = tableOf([
      ...X.columns,
      stringColumn(
        'x2*x6',
        c[0].map((value) => `${value}`),
      ),
    ]);
    const fitted = learned({ X: taken, y, nClasses: 0 }, { maxPairs: 1 });
    expect(addedBy(fitted, taken)).toEqual(['x2*x6#2']);
    const { columns, gains } = fitted.state as { columns: object[]; gains: Float64Array };
    const bad = [
      { columns: [{ ...columns[0], form: 'ratio' }], gains },
      { columns, gains: new Float64Array() },
      {
        columns: [{ ...columns[0], right: { kind: 'number', column: 'x6', mean: 0, scale: 0, low: 0, high: 1 } }],
        gains,
      },
    ];
    for (const state of bad) expect(() => checkFitted({ ...fitted, state })).toThrow(/interactions/);
    expect(checkFitted(unpack(pack(fitted), 'state'))).toEqual(fitted);
  });

  it('is no ratio that may be infinite', () => {
    const [huge, tiny] = [c[0].map((value) => 1e300 * (1 + value)), c[1].map((value) => 1e-300 * (1 + value))];
    const table = tableOf([numberColumn('huge', huge), numberColumn('tiny', tiny)]);
    const y = over(noise, (e, i) => (1 + c[0][i]) / (1 + c[1][i]) + 0.1 * e);
    expect(added({ X: table, y, nClasses: 0 }, { alpha: 1e6 })).not.toContain('huge/tiny');
  });

  it('is nothing of tables without columns', () => {
    expect(added({ X: tableOf([], 5), y: Float64Array.from([1, 2, 3, 4, 5]), nClasses: 0 })).toEqual([]);
  });
});

it('finds nothing in noise when it chooses inside folds, and much when it looks at all rows before', () => {
  const nRows = 120;
  const { X } = drawn(nRows, 60, 8);
  const y = Float64Array.from({ length: nRows }, (_, row) => row % 2);
  const greedy = { name: 'interactions', params: { alpha: 1e6, maxPairs: 20 } };
  const before = transformWith(learned({ X, y, nClasses: 2 }, greedy.params), X);
  const pairsAlone = { nRows, columns: before.columns.slice(X.columns.length) };
  // Standard error of a chance AUC on 120 rows.
  const error = Math.sqrt(121 / (12 * 60 * 60));
  expect(crossValidatedAuc(pairsAlone, y)).toBeGreaterThan(0.5 + 4 * error);
  expect(Math.abs(crossValidatedAuc(X, y, [greedy]) - 0.5)).toBeLessThan(3 * error);
  // And what stands out from chance is hardly ever there.
  expect(added({ X, y, nClasses: 2 })).toEqual([]);
});
