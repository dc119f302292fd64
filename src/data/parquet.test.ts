import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Engine, openEngine, quoteLiteral } from '../sql/engine.ts';
import { type Column, cell, columnLength } from '../table/column.ts';
import { columnNames, columnOf } from '../table/table.ts';
import { hashTable } from './hash.ts';
import { readTable, streamTable } from './read.ts';
import { resolveSource } from './source.ts';

let folder: string;
let engine: Engine;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'modelwright-parquet-'));
  engine = await openEngine();
});
afterAll(() => {
  engine.close();
  rmSync(folder, { recursive: true, force: true });
});

let count = 0;
const make = async (sql: string, options = '') => {
  const path = join(folder, `made${count++}.parquet`);
  await engine.run(`copy (${sql}) to ${quoteLiteral(path)} (format parquet${options})`);
  return path;
};
const cells = (column: Column) => Array.from({ length: columnLength(column) }, (_, row) => cell(column, row));
const read = async (path: string, textColumns: string[] = []) => readTable(await resolveSource(path, { textColumns }));
const flights = fileURLToPath(new URL('../../node_modules/vega-datasets/data/flights-3m.parquet', import.meta.url));

describe('Parquet', () => {
  it('delivers every type, the same whole and streamed', async () => {
    const path = await make(`select * from (values
      (1::tinyint, 9007199254740993::bigint, 5::ubigint, 1.5::float, 'nan'::double, 1.25::decimal(9,2), '12345678901234567890.12'::decimal(38,2), true, 'x', date '2001-01-10',
        timestamp '2001-01-10 21:20:33.123456', timestamptz '2001-01-10 21:20:33+05:45', timestamp_ns '2001-01-10 21:20:33.123456', timestamp_ns '2001-01-10 21:20:33.123456789', [1,2], {'a': 1.5}, time '10:00', uuid '00000000-0000-0000-0000-000000000001'),
      (null,null,null,null,null,null,null,null,null,null,null,null,null,null,null,null,null,null))
      t(small, id, ub, f, nan, dec, wide, yes, text, day, "at", zoned, nanos, fine, list, struct, clock, uuid)`);
    const plan = await resolveSource(path);
    const table = await readTable(plan);
    const kinds = Object.fromEntries(table.columns.map((column) => [column.name, column.kind]));
    expect(kinds).toEqual({
      small: 'number',
      id: 'string',
      ub: 'number',
      f: 'number',
      nan: 'number',
      dec: 'number',
      wide: 'string',
      yes: 'boolean',
      text: 'string',
      day: 'datetime',
      at: 'datetime',
      zoned: 'datetime',
      nanos: 'datetime',
      fine: 'string',
      list: 'string',
      struct: 'string',
      clock: 'string',
      uuid: 'string',
    });
    const first = Object.fromEntries(table.columns.map((column) => [column.name, cell(column, 0)]));
    expect(first).toMatchObject({
      small: 1,
      id: '9007199254740993',
      ub: 5,
      f: 1.5,
      nan: null,
      dec: 1.25,
      wide: '12345678901234567890.12',
      yes: true,
      text: 'x',
      day: '2001-01-10T00:00:00.000Z',
      zoned: '2001-01-10T15:35:33.000Z',
      fine: '2001-01-10 21:20:33.123456789',
      list: '[1,2]',
      struct: '{"a":1.5}',
      clock: '10:00:00',
    });
    expect((columnOf(table, 'at') as { values: Float64Array }).values[0]).toBe(
      Date.UTC(2001, 0, 10, 21, 20, 33, 123) + 0.456,
    );
    expect((columnOf(table, 'nanos') as { values: Float64Array }).values[0]).toBe(
      Date.UTC(2001, 0, 10, 21, 20, 33, 123) + 0.456,
    );
    expect(columnOf(table, 'id')).toMatchObject({ exact: 'int64' });
    expect(columnOf(table, 'wide')).toMatchObject({ exact: 'decimal' });
    expect(table.columns.every((column) => cell(column, 1) === null)).toBe(true);
    for await (const batch of streamTable(plan)) expect(batch).toEqual(table);
  });

  it('never rounds int64, wherever the large one stands', async () => {
    const path = await make(
      `select case when i = 99999 then 9007199254740993 else i end as x, i as small from range(100000) t(i)`,
    );
    const plan = await resolveSource(path);
    const table = await readTable(plan);
    expect(columnOf(table, 'x')).toMatchObject({ kind: 'string', exact: 'int64' });
    expect(cell(columnOf(table, 'x'), 99_999)).toBe('9007199254740993');
    expect(columnOf(table, 'small')).toMatchObject({ kind: 'number', integer: true });
    const texts: unknown[] = [];
    for await (const batch of streamTable(plan, { batchRows: 20_000 })) texts.push(...cells(columnOf(batch, 'x')));
    expect(texts).toEqual(cells(columnOf(table, 'x')));
  });

  it('gives text of values for class labels', async () => {
    const path = await make(`select true as b, 1 as i, 1.0::double as d, 'x' as s`);
    expect((await read(path, ['b', 'i', 'd', 's'])).columns.map((column) => cell(column, 0))).toEqual([
      'true',
      '1',
      '1.0',
      'x',
    ]);
  });

  it('takes NaN as missing in derived columns too', async () => {
    const path = await make(`select unnest(['nan'::double, 20, null]) as delay`);
    const plan = await resolveSource(path, { derive: ['late = delay > 15'] });
    expect(cells(columnOf(await readTable(plan), 'late'))).toEqual([null, true, null]);
  });

  it('refuses binary columns, no rows, and files that differ', async () => {
    await expect(resolveSource(await make(`select 'ab'::blob as x`))).rejects.toMatchObject({
      code: 'SOURCE_UNREADABLE',
      details: { problem: 'column "x" has type blob' },
    });
    await expect(resolveSource(await make('select 1 as x where false'))).rejects.toMatchObject({
      code: 'SOURCE_NO_ROWS',
    });
    const other = mkdtempSync(join(folder, 'differ-'));
    await engine.run(`copy (select 1 as x) to ${quoteLiteral(join(other, 'a.parquet'))} (format parquet)`);
    await engine.run(`copy (select 'x' as x) to ${quoteLiteral(join(other, 'b.parquet'))} (format parquet)`);
    await expect(resolveSource(join(other, '*.parquet'))).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
  });

  it('reads files that look alike by a wildcard, and a folder named like a partition', async () => {
    const other = join(mkdtempSync(join(folder, 'parts-')), 'year=2001[1]');
    await import('node:fs/promises').then(({ mkdir }) => mkdir(other));
    await engine.run(`copy (select 1 as x) to ${quoteLiteral(join(other, 'a.parquet'))} (format parquet)`);
    await engine.run(`copy (select 2 as x) to ${quoteLiteral(join(other, 'b.parquet'))} (format parquet)`);
    const table = await read(join(other, 'a.parquet'));
    expect(columnNames(table)).toEqual(['x']);
    expect(cells((await read(join(other.replace('[1]', '*'), '*.parquet'))).columns[0])).toEqual([1, 2]);
  });

  it('a file cut at any place, or with a changed byte, is a typed error or the same number of rows', async () => {
    const path = await make(
      `select i, i::varchar || 'text' as s, i / 7.0 as d from range(3000) t(i)`,
      ', row_group_size 1000',
    );
    const whole = readFileSync(path);
    const expected = hashTable(await read(path));
    const damaged = join(folder, 'damaged.parquet');
    const cuts = Array.from({ length: 30 }, (_, k) => Math.floor((k * whole.length) / 30)).concat(
      Array.from({ length: 20 }, (_, k) => whole.length - 1 - k),
    );
    for (const cut of cuts) {
      writeFileSync(damaged, whole.subarray(0, cut));
      const error = await read(damaged).catch((caught) => caught);
      expect(error, `cut at ${cut}`).toMatchObject({
        code: expect.stringMatching(/^SOURCE_(TRUNCATED|UNREADABLE|EMPTY)$/),
      });
    }
    let refused = 0;
    for (let k = 0; k < 60; k++) {
      const flipped = Buffer.from(whole);
      flipped[(k * 7919) % whole.length] ^= 1 << (k % 8);
      writeFileSync(damaged, flipped);
      const result = await read(damaged).catch((caught) => caught);
      if ('code' in result) {
        refused++;
        expect(result).toMatchObject({ code: expect.stringMatching(/^SOURCE_/) });
        expect(result.message).not.toMatch(/DuckDB|Error:|Thrift/);
      } else expect(result.nRows).toBe(3000);
    }
    expect(refused).toBeGreaterThan(0);
    writeFileSync(damaged, whole);
    expect(hashTable(await read(damaged))).toBe(expected);
    writeFileSync(damaged, Buffer.concat([Buffer.from('PARX'), whole.subarray(4)]));
    await expect(read(damaged)).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
  });

  it('reads real flights', async () => {
    const plan = await resolveSource(flights, { derive: ['late = delay > 15'], textColumns: ['late'] });
    expect(plan.rows).toBe(3_000_000);
    const table = await readTable(plan, { maxRows: 50_000 });
    expect(columnNames(table)).toEqual(['date', 'delay', 'distance', 'origin', 'destination', 'late']);
    expect(cells(columnOf(table, 'late')).filter((value) => value === 'true').length).toBeGreaterThan(1000);
  });
});
