/** The index of a segment with many ids: the same bytes, however many pieces it was made in. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { expect, it } from 'vitest';
import { withHome } from '../../../tests/store/with-home.ts';
import { sha256Bytes } from '../../core/hash.ts';
import { newId } from '../../core/ids.ts';
import { takeAtOnce } from '../../core/loop-turns.ts';
import { requestColumns } from './request-columns.ts';
import { closedEnding, indexEnding } from './segment-files.ts';
import { holds, readSegmentIndex, SegmentIndexBuilder, writeSegmentIndex } from './segment-index.ts';

const at = '2026-03-01T00:00:00.000Z';

it('has the digests of its ids in order, put there in pieces', () =>
  withHome(async (folder) => {
    const ids = Array.from({ length: 9_000 }, () => newId('prediction'));
    const builder = new SegmentIndexBuilder();
    for (const predictionId of ids) builder.add({ predictionId, at });
    const firstId = newId('prediction');
    builder.addRequests(
      requestColumns([{ firstId, rows: 1, atMs: 0, version: 1, propensity: 1, latencyMs: 1, source: 'http' }]),
    );
    let pieces = 1;
    const work = builder.build();
    while (!work.next().done) pieces++;
    expect(pieces).toBe(5);

    const index = takeAtOnce(builder.build());
    const digests = Buffer.concat(ids.map((id) => sha256Bytes(id).subarray(0, 16)).sort(Buffer.compare));
    expect(index.digests.equals(digests)).toBe(true);
    const path = join(folder, 'one');
    await writeSegmentIndex(path, index);
    const bytes = await readFile(path + indexEnding);
    const tail = bytes.subarray(bytes.indexOf(10) + 1);
    expect(tail.equals(Buffer.concat([digests, Buffer.from(firstId), Buffer.of(1, 0, 0, 0)]))).toBe(true);
    expect(bytes.toString('utf8', 0, bytes.indexOf(10))).toContain(`"digestsCrc":${crc32(tail)},`);

    const back = await readSegmentIndex({ id: 'one', path, closed: true, ending: closedEnding });
    expect(back.count).toBe(ids.length + 1);
    expect([...ids, firstId].every((id) => holds(back, id))).toBe(true);
    expect(holds(back, newId('prediction'))).toBe(false);
  }));
