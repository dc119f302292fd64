import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ignoreProgress } from '../core/progress.ts';
import { hashTable } from '../data/hash.ts';
import { readTable } from '../data/read.ts';
import { resolveSource } from '../data/source.ts';
import { cell } from '../table/column.ts';
import { columnOf, type Table } from '../table/table.ts';
import { readData } from './read-data.ts';
import type { TrainRequest } from './request.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'read-data-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Lines `id,x,y` from one id up to another. */
const lines = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => `${from + i},${(from + i) * 1.5},${(from + i) % 2 ? 'yes' : 'no'}`);

async function planOf(name: string, body: readonly string[], header = 'id,x,y') {
  const path = join(folder, name);
  writeFileSync(path, `${[header, ...body].join('\n')}\n`);
  return await resolveSource(path, { textColumns: ['y'] });
}

type Plan = Awaited<ReturnType<typeof planOf>>;

const read = (plan: Plan, asked: Partial<TrainRequest> = {}) =>
  readData({ plan, target: 'y', seed: 7, idColumns: [], exclude: [], ...asked } as TrainRequest, ignoreProgress);

const idsOf = (table: Table) => Array.from({ length: table.nRows }, (_, row) => cell(columnOf(table, 'id'), row));
const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

describe('readData', () => {
  it('reads a source whole, and names it by the hash of its values', async () => {
    const plan = await planOf('whole.csv', lines(0, 50));
    const { table, ...rest } = await read(plan);
    expect(idsOf(table)).toEqual(numbers(0, 50));
    expect(rest).toEqual({ earlierRows: 0, knownRows: 0, dataHash: hashTable(await readTable(plan)) });
  });

  it('draws a sample by the seed, in the order of rows, and names all that it drew from', async () => {
    const plan = await planOf('sampled.csv', lines(0, 500));
    const drawn = await read(plan, { sample: 40 });
    const ids = idsOf(drawn.table) as number[];
    expect(new Set(ids).size).toBe(40);
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    expect(ids.at(-1)).toBeGreaterThan(250);
    expect(drawn.dataHash).toBe((await read(plan)).dataHash);
    expect(idsOf((await read(plan, { sample: 40 })).table)).toEqual(ids);
    expect(idsOf((await read(plan, { sample: 40, seed: 8 })).table)).not.toEqual(ids);
    expect((await read(plan, { sample: 500 })).table.nRows).toBe(500);
    expect((await read(plan, { sample: 501 })).table.nRows).toBe(500);
  });

  it('puts earlier sources first, oldest first, and leaves out rows that stand there already', async () => {
    const oldest = { plan: await planOf('oldest.csv', lines(0, 30)), seed: 1 };
    const older = { plan: await planOf('older.csv', lines(20, 60)), seed: 1 };
    const fresh = await planOf('fresh.csv', lines(50, 100));
    const { table, earlierRows, knownRows } = await read(fresh, { earlier: [oldest, older] });
    expect(idsOf(table)).toEqual(numbers(0, 100));
    expect({ earlierRows, knownRows }).toEqual({ earlierRows: 60, knownRows: 10 });
  });

  it('draws each earlier source as it was drawn then', async () => {
    const plan = await planOf('then.csv', lines(0, 500));
    const then = idsOf((await read(plan, { sample: 40, seed: 3 })).table);
    const fresh = await planOf('now.csv', lines(500, 600));
    const { table, earlierRows } = await read(fresh, { earlier: [{ plan, sample: 40, seed: 3 }] });
    expect(earlierRows).toBe(40);
    expect(idsOf(table)).toEqual([...then, ...numbers(500, 600)]);
  });

  it('names a joined source by all parts in their order', async () => {
    const a = await planOf('a.csv', lines(0, 20));
    const b = await planOf('b.csv', lines(20, 40));
    const hash = async (first: Plan, second: Plan) =>
      (await read(second, { earlier: [{ plan: first, seed: 7 }] })).dataHash;
    expect(await hash(a, b)).toBe(await hash(a, b));
    expect(await hash(a, b)).not.toBe(await hash(b, a));
  });

  it('reads a later source in the kinds of the first, and its columns by name', async () => {
    const first = await planOf('first.csv', lines(0, 20));
    const later = await planOf('later.csv', ['no,20,n/a,9', 'yes,21,3.5,9'], 'y,id,x,new');
    const { table } = await read(later, { earlier: [{ plan: first, seed: 7 }] });
    const last = [20, 21].map((row) => table.columns.map((column) => cell(column, row)));
    expect(last).toEqual([
      [20, null, 'no'],
      [21, 3.5, 'yes'],
    ]);
  });

  it('takes frequent combinations for data, not for rows that it has seen', async () => {
    const common = Array.from({ length: 200 }, (_, row) => (row % 2 ? '1,1,yes' : '2,2,no'));
    const earlier = [{ plan: await planOf('common.csv', common), seed: 7 }];
    const { earlierRows, knownRows, table } = await read(await planOf('more.csv', common), { earlier });
    expect({ earlierRows, knownRows, rows: table.nRows }).toEqual({ earlierRows: 200, knownRows: 0, rows: 400 });
  });

  it('refuses a source of nothing new, and a target that is not there', async () => {
    const plan = await planOf('again.csv', lines(0, 30));
    await expect(read(plan, { earlier: [{ plan, seed: 7 }] })).rejects.toMatchObject({ code: 'ROWS_TOO_FEW' });
    const available = 'id, x, y';
    const absent = { code: 'COLUMN_NOT_FOUND', details: { column: 'z', available } };
    await expect(read(plan, { target: 'z' })).rejects.toMatchObject(absent);
  });
});
