import { describe, expect, it } from 'vitest';
import { createRng } from '../math/philox.ts';
import { datetimeColumn, numberColumn, stringColumn } from '../table/build.ts';
import { type Table, tableOf } from '../table/table.ts';
import { type Prepared, prepare } from './prepare.ts';
import type { TrainRequest } from './request.ts';
import { holdoutMinRows, splitOff } from './split-off.ts';

const day = 86_400_000;

const request: TrainRequest = {
  plan: { source: 'made.csv', format: 'csv', files: [], columns: [], derive: [], options: {}, rows: 0 },
  target: 'y',
  name: 'made',
  idColumns: [],
  exclude: [],
  keep: [],
  allow: [],
  preset: 'balanced',
  budgetMs: 0,
  seed: 7,
  threads: 1,
};

/** x is a number of its own for each row; y is yes in three rows of ten; days repeat and stand in no order. */
function made(nRows: number, seed = 1): Table {
  const rng = createRng(seed).split('made');
  const rows = Array.from({ length: nRows }, (_, row) => row);
  return tableOf([
    numberColumn(
      'x',
      rows.map((row) => row + rng.uniform()),
    ),
    stringColumn(
      'group',
      rows.map(() => `g${rng.integer(60)}`),
    ),
    datetimeColumn(
      'day',
      rows.map(() => day * rng.integer(200)),
    ),
    stringColumn(
      'y',
      rows.map((row) => (row % 10 < 3 ? 'yes' : 'no')),
    ),
  ]);
}

function split(table: Table, asked: Partial<TrainRequest> = {}, earlierRows = 0) {
  const prepared = prepare(table, { ...request, ...asked }, earlierRows);
  return { prepared, ...splitOff(prepared, { ...request, ...asked }) };
}

/** Both sides ascend and together hold every row once. */
function expectParts({ prepared, train, holdout }: ReturnType<typeof split>): void {
  const ascends = (rows: Int32Array) => rows.every((row, i) => i === 0 || row > rows[i - 1]);
  expect([ascends(train), ascends(holdout)]).toEqual([true, true]);
  const all = Int32Array.of(...train, ...holdout).sort((a, b) => a - b);
  expect(all).toEqual(Int32Array.from({ length: prepared.table.nRows }, (_, row) => row));
}

const largest = (values: Float64Array, rows: Int32Array) => rows.reduce((most, row) => Math.max(most, values[row]), 0);
const smallest = (values: Float64Array, rows: Int32Array) =>
  rows.reduce((least, row) => Math.min(least, values[row]), Number.POSITIVE_INFINITY);
const shareOfYes = ({ target }: Prepared, rows: Int32Array) =>
  rows.filter((row) => target.classes[target.values[row]] === 'yes').length / rows.length;

describe('splitOff', () => {
  it('seals a fifth, with classes in the shares of the whole', () => {
    const parts = split(made(3000));
    expectParts(parts);
    expect(parts.holdout).toHaveLength(600);
    expect(shareOfYes(parts.prepared, parts.holdout)).toBeCloseTo(0.3, 12);
  });

  it('seals nothing below the least number of rows', () => {
    const few = split(made(holdoutMinRows - 1));
    expectParts(few);
    expect(few.holdout).toHaveLength(0);
    expect(split(made(holdoutMinRows)).holdout).toHaveLength(holdoutMinRows / 5);
  });

  it('trains strictly before the holdout where time is given, also with many rows of one instant', () => {
    const parts = split(made(3000), { timeColumn: 'day' });
    expectParts(parts);
    const { times } = parts.prepared;
    expect(largest(times!, parts.train)).toBeLessThan(smallest(times!, parts.holdout));
    expect(Math.abs(parts.holdout.length - 600)).toBeLessThan(40);
  });

  it('keeps each group on one side', () => {
    const parts = split(made(3000), { groupColumn: 'group' });
    expectParts(parts);
    const groups = (rows: Int32Array) => new Set(Array.from(rows, (row) => parts.prepared.groups![row]));
    const [train, holdout] = [groups(parts.train), groups(parts.holdout)];
    expect([...holdout].filter((group) => train.has(group))).toEqual([]);
    expect(train.size + holdout.size).toBe(60);
    expect(Math.abs(parts.holdout.length - 600)).toBeLessThan(120);
  });

  it('keeps identical rows on one side', () => {
    const table = made(1500);
    const twice = tableOf(
      table.columns.map((column) => {
        const codes = (values: ArrayLike<number>) => Array.from({ length: 3000 }, (_, row) => values[row >> 1]);
        if (column.kind === 'string') return { ...column, codes: Int32Array.from(codes(column.codes)) };
        return numberColumn(column.name, codes(column.values));
      }),
    );
    const { train, holdout } = split(twice);
    const pairs = new Set(Array.from(train, (row) => row >> 1));
    expect(Array.from(holdout, (row) => row >> 1).filter((pair) => pairs.has(pair))).toEqual([]);
    expect(holdout).toHaveLength(600);
  });

  it('takes the holdout of a challenge from fresh rows alone, three tenths of them, however few', () => {
    const parts = split(made(1500), { challenges: 'made@1' }, 1000);
    expectParts(parts);
    expect(parts.holdout).toHaveLength(150);
    expect(smallest(Float64Array.from(parts.holdout), Int32Array.from(parts.holdout.keys()))).toBeGreaterThanOrEqual(
      1000,
    );
    const timed = split(made(1500), { challenges: 'made@1', timeColumn: 'day' }, 1000);
    expectParts(timed);
    const fresh = timed.train.filter((row) => row >= 1000);
    expect(largest(timed.prepared.times!, fresh)).toBeLessThan(smallest(timed.prepared.times!, timed.holdout));
  });

  it('follows the seed and nothing else', () => {
    const { holdout } = split(made(2500));
    expect(split(made(2500), { threads: 4, budgetMs: 9 }).holdout).toEqual(holdout);
    expect(split(made(2500), { seed: 8 }).holdout).not.toEqual(holdout);
  });
});
