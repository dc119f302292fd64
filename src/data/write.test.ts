import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { booleanColumn, datetimeColumn, numberColumn, stringColumn, tableFrom } from '../table/build.ts';
import { type Column, cell, columnLength } from '../table/column.ts';
import { columnOf, type Table, tableOf, takeRows } from '../table/table.ts';
import { hashTable } from './hash.ts';
import { readTable } from './read.ts';
import { resolveSource } from './source.ts';
import { openTableWriter } from './write.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'modelwright-write-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
const fresh = (ending: string) => join(folder, `out${count++}${ending}`);
const write = async (path: string, ...tables: Table[]) => {
  const writer = await openTableWriter(path);
  try {
    for (const table of tables) await writer.write(table);
    await writer.close();
  } catch (error) {
    await writer.abort();
    throw error;
  }
  return path;
};
const textNames = (table: Table) =>
  table.columns.filter((column) => column.kind === 'string' && !column.exact).map((column) => column.name);
const readBack = async (path: string, table: Table) =>
  readTable(await resolveSource(path, { textColumns: textNames(table) }));
const cells = (column: Column) => Array.from({ length: columnLength(column) }, (_, row) => cell(column, row));
const plainValues = (column: Column) => (column.kind === 'datetime' ? [...column.values] : cells(column));

/** Columns as fast-check makes them; `finite` for JSON, which has no infinity. */
const columnsOf = (rows: number, finite: boolean) => {
  const missing = <T>(values: fc.Arbitrary<T>) =>
    fc.array(fc.option(values, { freq: 4 }), { minLength: rows, maxLength: rows });
  const float = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: finite }),
    fc.constantFrom(-0, 0, 5e-324, -1.7976931348623157e308, 0.1, 1e21, 2 ** 53, 2 ** 53 + 2, 123456789012345680000),
  );
  const text = fc
    .oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', ' ', 'ä', '\t', '\\', "'", '🙂', '\u0000') }),
      fc.constantFrom('', 'NA', 'null', 'NaN', '007', 'true', '1', '2001-01-01', ' padded ', '\ufeffx'),
    )
    .filter((value) => !/^[=+\-@\t\r]/.test(value));
  return fc.tuple(
    missing(float)
      .map((values) => numberColumn('float', values))
      .map((column) => ({ ...column, integer: false })),
    missing(fc.maxSafeInteger().map((value) => value + 0)).map((values) => numberColumn('whole', values)),
    missing(text).map((values) => stringColumn('text "quoted", ü', values)),
    missing(fc.boolean()).map((values) => booleanColumn('truth', values)),
    missing(
      fc.double({ min: -62135596800000, max: 253402300799000, noNaN: true }).map((ms) => Math.round(ms * 8) / 8 + 0),
    ).map((values) => datetimeColumn('time', values)),
    fc
      .array(fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })), {
        minLength: rows - 1,
        maxLength: rows - 1,
      })
      .map((values) => ({
        ...stringColumn('id', [
          '9223372036854775807',
          ...values.map((value) => (value === null ? null : String(value))),
        ]),
        exact: 'int64' as const,
      })),
  );
};
const tables = (finite: boolean) =>
  fc.integer({ min: 1, max: 8 }).chain((rows) => columnsOf(rows, finite).map((columns) => tableOf(columns)));

describe.each(['.csv', '.tsv', '.csv.gz', '.ndjson', '.json', '.json.gz', '.parquet'])('%s', (ending) => {
  const finite = ending.includes('json');

  it('brings every table back', async () => {
    await fc.assert(
      fc.asyncProperty(tables(finite), fc.integer({ min: 0, max: 8 }), async (table, cut) => {
        const head = Math.min(cut, table.nRows);
        const rows = Array.from({ length: table.nRows }, (_, row) => row);
        const path = await write(
          fresh(ending),
          takeRows(table, rows.slice(0, head)),
          takeRows(table, rows.slice(head)),
        );
        const back = await readBack(path, table);
        expect(back.nRows).toBe(table.nRows);
        for (const column of table.columns) {
          const found = columnOf(back, column.name);
          // An all-missing column of text formats has no type to come back to.
          if (cells(column).every((value) => value === null)) expect(cells(found)).toEqual(cells(column));
          else {
            expect(found.kind, column.name).toBe(column.kind);
            expect(plainValues(found), column.name).toEqual(plainValues(column));
            expect('exact' in found ? found.exact : undefined).toBe('exact' in column ? column.exact : undefined);
          }
        }
        rmSync(path);
      }),
      { numRuns: 15 },
    );
  });

  it('shows nothing until it is closed, nothing after an abort, and replaces what was there', async () => {
    const path = fresh(ending);
    writeFileSync(path, 'old');
    const before = readdirSync(folder).length;
    const writer = await openTableWriter(path);
    await writer.write(tableFrom({ a: [1, 2] }));
    expect(readFileSync(path, 'utf8')).toBe('old');
    await writer.abort();
    await writer.abort();
    expect(readdirSync(folder)).toHaveLength(before);
    expect(readFileSync(path, 'utf8')).toBe('old');
    await write(path, tableFrom({ a: [1, 2] }), tableFrom({ a: [3] }));
    expect(cells((await readBack(path, tableFrom({ a: [1] }))).columns[0])).toEqual([1, 2, 3]);
    expect(readdirSync(folder)).toHaveLength(before);
  });

  it('refuses batches that do not fit', async () => {
    const path = fresh(ending);
    await expect(write(path, tableFrom({ a: [1] }), tableFrom({ b: [1] }))).rejects.toMatchObject({
      code: 'SHAPE_MISMATCH',
    });
    await expect(write(path, tableFrom({ a: [1] }), tableFrom({ a: ['x'] }))).rejects.toMatchObject({
      code: 'SHAPE_MISMATCH',
    });
    expect(readdirSync(folder).filter((name) => name.includes('.tmp'))).toEqual([]);
  });
});

describe('outputs', () => {
  it('CSV escapes formulas, quotes tokens, and reads as people expect', async () => {
    const table = tableFrom({
      s: ['=HYPERLINK("x")', '+1', '-x', '@a', 'plain', '', 'NA', null],
      n: [-1, 0.1, 1e21, 5, 2 ** 53, -0, 7, null],
      b: [true, false, null, true, true, true, true, true],
    });
    expect(readFileSync(await write(fresh('.csv'), table), 'utf8')).toBe(
      [
        's,n,b',
        `"'=HYPERLINK(""x"")",-1,true`,
        "'+1,0.1,false",
        "'-x,1e+21,",
        "'@a,5,true",
        'plain,9.007199254740992e+15,true',
        '"",-0.0,true',
        '"NA",7,true',
        ',,true',
        '',
      ].join('\n'),
    );
  });

  it('JSON is JSON', async () => {
    const table = tableFrom({ a: [1, null], 'b"': ['x\n', null] });
    expect(JSON.parse(readFileSync(await write(fresh('.json'), table), 'utf8'))).toEqual([
      { a: 1, 'b"': 'x\n' },
      { a: null, 'b"': null },
    ]);
    expect(readFileSync(await write(fresh('.ndjson'), table), 'utf8')).toBe(
      '{"a":1,"b\\"":"x\\n"}\n{"a":null,"b\\"":null}\n',
    );
    expect(
      JSON.parse(gunzipSync(readFileSync(await write(fresh('.json.gz'), takeRows(table, [])))).toString()),
    ).toEqual([]);
    await expect(write(fresh('.json'), tableFrom({ a: [Infinity] }))).rejects.toMatchObject({ code: 'VALUE_INVALID' });
  });

  it('Parquet holds whole numbers as integers and widens a column that turns out not to be', async () => {
    const whole = tableOf([numberColumn('a', [1, 2])]);
    const path = await write(fresh('.parquet'), whole, whole);
    expect(columnOf(await readBack(path, whole), 'a')).toMatchObject({ integer: true });
    const mixed = await write(fresh('.parquet'), whole, tableOf([numberColumn('a', [0.5])]));
    expect(cells(columnOf(await readBack(mixed, whole), 'a'))).toEqual([1, 2, 0.5]);
  });

  it('clears away what killed writers of the same output left, and nothing else', async () => {
    const path = fresh('.csv');
    const left = (name: string, hours: number) => {
      const when = new Date(Date.now() - hours * 3_600_000);
      writeFileSync(`${path}${name}`, 'half a');
      utimesSync(`${path}${name}`, when, when);
    };
    left('.partial_old.tmp', 25);
    left('.partial_alive.tmp', 1);
    left('.mine.tmp', 25);
    await write(path, tableFrom({ a: [1] }));
    const name = path.slice(folder.length + 1);
    expect(readdirSync(folder).filter((found) => found.startsWith(name))).toEqual([
      name,
      `${name}.mine.tmp`,
      `${name}.partial_alive.tmp`,
    ]);
  });

  it('many batches give the rows in order', async () => {
    const batch = (from: number) =>
      tableOf([
        numberColumn(
          'i',
          Array.from({ length: 30_000 }, (_, k) => from + k),
        ),
        stringColumn(
          's',
          Array.from({ length: 30_000 }, (_, k) => `t${(from + k) % 9}`),
        ),
      ]);
    const batches = [0, 30_000, 60_000].map(batch);
    const hashes = [];
    for (const ending of ['.csv', '.csv.gz', '.ndjson', '.json', '.parquet']) {
      const back = await readTable(await resolveSource(await write(fresh(ending), ...batches)));
      expect(back.nRows).toBe(90_000);
      hashes.push(hashTable(back));
    }
    expect(new Set(hashes).size).toBe(1);
  });

  it.each(['.csv', '.csv.gz', '.ndjson', '.ndjson.gz'])(
    'texts of any length pass the blocks whole, %s',
    async (ending) => {
      const lengths = [1, 90_000, 200_000, 300, 2_000_000, 5, 70_000, 65_536, 3];
      const texts = lengths.map((length, row) => 'aé世😀'.repeat(Math.ceil(length / 5)) + row);
      const table = tableOf([stringColumn('text', texts)]);
      const path = await write(fresh(ending), table, table);
      expect(cells(columnOf(await readBack(path, table), 'text'))).toEqual([...texts, ...texts]);
    },
  );

  it('refuses what cannot be written', async () => {
    await expect(openTableWriter(fresh('.xlsx'))).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' });
    await expect(openTableWriter(join(folder, 'no', 'such.csv'))).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' });
    await expect(openTableWriter(join(folder, 'no', 'such.parquet'))).rejects.toMatchObject({
      code: 'OUTPUT_UNWRITABLE',
    });
    await expect(write(fresh('.parquet'), tableFrom({ a: [1], A: [2] }))).rejects.toMatchObject({
      code: 'OUTPUT_UNWRITABLE',
    });
    const writer = await openTableWriter(fresh('.csv'));
    await expect(writer.close()).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' });
    await writer.abort();
  });
});
