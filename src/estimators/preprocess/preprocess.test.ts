/** Transformers against scikit-learn (tests/reference/estimators), and their rules for what training never saw. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import reference from '../../../tests/reference/estimators/preprocess.json' with { type: 'json' };
import { createRng } from '../../math/philox.ts';
import { median } from '../../math/quantile.ts';
import { booleanColumn, datetimeColumn, numberColumn, stringColumn, tableFrom } from '../../table/build.ts';
import { cell } from '../../table/column.ts';
import { columnNames, columnOf, type Table, tableOf } from '../../table/table.ts';
import type { EstimatorSpec } from '../estimator.ts';
import { fitEstimator, transformWith } from '../fit.ts';
import '../index.ts';
import { weightedMedian } from '../weighted-median.ts';
import { castColumn } from './cast-column.ts';
import { uniqueName } from './unique-name.ts';

const learn = (spec: EstimatorSpec, X: Table, sampleWeight?: Float64Array) =>
  fitEstimator(spec, { X, nClasses: 0, sampleWeight }, { rng: createRng(0) });
const rowsOf = (X: Table) => Array.from({ length: X.nRows }, (_, row) => X.columns.map((column) => cell(column, row)));
const fitTransform = (spec: EstimatorSpec, X: Table, other = X) => rowsOf(transformWith(learn(spec, X), other));

describe('numbers equal scikit-learn', () => {
  it.each(reference.numeric.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const X = tableOf([numberColumn('x', one.values)]);
    for (const strategy of ['mean', 'median'] as const) {
      const filled = transformWith(learn({ name: 'numeric_imputer', params: { strategy } }, X), X);
      expect(columnNames(filled)).toEqual(['x', 'x_missing']);
      for (const [row, value] of one.values.entries()) {
        const expected = value ?? one[strategy];
        const actual = cell(columnOf(filled, 'x'), row) as number;
        expect(Math.abs(actual - expected)).toBeLessThanOrEqual(Math.abs(expected) * 1e-13);
        expect(cell(columnOf(filled, 'x_missing'), row)).toBe(Number(value === null));
      }
    }
    const weights = Float64Array.from(one.weights);
    for (const [expected, weight] of [[one.scaled], [one.weightedScaled, weights]] as const) {
      const scaled = transformWith(learn({ name: 'standard_scaler', params: {} }, X, weight), X);
      for (const [row, value] of expected.entries()) {
        const actual = cell(scaled.columns[0], row);
        if (value === null) expect(actual).toBeNull();
        // A large offset costs digits in both implementations.
        else expect(Math.abs((actual as number) - value)).toBeLessThan(1e-12 + Math.abs(one.mean) * 1e-15);
      }
    }
  });
});

it('weighs the median as if rows stood there so often', () => {
  const values = fc.array(fc.tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: 1, max: 4 })), { minLength: 1 });
  fc.assert(
    fc.property(values, (pairs) => {
      const repeated = Float64Array.from(pairs.flatMap(([value, times]) => Array<number>(times).fill(value)));
      const weighted = weightedMedian(
        Float64Array.from(pairs, ([value]) => value),
        Float64Array.from(pairs, ([, times]) => times),
      );
      expect(weighted).toBe(median(repeated));
    }),
  );
});

describe('one_hot', () => {
  it.each(reference.oneHot.map((one, i) => [i, one] as const))('equals scikit-learn, case %i', (_, one) => {
    const params = { minFrequency: one.minFrequency, maxCategories: one.maxCategories };
    const later = tableOf([stringColumn('t', one.later)]);
    expect(fitTransform({ name: 'one_hot', params }, tableOf([stringColumn('t', one.texts)]), later)).toEqual(
      one.encoded,
    );
  });

  it('names its columns, has a bucket for missing, and zeros for what it never saw', () => {
    const X = tableFrom({ n: [1, 2, 3], city: ['Bern', null, 'Graz'] });
    const fitted = learn({ name: 'one_hot', params: {} }, X);
    const later = transformWith(fitted, tableFrom({ n: [4, 5], city: ['Oslo', null] }));
    expect(columnNames(later)).toEqual(['n', 'city=Bern', 'city=Graz', 'city:missing']);
    expect(rowsOf(later)).toEqual([
      [4, 0, 0, 0],
      [5, 0, 0, 1],
    ]);
  });

  it('never gives two columns one name', () => {
    const X = tableFrom({ 'a=b': [1, 2], a: ['b', 'c'] });
    expect(columnNames(transformWith(learn({ name: 'one_hot', params: {} }, X), X))).toEqual(['a=b', 'a=b#2', 'a=c']);
    expect(uniqueName('x', new Set(['x', 'x#2']))).toBe('x#3');
  });
});

describe('ordinal', () => {
  it('codes categories by code unit; unseen ones are missing', () => {
    const X = tableFrom({ t: ['b', 'a', null, 'b'] });
    const fitted = learn({ name: 'ordinal', params: {} }, X);
    const later = transformWith(fitted, tableFrom({ t: ['a', 'b', 'new', null] }));
    expect(rowsOf(later)).toEqual([[0], [1], [null], [null]]);
    expect(later.columns[0]).toMatchObject({ kind: 'number', cardinality: 2 });
  });

  it('sends rare and unseen categories to one code when some were rare in training', () => {
    const X = tableFrom({ t: ['a', 'a', 'a', 'b', 'b', 'c', 'd'] });
    const fitted = learn({ name: 'ordinal', params: { maxCategories: 3 } }, X);
    const later = transformWith(fitted, tableFrom({ t: ['a', 'b', 'c', 'd', 'new', null] }));
    expect(rowsOf(later)).toEqual([[0], [1], [2], [2], [2], [null]]);
    expect(later.columns[0]).toMatchObject({ cardinality: 3 });
  });
});

describe('date_parts', () => {
  const instants = [Date.UTC(2024, 1, 29, 23, 59), Date.UTC(2024, 2, 1, 0, 30), null];
  const X = tableOf([datetimeColumn('at', instants), numberColumn('n', [1, 2, 3])]);

  it('gives UTC parts as numbers', () => {
    const out = transformWith(learn({ name: 'date_parts', params: {} }, X), X);
    expect(columnNames(out)).toEqual([
      'n',
      'at_month',
      'at_day_of_month',
      'at_day_of_week',
      'at_hour',
      'at_minute_of_day',
    ]);
    expect(rowsOf(out)).toEqual([
      [1, 2, 29, 3, 23, 1439],
      [2, 3, 1, 4, 0, 30],
      [3, null, null, null, null, null],
    ]);
  });

  it('gives cyclic parts as categories on request, and drops what does not vary', () => {
    const days = tableOf([datetimeColumn('day', [Date.UTC(2024, 4, 1), Date.UTC(2024, 4, 3)])]);
    const out = transformWith(learn({ name: 'date_parts', params: { cyclicAs: 'category' } }, days), days);
    expect(columnNames(out)).toEqual(['day_day_of_month', 'day_day_of_week']);
    expect(rowsOf(out)).toEqual([
      [1, '2'],
      [3, '4'],
    ]);
  });
});

describe('select_columns', () => {
  const roles = [
    { name: 'b', role: 'categorical' },
    { name: 'a', role: 'numeric' },
  ];
  const spec = { name: 'select_columns', params: { columns: roles } };

  it('selects by name, in its own order, whatever else there is', () => {
    const fitted = learn(spec, tableFrom({ a: [1], b: ['x'], c: [0] }));
    expect(rowsOf(transformWith(fitted, tableFrom({ c: [9], b: ['y'], a: [2] })))).toEqual([['y', 2]]);
    expect(() => transformWith(fitted, tableFrom({ a: [2] }))).toThrow(
      expect.objectContaining({ code: 'COLUMN_NOT_FOUND' }),
    );
  });

  it('reads other kinds by fixed rules', () => {
    const read = (column: Parameters<typeof castColumn>[0], role: Parameters<typeof castColumn>[1]) =>
      rowsOf(tableOf([castColumn(column, role)])).flat();
    expect(read(stringColumn('x', ['1', ' -2.5e1 ', '1,5', 'x', '', '0x10', null]), 'numeric')).toEqual([
      1,
      -25,
      null,
      null,
      null,
      null,
      null,
    ]);
    expect(read(numberColumn('x', [1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]), 'numeric')).toEqual([
      1,
      null,
      null,
    ]);
    expect(read(booleanColumn('x', [true, false, null]), 'numeric')).toEqual([1, 0, null]);
    expect(read(stringColumn('x', ['TRUE', 'false', '1', 'yes']), 'boolean')).toEqual([1, 0, 1, null]);
    expect(read(numberColumn('x', [0, 1, 2]), 'boolean')).toEqual([0, 1, null]);
    expect(read(numberColumn('x', [5, 0.1, null]), 'categorical')).toEqual(['5', '0.1', null]);
    expect(read(booleanColumn('x', [true, null]), 'categorical')).toEqual(['true', null]);
    expect(
      read(stringColumn('x', ['2024-02-29', '2024-02-29T12:30:15.5+01:00', '2023-02-29', 'soon']), 'datetime'),
    ).toEqual(['2024-02-29T00:00:00.000Z', '2024-02-29T11:30:15.500Z', null, null]);
  });
});

describe('calendar', () => {
  it('agrees with the engine for any instant', () => {
    fc.assert(
      fc.property(fc.integer({ min: -8_000_000_000_000, max: 8_000_000_000_000 }), (instant) => {
        const date = new Date(instant);
        const X = tableOf([datetimeColumn('t', [instant, instant + 40 * 86_400_000 + 3_660_000])]);
        const out = transformWith(learn({ name: 'date_parts', params: {} }, X), X);
        const part = (name: string) => cell(columnOf(out, `t_${name}`), 0);
        expect(part('month')).toBe(date.getUTCMonth() + 1);
        expect(part('day_of_month')).toBe(date.getUTCDate());
        expect(part('day_of_week')).toBe((date.getUTCDay() + 6) % 7);
        expect(part('hour')).toBe(date.getUTCHours());
        expect(part('minute_of_day')).toBe(date.getUTCHours() * 60 + date.getUTCMinutes());
        const text = castColumn(stringColumn('t', [date.toISOString()]), 'datetime');
        expect(cell(text, 0)).toBe(instant < -62_135_596_800_000 ? null : date.toISOString());
      }),
    );
  });
});
