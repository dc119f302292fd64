import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Column, cell } from '../table/column.ts';
import { columnNames, columnOf, type Table } from '../table/table.ts';
import { readTable, streamTable } from './read.ts';
import { resolveSource } from './source.ts';
import { sourceFiles } from './source-files.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'modelwright-source-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
/** Writes a file with a fresh name and the given ending. */
const file = (content: string | Uint8Array, ending = '.csv') => {
  const path = join(folder, `file${count++}${ending}`);
  writeFileSync(path, content);
  return path;
};
const cells = (column: Column) =>
  Array.from({ length: 'codes' in column ? column.codes.length : column.values.length }, (_, row) => cell(column, row));
const kinds = (table: Table) => table.columns.map((column) => column.kind);
const read = async (path: string, options?: Parameters<typeof resolveSource>[1]) =>
  readTable(await resolveSource(path, options));
const columnsOf = async (path: string, options?: Parameters<typeof resolveSource>[1]) => {
  const table = await read(path, options);
  return Object.fromEntries(table.columns.map((column) => [column.name, cells(column)]));
};
const fails = async (path: string, code: string, details: Record<string, unknown> = {}) => {
  const error = await resolveSource(path)
    .then(readTable, (caught) => Promise.reject(caught))
    .catch((caught) => caught);
  expect(error).toMatchObject({ code, details });
  return error as Error;
};

describe('CSV', () => {
  it('types columns by all their cells', async () => {
    const path = file(
      'i,f,b,d,t,z,zip,s,none\n1,1.5,TRUE,2001-01-10,2001-01-10 21:20,2001-01-10T21:20:33+05:45,01234,a,\n-2,-0,false,2000-02-29,2001/01/10T21:20:33.123456,2001-01-10T21:20:33Z,99999,"b, ""c""",NA\n,,,,,,,,\n',
    );
    const table = await read(path);
    expect(kinds(table)).toEqual([
      'number',
      'number',
      'boolean',
      'datetime',
      'datetime',
      'datetime',
      'string',
      'string',
      'number',
    ]);
    expect(columnOf(table, 'i')).toMatchObject({ integer: true });
    expect(columnOf(table, 'f')).toMatchObject({ integer: false });
    expect([...(columnOf(table, 'f') as { values: Float64Array }).values]).toEqual([1.5, -0, NaN]);
    expect(cells(columnOf(table, 'd'))).toEqual(['2001-01-10T00:00:00.000Z', '2000-02-29T00:00:00.000Z', null]);
    expect((columnOf(table, 't') as { values: Float64Array }).values[1]).toBe(
      Date.UTC(2001, 0, 10, 21, 20, 33, 123) + 0.456,
    );
    expect(cells(columnOf(table, 'z'))).toEqual(['2001-01-10T15:35:33.000Z', '2001-01-10T21:20:33.000Z', null]);
    expect(cells(columnOf(table, 'zip'))).toEqual(['01234', '99999', null]);
    expect(cells(columnOf(table, 's'))).toEqual(['a', 'b, "c"', null]);
    expect(cells(columnOf(table, 'none'))).toEqual([null, null, null]);
  });

  it('a value in the last of many rows decides too', async () => {
    const path = file(`x\n${'1\n'.repeat(100_000)}a\n`);
    const table = await read(path);
    expect(kinds(table)).toEqual(['string']);
    expect(table.nRows).toBe(100_001);
  });

  it('keeps whole numbers beyond 2^53 exactly', async () => {
    const path = file('a,b,c,d\n9007199254740993,9223372036854775808,9007199254740993,1e400\n1,2,0.5,3\n');
    const table = await read(path);
    expect(table.columns.map((column) => 'exact' in column && column.exact)).toEqual([
      'int64',
      'decimal',
      'decimal',
      'decimal',
    ]);
    expect(await columnsOf(path)).toEqual({
      a: ['9007199254740993', '1'],
      b: ['9223372036854775808', '2'],
      c: ['9007199254740993', '0.5'],
      d: ['1e400', '3'],
    });
  });

  it('reads infinities, and numbers with signs, points and exponents', async () => {
    const path = file('x\ninf\n-Infinity\n+5\n.5\n5.\n1e-3\n5e-324\n+inf\n');
    expect(await columnsOf(path)).toEqual({ x: [Infinity, -Infinity, 5, 0.5, 5, 0.001, 5e-324, Infinity] });
  });

  it('treats the documented tokens as missing, and quoted or padded ones in typed columns', async () => {
    const tokens = ['', 'NA', 'N/A', 'NaN', 'nan', 'null', 'NULL'];
    const path = file(`n,s\n1,a\n${tokens.map((token) => `${token},${token}`).join('\n')}\n`);
    expect(await columnsOf(path)).toEqual({ n: [1, ...tokens.map(() => null)], s: ['a', ...tokens.map(() => null)] });
    const quoted = file('n,s\n"1","a"\n"",""\n"NA","NA"\n ,x\n 2 , y\n');
    expect(await columnsOf(quoted)).toEqual({ n: [1, null, null, null, 2], s: ['a', '', 'NA', 'x', ' y'] });
    expect(await columnsOf(file('n\n?\n1\n'))).toEqual({ n: ['?', '1'] });
  });

  it('delivers the source text where asked', async () => {
    const path = file('a,b,c,d\nTRUE,1.0,007,NA\nfalse,1,1,x\n');
    expect(await columnsOf(path, { textColumns: ['a', 'b', 'c', 'd'] })).toEqual({
      a: ['TRUE', 'false'],
      b: ['1.0', '1'],
      c: ['007', '1'],
      d: [null, 'x'],
    });
  });

  it.each([
    ['CRLF', 'a,b\r\n1,x\r\n2,y\r\n'],
    ['CR', 'a,b\r1,x\r2,y\r'],
    ['mixed line ends', 'a,b\r\n1,x\n2,y\r\n'],
    ['no last line end', 'a,b\n1,x\n2,y'],
    ['a byte order mark', '\ufeffa,b\n1,x\n2,y\n'],
    ['blank lines', '\n\na,b\n\n1,x\n\n2,y\n\n'],
    ['semicolons', 'a;b\n1;x\n2;y\n'],
    ['bars', 'a|b\n1|x\n2|y\n'],
    ['tabs', 'a\tb\n1\tx\n2\ty\n'],
    ['quotes everywhere', '"a","b"\n"1","x"\n"2","y"\n'],
    ['spaces around quotes', '"a" , "b"\n1, "x"\n2,"y" \n'],
  ])('reads %s', async (_, text) => {
    expect(await columnsOf(file(text))).toEqual({ a: [1, 2], b: ['x', 'y'] });
    expect(await columnsOf(file(gzipSync(text), '.csv.gz'))).toEqual({ a: [1, 2], b: ['x', 'y'] });
  });

  it('reads line ends inside quotes, whatever the chunks', async () => {
    const rows = Array.from({ length: 60_000 }, (_, i) => `${i},"line\nend ${i} ""q"", \r\nmore"`);
    const path = file(`n,text\n${rows.join('\n')}\n`);
    const table = await read(path);
    expect(table.nRows).toBe(60_000);
    expect(cell(columnOf(table, 'text'), 59_999)).toBe('line\nend 59999 "q", \r\nmore');
    expect((columnOf(table, 'n') as { values: Float64Array }).values.every((value, i) => value === i)).toBe(true);
  });

  it('reads TSV by its ending', async () => {
    expect(await columnsOf(file('a\tb,c\n1\tx\n', '.tsv'))).toEqual({ a: [1], 'b,c': ['x'] });
  });

  it('keeps one-column blank lines as missing', async () => {
    expect(await columnsOf(file('a\n1\n\n3\n'))).toEqual({ a: [1, null, 3] });
  });

  it('takes odd names: __proto__, equal but for case, empty', async () => {
    const table = await read(file('__proto__,a,A,,"q""x",constructor\n1,2,3,4,5,6\n'));
    expect(columnNames(table)).toEqual(['__proto__', 'a', 'A', 'column_4', 'q"x', 'constructor']);
    expect(table.columns.map((column) => cell(column, 0))).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('takes 10,000 columns', async () => {
    const width = 10_000;
    const line = (row: number) => Array.from({ length: width }, (_, k) => row * k).join();
    const path = file(
      `${Array.from({ length: width }, (_, k) => `c${k}`).join()}\n${[1, 2, 3].map(line).join('\n')}\n`,
    );
    const table = await read(path);
    expect(table.columns).toHaveLength(width);
    expect(cells(table.columns[9999])).toEqual([9999, 19998, 29997]);
    await fails(file(`${Array.from({ length: 20_001 }, (_, k) => `c${k}`).join()}\n`), 'SOURCE_TOO_WIDE', {
      actual: 20_001,
    });
  });

  it('refuses what is wrong, and says where', async () => {
    await fails(join(folder, 'absent.csv'), 'SOURCE_NOT_FOUND');
    await fails(file(''), 'SOURCE_EMPTY');
    await fails(file('\n \n'.replace(' ', '')), 'SOURCE_EMPTY');
    await fails(file(gzipSync(''), '.csv.gz'), 'SOURCE_EMPTY');
    await fails(file('a,b\n'), 'SOURCE_NO_ROWS');
    await fails(file('a,b\n1,2\n3\n'), 'SOURCE_RAGGED', { line: 3, expected: 2, actual: 1 });
    await fails(file('a,b\n"x\ny",2\n\n3,4,5\n'), 'SOURCE_RAGGED', { line: 5, expected: 2, actual: 3 });
    await fails(file('a,b\n1,2,\n'), 'SOURCE_RAGGED', { line: 2, actual: 3 });
    await fails(file('a,a\n1,2\n'), 'SOURCE_COLUMN_DUPLICATE', { column: 'a' });
    await fails(file('a,b\n1,"x\n2,y\n'), 'SOURCE_TRUNCATED');
    await fails(file('a,b\n1,"x"y\n'), 'SOURCE_UNREADABLE', { problem: 'line 2 has text after a closing quote' });
    await fails(file('x', '.xlsx'), 'SOURCE_FORMAT_UNKNOWN');
    await fails(folder, 'SOURCE_UNREADABLE');
  });

  it('refuses other encodings with the position', async () => {
    await fails(file(Buffer.from('a,b\n1,caf\xe9\n', 'latin1')), 'SOURCE_ENCODING', { position: 9 });
    await fails(file(Buffer.from('\ufeffa,b\n1,2\n', 'utf16le')), 'SOURCE_ENCODING');
    await fails(file(Buffer.from('a,b\n1,2\n', 'utf16le')), 'SOURCE_ENCODING');
    const late = Buffer.concat([Buffer.from(`a\n${'ä\n'.repeat(700_000)}`), Buffer.from([0xc3])]);
    await fails(file(late), 'SOURCE_ENCODING', { position: late.length - 1 });
  });

  it('never shows rows of data or the engine in a message', async () => {
    const error = await fails(file('a,b\nsecret1,secret2\nsecret3\n'), 'SOURCE_RAGGED');
    expect(JSON.stringify(error) + error.message).not.toMatch(/secret|strict_mode|DuckDB/);
  });

  it('a gz cut at any byte is an error, never fewer rows', async () => {
    const whole = gzipSync(`a,b\n${Array.from({ length: 300 }, (_, i) => `${i},${i * i}`).join('\n')}\n`);
    for (let cut = 1; cut < whole.length; cut += 7) {
      await expect(resolveSource(file(whole.subarray(0, cut), '.csv.gz')), `cut at ${cut}`).rejects.toMatchObject({
        code: 'SOURCE_TRUNCATED',
      });
    }
    await expect(resolveSource(file(whole.subarray(0, whole.length - 1), '.csv.gz'))).rejects.toMatchObject({
      code: 'SOURCE_TRUNCATED',
    });
    const flipped = Buffer.from(whole);
    flipped[whole.length >> 1] ^= 255;
    await expect(resolveSource(file(flipped, '.csv.gz'))).rejects.toMatchObject({
      code: expect.stringMatching(/^SOURCE_/),
    });
    const two = Buffer.concat([gzipSync('a\n1\n'), gzipSync('2\n')]);
    expect(await columnsOf(file(two, '.csv.gz'))).toEqual({ a: [1, 2] });
  });
});

describe('JSON', () => {
  it.each([
    ['an array', '[{"a":1,"b":"x"},\n {"a":null,"b":"y"}]', '.json'],
    ['lines', '{"a":1,"b":"x"}\n\n{"b":"y"}\r\n', '.ndjson'],
    ['objects one after another', '{"a":1,\n"b":"x"} {"b":"y"}', '.json'],
    ['a byte order mark', '\ufeff[{"a":1,"b":"x"},{"b":"y"}]', '.json'],
  ])('reads %s', async (_, text, ending) => {
    expect(await columnsOf(file(text, ending))).toEqual({ a: [1, null], b: ['x', 'y'] });
    expect(await columnsOf(file(gzipSync(text), `${ending}.gz`))).toEqual({ a: [1, null], b: ['x', 'y'] });
  });

  it('types members', async () => {
    const path = file(
      '[{"i":1,"f":1.0,"b":true,"t":"2001/01/10 21:20","s":"12","big":9007199254740993,"n":{"z":[1, 2]},"m":"x","over":1e400,"e":"","na":"NA"},{"i":-3,"f":2,"b":false,"t":"2001-01-10","s":"","big":1,"n":null,"m":5,"over":1,"e":"a","na":null}]',
      '.json',
    );
    const table = await read(path);
    expect(Object.fromEntries(table.columns.map((column) => [column.name, column.kind]))).toEqual({
      i: 'number',
      f: 'number',
      b: 'boolean',
      t: 'datetime',
      s: 'string',
      big: 'string',
      n: 'string',
      m: 'string',
      over: 'string',
      e: 'string',
      na: 'string',
    });
    expect(columnOf(table, 'big')).toMatchObject({ exact: 'int64' });
    expect(columnOf(table, 'i')).toMatchObject({ integer: true });
    expect(await columnsOf(path)).toMatchObject({
      i: [1, -3],
      f: [1, 2],
      b: [true, false],
      s: ['12', ''],
      big: ['9007199254740993', '1'],
      n: ['{"z":[1,2]}', null],
      m: ['x', '5'],
      over: ['1e400', '1'],
      e: ['', 'a'],
      na: ['NA', null],
    });
  });

  it('takes odd names', async () => {
    const path = file('{"__proto__":1,"a":2,"A":3,"":4,"q\\"x/~":5,"it\'s":6}\n{"a":7}\n', '.ndjson');
    const table = await read(path);
    expect(columnNames(table)).toEqual(['__proto__', 'a', 'A', 'column_4', 'q"x/~', "it's"]);
    expect(table.columns.map((column) => cells(column))).toEqual([
      [1, null],
      [2, 7],
      [3, null],
      [4, null],
      [5, null],
      [6, null],
    ]);
    expect(columnNames(await read(file('{"__proto__":1,"q\\"x":5,"it\'s":6}', '.json')))).toEqual([
      '__proto__',
      'q"x',
      "it's",
    ]);
  });

  it('refuses what is wrong', async () => {
    await fails(file('[{"a":1},\n{"a":2', '.json'), 'SOURCE_TRUNCATED');
    await fails(file('[{"a":1}', '.json'), 'SOURCE_TRUNCATED');
    await fails(file('[{"a":1},\n5]', '.json'), 'SOURCE_UNREADABLE', {
      problem: 'line 2 has something other than an object',
    });
    await fails(file('{"a":1}\n{"a":NaN}\n', '.ndjson'), 'SOURCE_UNREADABLE', { problem: 'line 2 is not valid JSON' });
    await fails(file('{"a":1}\n{"a":1,"a":2}\n', '.ndjson'), 'SOURCE_COLUMN_DUPLICATE');
    await fails(file('[]', '.json'), 'SOURCE_NO_ROWS');
    await fails(file(' \n', '.json'), 'SOURCE_EMPTY');
    await fails(file('"x"', '.json'), 'SOURCE_UNREADABLE');
    await fails(file(`{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`, '.json'), 'SOURCE_UNREADABLE', {
      problem: 'line 1 nests deeper than 64 levels',
    });
  });
});

describe('several files', () => {
  it('reads a wildcard sorted, with one schema', async () => {
    const at = join(folder, 'many');
    mkdirSync(join(at, 'deep'), { recursive: true });
    writeFileSync(join(at, 'b.csv'), 'x,y\n3,c\n');
    writeFileSync(join(at, 'a.csv'), 'x,y\n1,a\n2.5,b\n');
    writeFileSync(join(at, 'deep', 'c[1].csv'), 'x,y\n4,d\n');
    const plan = await resolveSource(join(at, '*.csv'));
    expect(plan.files.map((path) => path.slice(at.length + 1))).toEqual(['a.csv', 'b.csv']);
    expect(await columnsOf(join(at, '*.csv'))).toEqual({ x: [1, 2.5, 3], y: ['a', 'b', 'c'] });
    expect(await columnsOf(join(at, '**', '*.csv'))).toEqual({ x: [1, 2.5, 3, 4], y: ['a', 'b', 'c', 'd'] });
    expect(await columnsOf(join(at, '[ab].csv'))).toEqual({ x: [1, 2.5, 3], y: ['a', 'b', 'c'] });
    expect(await columnsOf(join(at, 'deep', 'c[1].csv'))).toEqual({ x: [4], y: ['d'] });
    writeFileSync(join(at, 'd.csv'), 'x,z\n1,a\n');
    await fails(join(at, '*.csv'), 'SOURCE_UNREADABLE');
    await fails(join(at, '*.parquet'), 'SOURCE_NOT_FOUND');
  });

  it('takes the files of every depth by **, also at the end, and follows a link once', () => {
    const at = join(folder, 'deep');
    const names = ['a.csv', 'x/b.csv', 'x/y/c.csv', 'x/y/z/d.csv', '.hidden/e.csv', 'x/.f.csv'];
    for (const name of names) {
      mkdirSync(dirname(join(at, name)), { recursive: true });
      writeFileSync(join(at, name), 'x\n1\n');
    }
    const found = (pattern: string) => sourceFiles(join(at, pattern)).files.map((path) => path.slice(at.length + 1));
    const visible = ['a.csv', 'x/b.csv', 'x/y/c.csv', 'x/y/z/d.csv'];
    expect(found('**')).toEqual(visible);
    expect(found('**/*.csv')).toEqual(visible);
    expect(found('**/**')).toEqual(visible);
    expect(found('x/**')).toEqual(visible.slice(1));
    expect(found('**/y/**')).toEqual(visible.slice(2));
    expect(found('x/*')).toEqual(['x/b.csv']);
    symlinkSync('../x', join(at, 'x', 'loop'));
    expect(found('**')).toEqual([...visible.slice(0, 2), 'x/loop/b.csv', ...visible.slice(2)]);
    symlinkSync('nowhere', join(at, 'x', 'lost'));
    symlinkSync('itself', join(at, 'x', 'itself'));
    expect(found('**')).toHaveLength(5);
  });

  it('joins the members of JSON files', async () => {
    const at = join(folder, 'many-json');
    mkdirSync(at);
    writeFileSync(join(at, '1.ndjson'), '{"a":1}\n');
    writeFileSync(join(at, '2.ndjson'), '{"a":2.5,"b":"x"}\n');
    expect(await columnsOf(join(at, '*.ndjson'))).toEqual({ a: [1, 2.5], b: [null, 'x'] });
  });
});

describe('reading by a plan', () => {
  it('survives JSON, chooses columns, limits rows, streams the same', async () => {
    const path = file(`n,s,b\n${Array.from({ length: 5000 }, (_, i) => `${i},t${i % 7},${i % 2 === 0}`).join('\n')}\n`);
    const plan = JSON.parse(JSON.stringify(await resolveSource(path, { derive: ['even = n % 2 = 0'] })));
    expect(plan.rows).toBe(5000);
    const some = await readTable(plan, { columns: ['even', 's'], maxRows: 3 });
    expect(columnNames(some)).toEqual(['s', 'even']);
    expect(some.columns.map((column) => cells(column))).toEqual([
      ['t0', 't1', 't2'],
      [true, false, true],
    ]);
    await expect(readTable(plan, { columns: ['nope'] })).rejects.toMatchObject({ code: 'COLUMN_NOT_FOUND' });
    const whole = await readTable(plan);
    const batches: Table[] = [];
    for await (const batch of streamTable(plan, { batchRows: 2048 })) batches.push(batch);
    expect(batches.length).toBeGreaterThan(1);
    for (const name of columnNames(whole)) {
      expect(batches.flatMap((batch) => cells(columnOf(batch, name)))).toEqual(cells(columnOf(whole, name)));
    }
  });

  it('notices a file that changed', async () => {
    const path = file('a,b\n1,2\n');
    const plan = await resolveSource(path);
    writeFileSync(path, 'a,b\n1,2\n3,4\n');
    await expect(readTable(plan)).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
    writeFileSync(path, 'a,b\nx,2\n');
    const error = await readTable(plan).catch((caught) => caught);
    expect(error).toMatchObject({ code: 'SOURCE_UNREADABLE' });
    expect(error.message).not.toMatch(/DuckDB|Conversion|CSV Error/);
    rmSync(path);
    await expect(readTable(plan)).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
  });
});
