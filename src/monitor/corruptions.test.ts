/** What goes wrong with data in practice, done to real tables: found where it can be, and silence on clean parts of the same tables. */
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { distributionsReady } from '../math/distributions.ts';
import { createRng } from '../math/philox.ts';
import { openEngine } from '../sql/engine.ts';
import { numberColumn, stringColumn } from '../table/build.ts';
import type { Column } from '../table/column.ts';
import { cell, columnLength } from '../table/column.ts';
import { columnOf, type Table, takeRows, withColumns, without } from '../table/table.ts';
import { driftReport } from './drift-report.ts';
import { dataQuality } from './quality.ts';

const vega = fileURLToPath(new URL('../../node_modules/vega-datasets/data/', import.meta.url));
const tables = new Map<string, { table: Table; number: string; text: string }>();

beforeAll(async () => {
  await distributionsReady();
  const engine = await openEngine();
  const flights = `select * from '${vega}flights-3m.parquet' using sample reservoir(9000 rows) repeatable (7)`;
  const birds = `select "Time of day", "Wildlife Size", "Speed IAS in knots", "Phase of flight" from read_csv('${vega}birdstrikes.csv')`;
  tables.set('flights', { table: await engine.query(flights), number: 'distance', text: 'origin' });
  tables.set('birdstrikes', { table: await engine.query(birds), number: 'Speed IAS in knots', text: 'Time of day' });
  engine.close();
});

/** Rows drawn apart: a reference and some smaller parts. */
function parts(table: Table, reference: number, size: number, count: number): { reference: Table; current: Table[] } {
  const order = createRng(5).permutation(table.nRows);
  const take = (from: number, rows: number) => takeRows(table, order.subarray(from, from + rows));
  return {
    reference: take(0, reference),
    current: Array.from({ length: count }, (_, i) => take(reference + i * size, size)),
  };
}
const noticed = (reference: Table, current: Table): string[] => [
  ...driftReport({ reference, current })
    .columns.filter(({ drifted }) => drifted)
    .map(({ name }) => `drift ${name}`),
  ...dataQuality({ reference, current }).map(({ code, column }) => `${code} ${column}`),
];

const values = (column: Column) => Array.from({ length: columnLength(column) }, (_, row) => cell(column, row));
const numbers = (column: Column, change: (value: number, row: number) => number | null) =>
  numberColumn(
    column.name,
    values(column).map((value, row) => (value === null ? null : change(value as number, row))),
  );
const texts = (column: Column, change: (value: string, row: number) => string | null) =>
  stringColumn(
    column.name,
    values(column).map((value, row) => (value === null ? null : change(value as string, row))),
  );

/** Each makes a damaged column of a sound one. */
const ofNumbers: [string, (column: Column) => Column][] = [
  ['another unit', (column) => numbers(column, (value) => value * 1000)],
  ['gaps in a fifth of the rows', (column) => numbers(column, (value, row) => (row % 5 ? value : null))],
  ['a number that stands for missing', (column) => numbers(column, (value, row) => (row % 20 ? value : -999))],
  ['a few values far out', (column) => numbers(column, (value, row) => (row < 5 ? 1e9 : value))],
  ['a constant', (column) => numbers(column, () => 300)],
  [
    'numbers as text',
    (column) =>
      stringColumn(
        column.name,
        values(column).map((value) => (value === null ? null : `${value} kt`)),
      ),
  ],
  ['the last digits cut off', (column) => numbers(column, (value) => Math.floor(value / 500) * 500)],
  ['only the upper half', (column) => numbers(column, (value) => Math.max(value, 700))],
];
const ofTexts: [string, (column: Column) => Column][] = [
  ['another case', (column) => texts(column, (value) => value.toLowerCase())],
  ['blanks around', (column) => texts(column, (value) => `${value} `)],
  ['a renamed category', (column) => texts(column, (value) => (value === values(column)[0] ? 'renamed' : value))],
  ['one category only', (column) => texts(column, () => String(values(column)[0]))],
  ['no values', (column) => texts(column, () => null)],
  [
    'codes in place of texts',
    (column) =>
      numberColumn(
        column.name,
        values(column).map((_, row) => row % 7),
      ),
  ],
];

describe.each(['flights', 'birdstrikes'])('%s', (name) => {
  it.each(ofNumbers)('damage to numbers is noticed: %s', (_, damage) => {
    const { table, number } = tables.get(name)!;
    const { reference, current } = parts(table, 4000, 600, 1);
    const seen = noticed(reference, withColumns(current[0], [damage(columnOf(current[0], number))]));
    expect(
      seen.some((what) => what.endsWith(number)),
      seen.join(', '),
    ).toBe(true);
  });

  it.each(ofTexts)('damage to texts is noticed: %s', (_, damage) => {
    const { table, text } = tables.get(name)!;
    const { reference, current } = parts(table, 4000, 600, 1);
    const seen = noticed(reference, withColumns(current[0], [damage(columnOf(current[0], text))]));
    expect(
      seen.some((what) => what.endsWith(text)),
      seen.join(', '),
    ).toBe(true);
  });

  it('a dropped column is noticed', () => {
    const { table, text } = tables.get(name)!;
    const { reference, current } = parts(table, 4000, 600, 1);
    expect(noticed(reference, without(current[0], [text]))).toEqual([`column_absent ${text}`]);
  });

  it('15 clean parts raise no more than one false alarm', () => {
    const { reference, current } = parts(tables.get(name)!.table, 4000, 300, 15);
    expect(current.flatMap((part) => noticed(reference, part)).length).toBeLessThanOrEqual(1);
  });
});
