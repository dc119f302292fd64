import { describe, expect, it } from 'vitest';
import { createRng } from '../math/philox.ts';
import { sigmoid } from '../math/sigmoid.ts';
import { metricByName } from '../metrics/index.ts';
import type { Column, NumberColumn, StringColumn } from '../table/column.ts';
import { tableOf, takeRows } from '../table/table.ts';
import type { Predictions } from '../table/task.ts';
import { conditionsOf } from './conditions.ts';
import { slicedRows, worstSlices } from './slices.ts';

const n = 4000;
const cities = ['ATL', 'BOS', 'CHI', 'DEN'];

/** A table of unrelated columns. */
function tableFor(stream: string) {
  const rng = createRng(51).split(stream);
  const columns: Column[] = [
    {
      kind: 'number',
      name: 'hour',
      integer: true,
      values: Float64Array.from({ length: n }, () => (rng.uniform() < 0.05 ? Number.NaN : rng.integer(24))),
    },
    {
      kind: 'number',
      name: 'distance',
      integer: false,
      values: Float64Array.from({ length: n }, () => 1000 * rng.uniform()),
    },
    { kind: 'string', name: 'city', dictionary: cities, codes: Int32Array.from({ length: n }, () => rng.integer(4)) },
    { kind: 'boolean', name: 'member', values: Int8Array.from({ length: n }, () => rng.integer(2)) },
    {
      kind: 'datetime',
      name: 'at',
      values: Float64Array.from({ length: n }, () => 1.7e12 + 86_400_000 * rng.integer(300)),
    },
  ];
  return tableOf(columns);
}

/** Good predictions, but useless ones where `bad` says so. */
function judged(stream: string, bad: (row: number) => boolean) {
  const rng = createRng(52).split(stream);
  const x = Float64Array.from({ length: n }, () => 2 * rng.normal());
  const values = x.map((each) => (rng.uniform() < sigmoid(each) ? 1 : 0));
  const p = x.map((each, row) => sigmoid(bad(row) ? 2 * rng.normal() : each));
  const predictions: Predictions = {
    values: p.map((each) => (each > 0.5 ? 1 : 0)),
    probabilities: [p.map((each) => 1 - each), p],
  };
  return { target: { task: 'binary' as const, classes: ['0', '1'], values }, predictions };
}

const metrics = ['roc_auc', 'log_loss', 'accuracy', 'f1'];

describe('worst slices', () => {
  const X = tableFor('table');
  const [hour, distance, city] = X.columns as [NumberColumn, NumberColumn, StringColumn];

  it('looks in a sample where that is asked for, and in all rows where they are no more', () => {
    const data = judged('sampled', (row) => city.codes[row] === 2);
    const found = (maxRows?: number) => worstSlices({ X, ...data, metric: metricByName('log_loss'), seed: 1, maxRows });
    const [sampled] = found(2000);
    expect(sampled.description).toBe('city = "CHI"');
    expect(Math.abs(sampled.rows - 500)).toBeLessThan(80);
    expect(found(2000)).toEqual(found(2000));
    expect(found(n)).toEqual(found());
    expect([1, 1500, 9000].map((most) => slicedRows(n, most))).toEqual([1000, 1500, n]);
    expect(slicedRows(300, 1)).toBe(300);
  });

  it.each(metrics)('%s: a bad category is found, first and alone', (name) => {
    const data = judged('category', (row) => city.codes[row] === 2);
    const slices = worstSlices({ X, ...data, metric: metricByName(name), seed: 1 });
    expect(slices.map(({ description }) => description)).toEqual(['city = "CHI"']);
    expect(slices[0].rows).toBe(city.codes.filter((code) => code === 2).length);
    const [{ value, ci, effect, qValue }] = slices;
    expect(qValue).toBeLessThan(0.01);
    expect(effect).toBeGreaterThan(0);
    const own = Int32Array.from(data.target.values.keys()).filter((row) => city.codes[row] === 2);
    const of = (values: Float64Array) => Float64Array.from(own, (row) => values[row]);
    const whole = metricByName(name).compute({
      nClasses: 2,
      yTrue: of(data.target.values),
      predictions: { values: of(data.predictions.values), probabilities: data.predictions.probabilities!.map(of) },
    });
    // Measured on the half that the search did not see.
    expect(Math.abs(value! - whole)).toBeLessThan(0.15 * Math.max(1, Math.abs(whole)));
    expect(value).not.toBe(whole);
    expect(ci![0]).toBeLessThan(value!);
    expect(ci![1]).toBeGreaterThan(value!);
  });

  it('a bad range and bad missing values are found', () => {
    const far = judged('range', (row) => distance.values[row] > 800);
    expect(worstSlices({ X, ...far, metric: metricByName('log_loss'), seed: 1 })[0].description).toMatch(
      /^distance >= (79|80)\d/,
    );
    const missing = judged('missing', (row) => Number.isNaN(hour.values[row]));
    expect(worstSlices({ X, ...missing, metric: metricByName('log_loss'), seed: 1 })[0].description).toBe(
      'hour is missing',
    );
  });

  it('a bad pair is found as a pair, and its halves after it', () => {
    const data = judged('pair', (row) => city.codes[row] === 1 && distance.values[row] < 200);
    const [first] = worstSlices({ X, ...data, metric: metricByName('log_loss'), seed: 1 });
    expect(
      first.description
        .split(' and ')
        .map((each) => each.replace(/\d+(\.\d+)?/, '#'))
        .sort(),
    ).toEqual(['city = "BOS"', 'distance < #']);
  });

  it.each([
    ['log_loss', 60],
    ['roc_auc', 20],
  ])('%s: where all are alike, a slice is found in no more than about 5 of 100 runs', (name, rounds) => {
    let found = 0;
    for (let round = 0; round < rounds; round++) {
      const data = judged(`alike-${round}`, () => false);
      const X = tableFor(`table-${round}`);
      const kept = Int32Array.from({ length: 1200 }, (_, row) => row);
      const cut = (values: Float64Array) => values.slice(0, kept.length);
      const slices = worstSlices({
        X: takeRows(X, kept),
        target: { ...data.target, values: cut(data.target.values) },
        predictions: { values: cut(data.predictions.values), probabilities: data.predictions.probabilities!.map(cut) },
        metric: metricByName(name),
        seed: round,
      });
      if (slices.length > 0) found++;
    }
    // Three standard errors above 5 in 100.
    expect(found / rounds).toBeLessThanOrEqual(0.05 + 3 * Math.sqrt((0.05 * 0.95) / rounds));
  });

  it('of a regression are found by squared error and by r2', () => {
    const rng = createRng(53);
    const values = Float64Array.from({ length: n }, () => rng.normal());
    const predictions = { values: values.map((y, row) => y + (city.codes[row] === 0 ? 0.8 : 0.4) * rng.normal()) };
    const target = { task: 'regression' as const, classes: [], values };
    for (const name of ['rmse', 'mae', 'r2']) {
      const [first] = worstSlices({ X, target, predictions, metric: metricByName(name), seed: 1 });
      expect([name, first.description]).toEqual([name, 'city = "ATL"']);
    }
  });

  it('have at least the asked support, and at most the asked number', () => {
    const data = judged(
      'support',
      (row) => city.codes[row] === 2 || distance.values[row] > 800 || Number.isNaN(hour.values[row]),
    );
    const metric = metricByName('log_loss');
    expect(worstSlices({ X, ...data, metric, seed: 1 }).length).toBeGreaterThan(2);
    expect(worstSlices({ X, ...data, metric, limit: 1, seed: 1 })).toHaveLength(1);
    for (const { rows } of worstSlices({ X, ...data, metric, minSupport: 600, seed: 1 }))
      expect(rows).toBeGreaterThanOrEqual(600);
    expect(worstSlices({ X, ...data, metric, minSupport: n, seed: 1 })).toEqual([]);
  });

  it('that are the same rows by another name are reported once', () => {
    const data = judged('twice', (row) => city.codes[row] === 2);
    const twice = tableOf([...X.columns, { ...city, name: 'town' }]);
    expect(worstSlices({ X: twice, ...data, metric: metricByName('log_loss'), seed: 1 })).toHaveLength(1);
  });

  it('of no rows are none', () => {
    const empty = tableOf(
      X.columns.map(
        (column) =>
          (column.kind === 'string'
            ? { ...column, codes: new Int32Array(0) }
            : { ...column, values: column.values.slice(0, 0) }) as Column,
      ),
    );
    const none = new Float64Array(0);
    const data = {
      target: { task: 'binary' as const, classes: ['0', '1'], values: none },
      predictions: { values: none, probabilities: [none, none] },
    };
    expect(worstSlices({ X: empty, ...data, metric: metricByName('log_loss'), seed: 1 })).toEqual([]);
  });
});

describe('conditions', () => {
  const number = (values: number[]): NumberColumn => ({
    kind: 'number',
    name: 'x',
    integer: false,
    values: Float64Array.from(values),
  });
  const words = (column: Column, rows: number, support = 1) =>
    conditionsOf(column, rows, support).map(({ description }) => description);

  it('part every present row once', () => {
    for (const column of tableFor('conditions').columns) {
      const conditions = conditionsOf(column, n, 1);
      for (let row = 0; row < n; row++) expect(conditions.filter(({ holds }) => holds(column, row)).length).toBe(1);
    }
  });

  it('of few values are the values, of many are ranges', () => {
    expect(words(number([1, 1, 2.5, Number.NaN]), 4)).toEqual(['x = 1', 'x = 2.5', 'x is missing']);
    expect(words(number(Array.from({ length: 100 }, (_, i) => i)), 100)).toEqual([
      'x < 19.8',
      'x in [19.8, 39.6)',
      'x in [39.6, 59.4)',
      'x in [59.4, 79.2)',
      'x >= 79.2',
    ]);
  });

  it('that all rows or too few rows meet are left out', () => {
    expect(words(number([7, 7, 7]), 3)).toEqual([]);
    expect(words(number([1, 2, 2, 2]), 4, 2)).toEqual(['x = 2']);
  });
});
