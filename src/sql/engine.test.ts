import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { booleanColumn, datetimeColumn, numberColumn, stringColumn } from '../table/build.ts';
import { type Column, cell, type StringColumn } from '../table/column.ts';
import { columnOf, type Table, tableOf } from '../table/table.ts';
import { type Engine, openEngine, quoteIdentifier, quoteLiteral } from './engine.ts';
import { SqlError } from './sql-error.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ threads: 2, memoryLimit: '500MB' });
});
afterAll(() => engine.close());

const cells = (column: Column) =>
  Array.from({ length: 'codes' in column ? column.codes.length : column.values.length }, (_, row) => cell(column, row));
const one = async (sql: string) => (await engine.query(sql)).columns[0];
const all = async (batches: AsyncIterable<Table>) => {
  const tables: Table[] = [];
  for await (const table of batches) tables.push(table);
  return tables;
};

describe('types', () => {
  it.each([
    'tinyint',
    'smallint',
    'integer',
    'bigint',
    'utinyint',
    'usmallint',
    'uinteger',
    'ubigint',
    'hugeint',
    'uhugeint',
  ])('%s becomes whole numbers', async (type) => {
    const column = await one(`select unnest([1, null, 100])::${type} x`);
    expect(column).toMatchObject({ kind: 'number', integer: true, name: 'x' });
    expect(cells(column)).toEqual([1, null, 100]);
  });

  it('double and float keep every value, with NULL as missing', async () => {
    const column = await one(`select unnest(['1.5', '-0', 'inf', '-inf', '5e-324', null])::double x`);
    expect(column).toMatchObject({ kind: 'number', integer: false });
    expect([...(column as { values: Float64Array }).values]).toEqual([1.5, -0, Infinity, -Infinity, 5e-324, NaN]);
    expect(cells(await one('select unnest([0.1, null])::float x'))).toEqual([Math.fround(0.1), null]);
  });

  it('int64 at the edge of 2^53 stays a number, beyond it becomes exact text', async () => {
    const inside = await one('select unnest([9007199254740991, -9007199254740991, null]) x');
    expect(inside.kind).toBe('number');
    const beyond = await one(
      'select unnest([1, null, 9007199254740993, -9223372036854775808, 9223372036854775807]::bigint[]) x',
    );
    expect(beyond).toMatchObject({ kind: 'string', exact: 'int64' });
    expect(cells(beyond)).toEqual(['1', null, '9007199254740993', '-9223372036854775808', '9223372036854775807']);
    const huge = await one(`select unnest(['18446744073709551615', '7'])::ubigint x`);
    expect(huge).toMatchObject({ kind: 'string', exact: 'decimal' });
    expect(cells(huge)).toEqual(['18446744073709551615', '7']);
  });

  it('decimals are numbers when float64 holds them, else exact text', async () => {
    const short = await one(`select unnest([1.25, null, -3.5])::decimal(18, 3) x`);
    expect(short).toMatchObject({ kind: 'number', integer: false });
    expect(cells(short)).toEqual([1.25, null, -3.5]);
    const long = await one(`select unnest(['12345678901234567890.123456789', null])::decimal(38, 9) x`);
    expect(long).toMatchObject({ kind: 'string', exact: 'decimal' });
    expect(cells(long)).toEqual(['12345678901234567890.123456789', null]);
  });

  it('days and instants of every unit are UTC', async () => {
    const at = Date.UTC(2001, 0, 10, 21, 20, 33, 123);
    for (const type of ['timestamp', 'timestamptz', 'timestamp_ms', 'timestamp_ns']) {
      const column = await one(`select unnest(['2001-01-10 21:20:33.123', null])::${type} x`);
      expect(column.kind, type).toBe('datetime');
      expect([...(column as { values: Float64Array }).values], type).toEqual([at, NaN]);
    }
    expect(((await one(`select '2001-01-10 21:20:33'::timestamp_s x`)) as { values: Float64Array }).values[0]).toBe(
      at - 123,
    );
    expect(((await one(`select '1969-12-31'::date x`)) as { values: Float64Array }).values[0]).toBe(-86_400_000);
    expect(
      ((await one(`select '2001-01-10 21:20:33.123456'::timestamp x`)) as { values: Float64Array }).values[0],
    ).toBe(at + 0.456);
    expect(
      ((await one(`select '2495-05-07 04:38:34.580375'::timestamp x`)) as { values: Float64Array }).values[0],
    ).toBe(Date.UTC(2495, 4, 7, 4, 38, 34, 580) + 0.375);
    await expect(one(`select 'infinity'::timestamp x`)).rejects.toMatchObject({ code: 'VALUE_INVALID' });
    await expect(one(`select 'infinity'::date x`)).rejects.toMatchObject({ code: 'VALUE_INVALID' });
  });

  it('booleans, enumerations, untyped nulls', async () => {
    expect(cells(await one('select unnest([true, null, false]) x'))).toEqual([true, null, false]);
    expect(cells(await one(`select unnest(['b', null, 'a'])::enum('a', 'b') x`))).toEqual(['b', null, 'a']);
    expect(cells(await one('select null x'))).toEqual([null]);
  });

  it.each(['[1, 2]', `{'a': 1}`, `'ab'::blob`, `'10:00'::time`, 'interval 1 day', `uuid()`])(
    '%s is refused by name',
    async (value) => {
      await expect(one(`select ${value} as odd`)).rejects.toMatchObject({
        code: 'VALUE_INVALID',
        details: { what: 'column "odd"' },
      });
    },
  );

  it('text of every length keeps its bytes and is encoded in order of appearance', async () => {
    const texts = [
      '',
      'a',
      'exactly12byt',
      'thirteen byte',
      'ünïcödé',
      '日本語テキスト',
      'a\u0000b',
      'a',
      '🙂'.repeat(50),
    ];
    const list = texts.map((text) => quoteLiteral(text.replaceAll('\u0000', '\u0001'))).join(', ');
    const column = await one(`select unnest([${list}, null]) x`);
    expect(cells(column)).toEqual([...texts.map((text) => text.replaceAll('\u0000', '\u0001')), null]);
    expect((column as StringColumn).dictionary).toHaveLength(texts.length - 1);
    const zero = await one(`select unnest(['a', 'a' || chr(0), 'a' || chr(0) || chr(0)]) x`);
    expect(cells(zero)).toEqual(['a', 'a\u0000', 'a\u0000\u0000']);
  });

  it('encodes many distinct short texts', async () => {
    const column = await one(`select (i % 40000)::varchar x from range(100000) t(i)`);
    expect((column as StringColumn).dictionary).toHaveLength(40_000);
    expect(cells(column)).toEqual(Array.from({ length: 100_000 }, (_, i) => String(i % 40_000)));
  });
});

describe('results', () => {
  it('a stream gives the rows in order, in batches, equal to the whole', async () => {
    const sql = `select i, i::varchar s, i % 7 = 0 b from range(200000) t(i)`;
    const tables = await all(engine.stream(sql, { batchRows: 30_000 }));
    expect(tables.length).toBeGreaterThan(5);
    expect(tables.every((table) => table.nRows < 33_000)).toBe(true);
    const whole = await engine.query(sql);
    expect(whole.nRows).toBe(200_000);
    for (const name of ['i', 's', 'b']) {
      expect(tables.flatMap((table) => cells(columnOf(table, name)))).toEqual(cells(columnOf(whole, name)));
    }
  });

  it('an empty result has its columns', async () => {
    const table = await engine.query(`select 1 a, 'x' b where false`);
    expect(table.nRows).toBe(0);
    expect(table.columns.map((column) => [column.name, column.kind])).toEqual([
      ['a', 'number'],
      ['b', 'string'],
    ]);
    expect((await all(engine.stream('select 1 a where false'))).map((each) => each.nRows)).toEqual([0]);
  });

  it('a stream refuses an integer beyond 2^53 rather than change its kind midway', async () => {
    await expect(all(engine.stream('select 9007199254740993 x'))).rejects.toMatchObject({ code: 'VALUE_INVALID' });
  });

  it('appended tables come back equal', async () => {
    const table = tableOf([
      numberColumn('n', [1.5, null, -0, Infinity]),
      numberColumn('i', [1, 2, null, 9007199254740991]),
      stringColumn('s', ['', null, 'ü"\'', 'x']),
      booleanColumn('b', [true, null, false, true]),
      datetimeColumn('d', [0, -1.5, null, 1e12]),
      { ...stringColumn('e', ['9007199254740993', null, '-9223372036854775808', '5']), exact: 'int64' } as const,
    ]);
    await engine.append('kept', table);
    await engine.append('kept', table);
    const back = await engine.query('select * from kept');
    expect(back.nRows).toBe(8);
    for (const column of table.columns) {
      const found = columnOf(back, column.name);
      expect(found.kind).toBe(column.kind);
      expect(cells(found)).toEqual([...cells(column), ...cells(column)]);
    }
  });
});

describe('safety', () => {
  it('quotes names and texts', async () => {
    const name = `a"b'; drop table x --`;
    expect(cells(await one(`select ${quoteLiteral(name)} as ${quoteIdentifier(name)}`))).toEqual([name]);
  });

  it('wraps failures without DuckDB text in the message', async () => {
    const error = await engine.query(`select 'secret'::int`).catch((caught) => caught);
    expect(error).toBeInstanceOf(SqlError);
    expect(error).toMatchObject({ kind: 'conversion' });
    expect(error.message).not.toContain('secret');
    expect(JSON.stringify(error)).not.toContain('secret');
  });

  it('runs in UTC, never installs extensions, and stops when interrupted', async () => {
    expect(cells(await one(`select current_setting('TimeZone') x`))).toEqual(['UTC']);
    await expect(engine.query(`select * from 'https://localhost:1/x.parquet'`)).rejects.toBeInstanceOf(SqlError);
    const slow = engine.query('select sum(a.i * b.i % 7) x from range(1000000) a(i), range(1000000) b(i)');
    setTimeout(() => engine.interrupt(), 200);
    await expect(slow).rejects.toMatchObject({ kind: 'interrupted' });
    expect(cells(await one('select 1 x'))).toEqual([1]);
  });
});
