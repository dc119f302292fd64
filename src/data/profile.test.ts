import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { booleanColumn, datetimeColumn, numberColumn, stringColumn } from '../table/build.ts';
import { tableOf } from '../table/table.ts';
import { hashTable } from './hash.ts';
import { profileSource, profileTable } from './profile.ts';
import { resolveSource } from './source.ts';

const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
interface Figures {
  rows: number;
  columns: Record<
    string,
    {
      missing: number;
      distinct: number;
      min?: number;
      max: number;
      mean: number;
      sd: number;
      quantiles: number[];
      counts?: number[];
    }
  >;
  correlations: Record<string, number>;
}
const reference: Record<string, Figures> = JSON.parse(readFileSync(root('tests/reference/data/profile.json'), 'utf8'));
const close = (actual: unknown, expected: number) => {
  expect(Math.abs((actual as number) - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(expected)));
};

describe('profile', () => {
  it.each(['penguins.json', 'birdstrikes.csv'])('of %s equals the figures of pandas', async (name) => {
    const profile = await profileSource(await resolveSource(root(`node_modules/vega-datasets/data/${name}`)));
    const expected = reference[name];
    expect(profile.rows).toBe(expected.rows);
    expect(profile.columns.map((column) => column.name)).toEqual(Object.keys(expected.columns));
    for (const column of profile.columns) {
      const figures = expected.columns[column.name];
      expect({ missing: column.missing, distinct: column.distinct }, column.name).toEqual({
        missing: figures.missing,
        distinct: figures.distinct,
      });
      if (figures.counts)
        expect(
          column.top.map(({ count }) => count),
          column.name,
        ).toEqual(figures.counts);
      else {
        expect([column.min, column.max]).toEqual([figures.min, figures.max]);
        close(column.mean, figures.mean);
        close(column.sd, figures.sd);
        Object.values(column.quantiles!).forEach((value, i) => {
          close(value, figures.quantiles[i]);
        });
      }
    }
    for (const { a, b, value } of profile.correlations) close(value, expected.correlations[`${a} / ${b}`]);
    expect(profile.correlations.length).toBeGreaterThan(0);
  });

  it('tells every kind, and survives JSON', async () => {
    const table = tableOf([
      numberColumn('n', [3, null, 1, 1, Number.POSITIVE_INFINITY]),
      stringColumn('s', ['b', 'a', 'b', 'a', null]),
      booleanColumn('b', [true, null, false, true, true]),
      datetimeColumn('d', [0, 86_400_000, null, 0, 1]),
      numberColumn('none', [null, null, null, null, null]),
      stringColumn('nothing', [null, null, null, null, null]),
    ]);
    const seen: number[] = [];
    const profile = await profileTable(table, { onProgress: ({ done }) => seen.push(done!) });
    expect(profile.columns.map(({ role: _, ...column }) => column)).toMatchObject([
      {
        name: 'n',
        missing: 1,
        distinct: 3,
        min: 1,
        max: 3,
        mean: 5 / 3,
        top: [
          { value: 1, count: 2 },
          { value: 3, count: 1 },
          { value: 'Infinity', count: 1 },
        ],
      },
      {
        name: 's',
        missing: 1,
        distinct: 2,
        min: null,
        mean: null,
        quantiles: null,
        top: [
          { value: 'a', count: 2 },
          { value: 'b', count: 2 },
        ],
      },
      {
        name: 'b',
        missing: 1,
        distinct: 2,
        mean: 0.75,
        top: [
          { value: true, count: 3 },
          { value: false, count: 1 },
        ],
      },
      {
        name: 'd',
        missing: 1,
        distinct: 3,
        min: '1970-01-01T00:00:00.000Z',
        max: '1970-01-02T00:00:00.000Z',
        mean: null,
      },
      { name: 'none', missing: 5, distinct: 0, min: null, max: null, mean: null, sd: null, quantiles: null, top: [] },
      { name: 'nothing', missing: 5, distinct: 0, top: [] },
    ]);
    expect(profile.dataHash).toBe(hashTable(table));
    expect(JSON.parse(JSON.stringify(profile))).toEqual(profile);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect((await profileTable(tableOf([numberColumn('one', [5])]))).columns[0]).toMatchObject({
      min: 5,
      max: 5,
      mean: 5,
      sd: null,
    });
  });

  it('finds the most frequent among many, and sorts what cannot be counted', async () => {
    const n = 20_000;
    const table = tableOf([
      stringColumn(
        's',
        Array.from({ length: n }, (_, i) => (i % 4 === 0 ? 'often' : i % 10 === 1 ? 'some' : `t${i}`)),
      ),
      numberColumn(
        'wide',
        Array.from({ length: n }, (_, i) => (i % 5 === 0 ? 7e9 : ((i * 7919) % n) * 1e6)),
      ),
      numberColumn(
        'fine',
        Array.from({ length: n }, (_, i) => ((i * 7919) % n) / 7),
      ),
      numberColumn(
        'whole',
        Array.from({ length: n }, (_, i) => ((i * 7919) % 100) - 50),
      ),
    ]);
    const [s, wide, fine, whole] = (await profileTable(table)).columns;
    expect(s.top.slice(0, 2)).toEqual([
      { value: 'often', count: 5000 },
      { value: 'some', count: 2000 },
    ]);
    expect(wide.top[0]).toEqual({ value: 7e9, count: expect.any(Number) });
    expect(fine).toMatchObject({ min: 0, max: (n - 1) / 7, distinct: n });
    expect(whole).toMatchObject({ min: -50, max: 49, distinct: 100, quantiles: { p50: -0.5 } });
    expect(whole.top).toEqual(Array.from({ length: 10 }, (_, i) => ({ value: i - 50, count: n / 100 })));
  });

  it('names the target, and says what is wrong with it', async () => {
    const plan = await resolveSource(root('node_modules/vega-datasets/data/penguins.json'), {
      textColumns: ['Species'],
    });
    const profile = await profileSource(plan, { target: 'Species' });
    expect(profile.columns.find((column) => column.name === 'Species')).toMatchObject({ role: 'target', distinct: 3 });
    await expect(profileSource(plan, { target: 'Kind' })).rejects.toMatchObject({ code: 'COLUMN_NOT_FOUND' });
  });
});
