/** Two samples of one world differ by chance alone: how often that is called drift. */
import { beforeAll, describe, expect, it } from 'vitest';
import { distributionsReady } from '../math/distributions.ts';
import { createRng } from '../math/philox.ts';
import type { Rng } from '../math/rng.ts';
import { booleanColumn, datetimeColumn, numberColumn, stringColumn } from '../table/build.ts';
import type { Column } from '../table/column.ts';
import { type Table, tableOf } from '../table/table.ts';
import { type DriftReport, driftReport } from './drift-report.ts';

beforeAll(() => distributionsReady());

const filled = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));
const words = ['red', 'green', 'blue', 'black'];
const start = Date.UTC(2024, 0, 1);
const hourMs = 3_600_000;

/** A table of every kind of column. */
function world(rng: Rng, n: number): Table {
  return tableOf([
    numberColumn(
      'amount',
      filled(n, () => rng.normal()),
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
      filled(n, () => (rng.uniform() < 0.4 ? 'red' : words[1 + rng.integer(3)])),
    ),
    booleanColumn(
      'flag',
      filled(n, () => rng.uniform() < 0.3),
    ),
    datetimeColumn(
      'date',
      filled(n, () => start + Math.floor(rng.uniform() * 60) * 24 * hourMs + rng.uniform() * 24 * hourMs),
    ),
  ]);
}
const driftedIn = (report: DriftReport) => report.columns.filter(({ drifted }) => drifted).map(({ name }) => name);
const one = (reference: Column, current: Column) =>
  driftReport({ reference: tableOf([reference]), current: tableOf([current]) }).columns;

describe('no drift', () => {
  it.each([
    [60, 60],
    [1000, 80],
    [1100, 1100],
  ])('in 200 tables of %i and %i rows from one world: false alarms are as rare as promised', (before, after) => {
    let alarms = 0;
    for (let seed = 0; seed < 200; seed++) {
      const rng = createRng(seed);
      const report = driftReport({ reference: world(rng.split('a'), before), current: world(rng.split('b'), after) });
      if (driftedIn(report).length > 0) alarms++;
    }
    expect(alarms).toBeLessThanOrEqual(6);
  });

  it('in 200 columns of many rare categories: false alarms are as rare as promised', () => {
    const many = (rng: Rng, n: number) =>
      stringColumn(
        'x',
        filled(n, () => `c${rng.integer(90)}`),
      );
    let alarms = 0;
    for (let seed = 0; seed < 200; seed++) {
      const rng = createRng(seed);
      if (one(many(rng.split('a'), 400), many(rng.split('b'), 400))[0].drifted) alarms++;
    }
    expect(alarms).toBeLessThanOrEqual(6);
  });
});
