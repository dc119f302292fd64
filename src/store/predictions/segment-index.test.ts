/** The index of a segment with many ids. */
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { expect, it } from 'vitest';
import { requestIds, someRanges } from '../../../tests/store/id-ranges.ts';
import { withHome } from '../../../tests/store/with-home.ts';
import { sha256Bytes } from '../../core/hash.ts';
import { idAfter, idsOf, newId, newIdRange } from '../../core/ids.ts';
import { IndexFile } from './index-file.ts';
import { closedEnding, indexEnding } from './segment-files.ts';
import { holds, readSegmentIndex } from './segment-index.ts';
import { parseLine } from './segment-line.ts';
import { IndexWriter } from './write-index.ts';

const at = '2026-03-01T00:00:00.000Z';
const eventOf = (predictionId: string) => ({ kind: 'event', event: { predictionId, at } as never }) as const;

it('has pages of ranges, the digests of other ids in order, and a line that says where they are', () =>
  withHome(async (folder) => {
    await mkdir(folder);
    const ids = Array.from({ length: 9_000 }, () => newId('prediction'));
    const ranges = someRanges(Array.from({ length: 3_000 }, (_, i) => 1 + (i % 3)));
    const path = join(folder, 'one');
    const file = new IndexFile({ path });
    for (let from = 0; from < ids.length; from += 300) {
      for (const id of ids.slice(from, from + 300)) await file.writer.addRecord(eventOf(id));
      await file.writer.addRequests(requestIds(ranges.slice(from / 3, from / 3 + 100)));
    }
    await file.finish();
    expect(await readdir(folder)).toEqual([`one${indexEnding}`]);

    const bytes = await readFile(path + indexEnding);
    const end = bytes.lastIndexOf(10, -2);
    const sizes = [64, 128, 256, 512, 1024, 1016];
    let begin = 0;
    const pages = sizes.map((size) => {
      const page = ranges.slice(begin, begin + size);
      begin += size;
      return Buffer.concat([
        ...page.map(([first]) => Buffer.from(first)),
        ...page.map(([, count]) => Buffer.of(count, 0, 0, 0)),
      ]);
    });
    const digests = ids.map((id) => sha256Bytes(id).subarray(0, 16)).sort(Buffer.compare);
    const expected = Buffer.concat([...pages, ...digests]);
    expect(bytes.subarray(0, end).equals(expected)).toBe(true);
    expect(parseLine(bytes.toString('utf8', end + 1, bytes.length - 1))).toMatchObject({
      count: 9_000 + 6_000,
      untimed: 0,
      pages: sizes.map((size) => [size, ids[0].length]),
      bytesCrc: crc32(expected),
    });

    const { ids: back, count } = await readSegmentIndex({ id: 'one', path, closed: true, ending: closedEnding });
    expect(count).toBe(15_000);
    expect([...ids, ...ranges.map(([first]) => first)].every((id) => holds(back, id))).toBe(true);
    expect(holds(back, newId('prediction'))).toBe(false);
  }));

it('gives pages away while it is made', async () => {
  let given = 0;
  const writer = new IndexWriter(async ({ length }) => {
    given += length;
  });
  const ranges = someRanges(new Array(20_000).fill(1));
  for (let from = 0; from < ranges.length; from += 500)
    await writer.addRequests(requestIds(ranges.slice(from, from + 500)));
  const rangeBytes = ranges[0][0].length + 4;
  expect(given).toBeGreaterThanOrEqual((20_000 - 1024) * rangeBytes);
  await writer.finish();
  expect(given).toBeGreaterThan(20_000 * rangeBytes);
});

it('is given up without a trace', () =>
  withHome(async (folder) => {
    await mkdir(folder);
    const file = new IndexFile({ path: join(folder, 'one') });
    await file.writer.addRequests(requestIds(someRanges(new Array(100).fill(1))));
    expect(await readdir(folder)).toEqual([expect.stringMatching(/^one\.ids\.\d+\.part_\w+\.tmp$/)]);
    await file.giveUp();
    expect(await readdir(folder)).toEqual([]);
  }));

it('keeps ids of different lengths apart, however many there are', () =>
  withHome(async (folder) => {
    await mkdir(folder);
    const path = join(folder, 'one');
    const file = new IndexFile({ path });
    const long = someRanges(new Array(4_000).fill(2));
    const short = newIdRange('p', 2);
    for (const ranges of [long, [[short.first, 2] as const], long.slice(0, 1)]) {
      await file.writer.addRequests(requestIds(ranges));
    }
    await file.finish();
    const { ids, count } = await readSegmentIndex({ id: 'one', path, closed: true, ending: closedEnding });
    expect(count).toBe(8_004);
    expect([...idsOf(short), ...long.map(([first]) => first)].every((id) => holds(ids, id))).toBe(true);
    expect(holds(ids, idAfter(short.first, 2))).toBe(false);
  }));
