import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ignoreProgress } from '../core/progress.ts';
import { hashTable } from '../data/hash.ts';
import { readTable } from '../data/read.ts';
import { encodeTable } from '../data/snapshot.ts';
import { resolveSource } from '../data/source.ts';
import type { Blobs } from '../store/blobs.ts';
import { cell } from '../table/column.ts';
import { columnNames, columnOf, type Table } from '../table/table.ts';
import { readData } from './read-data.ts';
import type { ReadRequest, RecordedData } from './request.ts';

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

/** Blobs that were never put are a fault of the test. */
let kept: Record<string, Uint8Array> = {};
const blobs = { get: async (hash: string) => kept[hash] } as Blobs;

const asked = (plan: Plan, more: Partial<ReadRequest> = {}): ReadRequest => {
  return { plan, target: 'y', idColumns: [], exclude: [], seed: 7, ...more };
};
const read = (plan: Plan, more?: Partial<ReadRequest>) => readData(asked(plan, more), blobs, ignoreProgress);

/** A run's data as it is recorded: with its rows, or to be read again. */
async function recorded(plan: Plan, more: Partial<ReadRequest> & { keep?: boolean } = {}): Promise<RecordedData> {
  const { keep, ...rest } = more;
  const request = asked(plan, rest);
  const { table, dataHash } = await readData(request, blobs, ignoreProgress);
  if (!keep) return { dataHash, request };
  kept = { ...kept, [dataHash]: encodeTable(table) };
  return { snapshotHash: dataHash, dataHash, request };
}

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
    const oldest = await recorded(await planOf('oldest.csv', lines(0, 30)));
    const older = await recorded(await planOf('older.csv', lines(20, 60)), { earlier: oldest });
    const fresh = await planOf('fresh.csv', lines(50, 100));
    const { table, earlierRows, knownRows } = await read(fresh, { earlier: older });
    expect(idsOf(table)).toEqual(numbers(0, 100));
    expect({ earlierRows, knownRows }).toEqual({ earlierRows: 60, knownRows: 10 });
  });

  it('draws each earlier source as it was drawn then', async () => {
    const plan = await planOf('then.csv', lines(0, 500));
    const then = idsOf((await read(plan, { sample: 40, seed: 3 })).table);
    const fresh = await planOf('now.csv', lines(500, 600));
    const { table, earlierRows } = await read(fresh, { earlier: await recorded(plan, { sample: 40, seed: 3 }) });
    expect(earlierRows).toBe(40);
    expect(idsOf(table)).toEqual([...then, ...numbers(500, 600)]);
  });

  it('names a joined source by all parts in their order', async () => {
    const a = await planOf('a.csv', lines(0, 20));
    const b = await planOf('b.csv', lines(20, 40));
    const hash = async (first: Plan, second: Plan) => (await read(second, { earlier: await recorded(first) })).dataHash;
    expect(await hash(a, b)).toBe(await hash(a, b));
    expect(await hash(a, b)).not.toBe(await hash(b, a));
  });

  it('reads a later source in the kinds of the first, and its columns by name', async () => {
    const first = await planOf('first.csv', lines(0, 20));
    const later = await planOf('later.csv', ['no,20,n/a,9', 'yes,21,3.5,9'], 'y,id,x,new');
    const { table } = await read(later, { earlier: await recorded(first) });
    const last = [20, 21].map((row) => table.columns.map((column) => cell(column, row)));
    expect(last).toEqual([
      [20, null, 'no'],
      [21, 3.5, 'yes'],
    ]);
  });

  it('learns from the later source alone where only recent rows count, without those that stand in the earlier one', async () => {
    const earlier = await recorded(await planOf('before.csv', lines(0, 50)));
    const recent = await read(await planOf('grown.csv', lines(0, 80)), { earlier, window: 'recent' });
    expect(idsOf(recent.table)).toEqual(numbers(50, 80));
    expect(recent).toMatchObject({ earlierRows: 0, knownRows: 50 });
  });

  it('takes kept rows rather than a file that has changed since; without them a changed file is refused', async () => {
    const then = await planOf('export.csv', lines(0, 50));
    const keptRows = await recorded(then, { keep: true });
    const unkept = await recorded(then);
    const grown = await planOf('export.csv', lines(0, 80));
    const { table, earlierRows, knownRows } = await read(grown, { earlier: keptRows });
    expect(idsOf(table)).toEqual(numbers(0, 80));
    expect({ earlierRows, knownRows }).toEqual({ earlierRows: 50, knownRows: 50 });
    // As many rows and as many bytes, one of them another.
    await planOf('export.csv', lines(0, 50).with(7, '7,99.5,no'));
    const fresh = await planOf('fresh-export.csv', lines(80, 90));
    await expect(read(fresh, { earlier: unkept })).rejects.toMatchObject({ code: 'SNAPSHOT_CHANGED' });
    await expect(read(fresh, { earlier: unkept, window: 'recent' })).rejects.toMatchObject({
      code: 'SNAPSHOT_CHANGED',
    });
  });

  it('drops columns that nobody learns from where the later source lacks them', async () => {
    const earlier = await recorded(await planOf('with-id.csv', lines(0, 30)));
    const later = await planOf('without-id.csv', ['99,no', '98,yes'], 'x,y');
    const { table } = await read(later, { earlier, idColumns: ['id'] });
    expect(columnNames(table)).toEqual(['x', 'y']);
    expect(table.nRows).toBe(32);
    await expect(read(later, { earlier })).rejects.toMatchObject({ code: 'COLUMN_NOT_FOUND' });
  });

  it('takes frequent combinations for data, not for rows that it has seen', async () => {
    const common = Array.from({ length: 200 }, (_, row) => (row % 2 ? '1,1,yes' : '2,2,no'));
    const earlier = await recorded(await planOf('common.csv', common));
    const { earlierRows, knownRows, table } = await read(await planOf('more.csv', common), { earlier });
    expect({ earlierRows, knownRows, rows: table.nRows }).toEqual({ earlierRows: 200, knownRows: 0, rows: 400 });
  });

  it('refuses a source of nothing new, and a target that is not there', async () => {
    const plan = await planOf('again.csv', lines(0, 30));
    const earlier = await recorded(plan);
    await expect(read(plan, { earlier })).rejects.toMatchObject({ code: 'ROWS_TOO_FEW' });
    await expect(read(plan, { earlier, window: 'recent' })).rejects.toMatchObject({ code: 'ROWS_TOO_FEW' });
    const available = 'id, x, y';
    const absent = { code: 'COLUMN_NOT_FOUND', details: { column: 'z', available } };
    await expect(read(plan, { target: 'z' })).rejects.toMatchObject(absent);
  });
});
