import { beforeAll, describe, expect, it } from 'vitest';
import { distributionsReady } from '../math/distributions.ts';
import { createRng } from '../math/philox.ts';
import type { Rng } from '../math/rng.ts';
import { booleanColumn, datetimeColumn, numberColumn, stringColumn } from '../table/build.ts';
import type { Column } from '../table/column.ts';
import { type Table, tableOf } from '../table/table.ts';
import { type DriftReport, driftReport, minDriftRows } from './drift-report.ts';
import { driftTests } from './drift-tests/index.ts';

beforeAll(() => distributionsReady());

const filled = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));
const words = ['red', 'green', 'blue', 'black'];
const start = Date.UTC(2024, 0, 1);
const hourMs = 3_600_000;

/** A table of every kind of column; `by` shifts numbers by deviations, `red` is the share of one category. */
function world(rng: Rng, n: number, { by = 0, red = 0.4, hours = (u: number) => u * 24 } = {}): Table {
  return tableOf([
    numberColumn(
      'amount',
      filled(n, () => rng.normal() + by),
    ),
    numberColumn(
      'skewed',
      filled(n, () => 1 / (1.02 - rng.uniform())),
    ),
    numberColumn(
      'grade',
      filled(n, () => rng.integer(5)),
    ),
    stringColumn(
      'colour',
      filled(n, () => (rng.uniform() < red ? 'red' : words[1 + rng.integer(3)])),
    ),
    booleanColumn(
      'flag',
      filled(n, () => rng.uniform() < 0.3),
    ),
    datetimeColumn(
      'date',
      filled(n, () => start + Math.floor(rng.uniform() * 60) * 24 * hourMs + hours(rng.uniform()) * hourMs),
    ),
  ]);
}
const driftedIn = (report: DriftReport) => report.columns.filter(({ drifted }) => drifted).map(({ name }) => name);
const one = (reference: Column, current: Column, tests?: Record<string, string>) =>
  driftReport({ reference: tableOf([reference]), current: tableOf([current]), tests }).columns;

describe('no drift', () => {
  it('between a table and itself: every score is 0', () => {
    for (const n of [minDriftRows, 400, 3000]) {
      const table = world(createRng(1), n);
      const report = driftReport({ reference: table, current: table });
      expect(report).toMatchObject({ share: 0, drifted: false });
      for (const column of report.columns) expect(column).toMatchObject({ status: 'stable', driftScore: 0 });
    }
  });

  it('for tiny effects in many rows', () => {
    const n = 200_000;
    const rng = createRng(5);
    const columns = one(
      numberColumn(
        'x',
        filled(n, () => rng.normal()),
      ),
      numberColumn(
        'x',
        filled(n, () => rng.normal() + 0.05),
      ),
    );
    expect(columns[0].pValue).toBeLessThan(1e-6);
    expect(columns[0]).toMatchObject({ status: 'stable', drifted: false });
  });

  it('because time goes on', () => {
    const at = (day: number) =>
      datetimeColumn(
        'date',
        filled(2000, (i) => start + (day + (i % 60)) * 24 * hourMs + (i % 24) * hourMs),
      );
    const columns = one(at(0), at(420));
    expect(columns.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'date.hour stable',
      'date.day_of_week stable',
    ]);
  });
});

describe('drift', () => {
  it.each([
    [200, 0.6],
    [2000, 0.3],
    [20_000, 0.15],
  ])('of a shifted number is found in %i rows shifted by %f deviations, and nowhere else', (n, by) => {
    let found = 0;
    for (let seed = 0; seed < 10; seed++) {
      const rng = createRng(100 + seed);
      const report = driftReport({ reference: world(rng.split('a'), n), current: world(rng.split('b'), n, { by }) });
      const names = driftedIn(report);
      if (names.includes('amount')) found++;
      expect(names.filter((name) => name !== 'amount').length).toBeLessThanOrEqual(1);
    }
    expect(found).toBe(10);
  });

  it('of a category, of a new category, of the hour', () => {
    const rng = createRng(3);
    const reference = world(rng.split('a'), 800);
    expect(driftedIn(driftReport({ reference, current: world(rng.split('b'), 800, { red: 0.7 }) }))).toEqual([
      'colour',
    ]);
    const night = world(rng.split('c'), 800, { hours: (u) => 18 + u * 6 });
    expect(driftedIn(driftReport({ reference, current: night }))).toEqual(['date.hour']);
    const before = stringColumn(
      'c',
      filled(300, (i) => words[i % 3]),
    );
    const after = stringColumn(
      'c',
      filled(300, (i) => (i % 4 === 0 ? 'new' : words[i % 3])),
    );
    expect(one(before, after)[0]).toMatchObject({ status: 'drifted', test: 'chisquare' });
  });

  it('of the whole table begins at the wanted share of columns', () => {
    const n = 500;
    const rng = createRng(9);
    const reference = tableOf(
      ['a', 'b', 'c', 'd'].map((name) =>
        numberColumn(
          name,
          filled(n, () => rng.normal()),
        ),
      ),
    );
    const current = tableOf(
      ['a', 'b', 'c', 'd'].map((name, i) =>
        numberColumn(
          name,
          filled(n, () => rng.normal() + (i < 2 ? 1 : 0)),
        ),
      ),
    );
    expect(driftReport({ reference, current })).toMatchObject({ share: 0.5, drifted: true });
    expect(driftReport({ reference, current, share: 0.6 })).toMatchObject({ share: 0.5, drifted: false });
  });
});

describe('the test', () => {
  const numbers = (n: number) =>
    numberColumn(
      'x',
      filled(n, (i) => (i * 7919) % 104_729),
    );
  const texts = (n: number) =>
    stringColumn(
      'x',
      filled(n, (i) => words[i % 4]),
    );

  it('is chosen by kind and by the smaller sample', () => {
    expect(one(numbers(5000), numbers(999))[0].test).toBe('ks');
    expect(one(numbers(5000), numbers(1000))[0].test).toBe('wasserstein');
    expect(one(texts(5000), texts(999))[0].test).toBe('chisquare');
    expect(one(texts(5000), texts(1000))[0].test).toBe('jensenshannon');
  });

  it.each(driftTests.map((test) => [test.name, test] as const))(
    '%s can be asked for and sees a large shift',
    (name, test) => {
      for (const kind of test.kinds) {
        const shifted =
          kind === 'numeric'
            ? numberColumn(
                'x',
                filled(500, (i) => ((i * 7919) % 104_729) + 60_000),
              )
            : stringColumn(
                'x',
                filled(500, (i) => words[i % 2]),
              );
        const reference = kind === 'numeric' ? numbers(500) : texts(500);
        expect(one(reference, shifted, { x: name })[0]).toMatchObject({
          test: name,
          threshold: test.threshold,
          drifted: true,
        });
      }
    },
  );

  it('must exist and fit the column', () => {
    expect(() => one(numbers(50), numbers(50), { x: 'cusum' })).toThrow('one of ks, wasserstein');
    expect(() => one(texts(50), texts(50), { x: 'ks' })).toThrow(expect.objectContaining({ code: 'PARAM_INVALID' }));
  });
});

describe('odd input', () => {
  const normal = numberColumn(
    'x',
    filled(100, (i) => ((i * 37) % 101) / 7),
  );
  const none = { status: 'insufficient_data', drifted: false, driftScore: null };

  it('gives no verdict from few rows', () => {
    for (const n of [0, 1, 8, minDriftRows - 1]) {
      expect(
        one(
          normal,
          numberColumn(
            'x',
            filled(n, () => 1e6),
          ),
        )[0],
      ).toMatchObject(none);
      expect(
        one(
          stringColumn(
            'x',
            filled(n, (i) => words[i % 2]),
          ),
          stringColumn(
            'x',
            filled(100, () => 'new'),
          ),
        )[0],
      ).toMatchObject(none);
    }
    expect(driftReport({ reference: tableOf([normal]), current: tableOf([numberColumn('x', [])]) })).toMatchObject({
      share: 0,
      drifted: false,
    });
  });

  it('gives no verdict without values', () => {
    expect(
      one(
        normal,
        numberColumn(
          'x',
          filled(100, () => null),
        ),
      )[0],
    ).toMatchObject(none);
    expect(
      one(
        stringColumn(
          'x',
          filled(50, () => null),
        ),
        stringColumn(
          'x',
          filled(50, () => null),
        ),
      )[0],
    ).toMatchObject(none);
  });

  it('compares constant columns', () => {
    const constant = (value: number) =>
      numberColumn(
        'x',
        filled(100, () => value),
      );
    expect(one(constant(5), constant(5))[0]).toMatchObject({ status: 'stable', driftScore: 0 });
    expect(one(constant(5), constant(6))[0]).toMatchObject({ status: 'drifted' });
    expect(one(constant(5), normal)[0]).toMatchObject({ status: 'drifted' });
    for (const { driftScore } of one(normal, constant(5))) expect(Number.isFinite(driftScore)).toBe(true);
  });

  it('skips what cannot be compared, with a reason', () => {
    const ids = stringColumn(
      'x',
      filled(100, (i) => `id-${i}`),
    );
    const prose = stringColumn(
      'x',
      filled(100, (i) => `the quick brown fox number ${i} runs`),
    );
    const dates = datetimeColumn(
      'x',
      filled(100, (i) => start + i * 1000),
    );
    expect(one(ids, ids)[0]).toMatchObject({ status: 'skipped', reason: expect.stringContaining('identifier') });
    expect(one(prose, prose)[0]).toMatchObject({ status: 'skipped', reason: 'free text' });
    expect(one(normal, ids)[0]).toMatchObject({ status: 'skipped', reason: 'was number, is string now' });
    expect(one(normal, { ...normal, name: 'y' })[0]).toMatchObject({
      status: 'skipped',
      reason: 'absent from the current data',
    });
    expect(one(dates, dates).map(({ reason }) => reason)).toEqual([
      'less than 2 days of data on one side',
      'less than 14 days of data on one side',
    ]);
  });

  it('survives many categories and infinities', () => {
    const many = (seed: number) => {
      const rng = createRng(seed);
      return stringColumn(
        'x',
        filled(400, () => `c${rng.integer(90)}`),
      );
    };
    expect(one(many(1), many(2))[0]).toMatchObject({ status: 'stable' });
    const infinite = numberColumn(
      'x',
      filled(100, (i) => (i % 9 ? i / 7 : Number.POSITIVE_INFINITY)),
    );
    for (const { driftScore } of one(infinite, infinite)) expect(driftScore).toBe(0);
  });
});
