/** Rows in the log: what was appended is read back as events, whatever became of the files meanwhile. */
import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withHome } from '../../../tests/store/with-home.ts';
import { idsOf, newId, newIdRange } from '../../core/ids.ts';
import { booleanColumn, numberColumn, stringColumn } from '../../table/build.ts';
import { tableOf } from '../../table/table.ts';
import { openStore } from '../open-store.ts';
import { privacySchema } from '../privacy/declared-privacy.ts';
import { featuresHash } from '../privacy/features-hash.ts';
import { filePredictionLog } from './file-prediction-log.ts';
import { packColumns } from './pack-columns.ts';
import type { PredictionEvent, PredictionLog } from './prediction-log.ts';
import { eventsOf, type PredictionRows, slicesOfRows, takePredictionRows } from './prediction-rows.ts';
import { listAllSegments } from './segment-files.ts';
import { readSegmentIndex } from './segment-index.ts';
import { checkedLine } from './segment-line.ts';
import { eventsIn, segmentRecords } from './segment-records.ts';

const texts = ['JFK', 'a\n"ü', '\ud800', '', '{"block":7,"crc":"00000000"}\n'];

/** Rows of one request, their values drawn by number. */
function rowsOf(count: number, seed = 0, fields: Partial<PredictionRows['requests'][number]> = {}): PredictionRows {
  const pick = <Value>(from: readonly Value[], row: number) => from[(row + seed) % from.length];
  const column = <Value>(from: readonly Value[]) => Array.from({ length: count }, (_, row) => pick(from, row));
  const { first: firstId } = newIdRange('prediction', count);
  const atMs = Date.UTC(2026, 2, 1) + seed;
  const request = { firstId, rows: count, atMs, version: 1, propensity: 0.25, latencyMs: 0.1, source: 'http' as const };
  return {
    model: 'flights',
    requests: [{ ...request, ...fields }],
    features: tableOf([
      numberColumn('distance', column([0.1, -0, null, 1e300, Infinity, 10])),
      booleanColumn('night', column([true, false, null])),
      stringColumn('origin', column([...texts, null])),
    ]),
    prediction: stringColumn('prediction', column(['yes', 'no'])),
    probabilities: ['no', 'yes'].map((name, code) => {
      return { kind: 'number', name, integer: false, values: Float64Array.from({ length: count }, () => code / 3) };
    }),
  };
}

/** Getters as the values that they give. */
const plain = (events: readonly PredictionEvent[]) => events.map((event) => ({ ...event }));

async function readAll(log: PredictionLog, options?: Parameters<PredictionLog['read']>[1]) {
  const events: PredictionEvent[] = [];
  for await (const batch of log.read('flights', options)) events.push(...batch);
  return plain(events);
}

const openFile = async (folder: string) =>
  `${(await listAllSegments(folder)).find((segment) => !segment.closed)!.path}.open`;

describe('rows as events', () => {
  it('have the ids, times and values of their requests, and the hash of their features', () => {
    const rows = rowsOf(3);
    const events = eventsOf(rows);
    expect(events.map(({ predictionId }) => predictionId)).toEqual(
      idsOf({ first: rows.requests[0].firstId, count: 3 }),
    );
    expect({ ...events[1] }).toEqual({
      predictionId: expect.any(String),
      at: '2026-03-01T00:00:00.000Z',
      model: 'flights',
      version: 1,
      features: { distance: -0, night: false, origin: 'a\n"ü' },
      featuresHash: featuresHash({ distance: -0, night: false, origin: 'a\n"ü' }),
      prediction: 'no',
      probabilities: { no: 0, yes: 1 / 3 },
      propensity: 0.25,
      latencyMs: 0.1,
      source: 'http',
    });
  });

  it('stay what they are when some are taken', () =>
    fc.assert(
      fc.property(
        fc.array(fc.nat(4), { minLength: 1, maxLength: 5 }),
        fc.infiniteStream(fc.boolean()),
        (sizes, keeps) => {
          const parts = sizes.map((size, i) => rowsOf(size + 1, i));
          const [first] = parts;
          const all = { ...first, ...rowsOf(parts.reduce((sum, { features }) => sum + features.nRows, 0)) };
          const rows = { ...all, requests: parts.flatMap(({ requests }) => requests) };
          const wanted = Array.from({ length: rows.features.nRows }, (_, row) => row).filter(() => keeps.next().value);
          const events = plain(eventsOf(rows));
          expect(plain(eventsOf(takePredictionRows(rows, wanted)))).toEqual(wanted.map((row) => events[row]));
          expect([...slicesOfRows(rows, 3)].flatMap((some) => plain(eventsOf(some)))).toEqual(events);
        },
      ),
    ));
});

describe('the log of rows', () => {
  it('reads back what was appended, small and large, among events, open and closed', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ size: fc.constantFrom(0, 1, 2, 63, 64, 65, 300, 1500), event: fc.boolean() }), {
          maxLength: 12,
        }),
        (plan) =>
          withHome(async (folder) => {
            const log = filePredictionLog(folder, { maxSegmentBytes: 30_000 });
            const expected: PredictionEvent[] = [];
            for (const [i, { size, event }] of plan.entries()) {
              const rows = rowsOf(size, i, { version: 1 + (i % 2) });
              expected.push(...eventsOf(rows));
              log.appendRows(rows);
              if (!event) continue;
              const one = { ...eventsOf(rowsOf(1, i))[0] };
              expected.push(one);
              log.append(one);
              await log.flush();
            }
            expect(await readAll(log)).toEqual(plain(expected));
            await log.close();
            const again = filePredictionLog(folder);
            expect(await readAll(again)).toEqual(plain(expected));
            const odd = expected.filter(({ version }) => version === 1);
            expect(await readAll(again, { versions: [1] })).toEqual(plain(odd));
            const since = '2026-03-01T00:00:00.004Z';
            expect(await readAll(again, { since })).toEqual(plain(expected.filter(({ at }) => at >= since)));
            await again.close();
          }),
      ),
      { numRuns: 8 },
    ));

  it('gathers small requests in one block, whatever the version, and keeps others apart', () =>
    withHome(async (folder) => {
      const log = filePredictionLog(folder);
      for (let i = 0; i < 10; i++) log.appendRows(rowsOf(2, i, { version: i }));
      const { features, ...other } = rowsOf(1);
      log.appendRows({ ...other, features: { ...features, columns: features.columns.slice(1) } });
      log.appendRows({ ...rowsOf(1), prediction: numberColumn('prediction', [7]), probabilities: [] });
      await log.flush();
      const lines = (await readFile(await openFile(folder), 'latin1')).match(/\{"block":/g);
      expect(lines).toHaveLength(3);
      expect(await readAll(log)).toHaveLength(22);
      await log.close();
    }));

  it('reads any cut of a segment up to its last whole block', () =>
    withHome(async (folder) => {
      const log = filePredictionLog(folder);
      const [first, second] = [rowsOf(65), rowsOf(70, 1)];
      log.appendRows(first);
      await log.flush();
      const path = await openFile(folder);
      const half = (await readFile(path)).length;
      log.appendRows(second);
      await log.flush();
      const { length } = await readFile(path);
      for (let size = length; size > half - 200; size -= 173) {
        await truncate(path, size);
        const whole = size === length ? [first, second] : size >= half ? [first] : [];
        const fresh = filePredictionLog(folder);
        expect(await readAll(fresh)).toEqual(plain(whole.flatMap(eventsOf)));
        expect(await fresh.loss('flights')).toEqual({ dropped: 0, damaged: 0 });
        await fresh.close();
      }
      await log.close();
    }));

  it('counts a damaged block once, whichever byte is damaged, and reads the others', () =>
    withHome(async (folder) => {
      const log = filePredictionLog(folder);
      const blocks = [rowsOf(65), rowsOf(66, 1), rowsOf(67, 2)];
      const ends: number[] = [];
      for (const rows of blocks) {
        log.appendRows(rows);
        await log.flush();
        ends.push((await readFile(await openFile(folder))).length);
      }
      const path = await openFile(folder);
      const bytes = await readFile(path);
      for (let at = ends[0] + 2; at < ends[1]; at += 211) {
        const damaged = Buffer.from(bytes);
        damaged[at] ^= 1;
        await writeFile(path, damaged);
        expect(await readAll(log)).toEqual(plain([blocks[0], blocks[2]].flatMap(eventsOf)));
        expect((await log.loss('flights')).damaged).toBe(1);
      }
      await log.close();
    }));

  it('reads blocks that have their requests in their line, as earlier programs wrote them', () =>
    withHome(async (folder) => {
      const log = filePredictionLog(folder);
      const rows = rowsOf(70);
      const { packed, data } = packColumns([...rows.features.columns, rows.prediction, ...rows.probabilities]);
      const features = packed.splice(0, rows.features.columns.length);
      const [block, blockCrc] = [data.length, crc32(data)];
      const head = { block, blockCrc, model: rows.model, rows: 70, requests: rows.requests, features, answers: packed };
      const earlier = [Buffer.from(checkedLine(JSON.stringify(head))), Buffer.from(data), Buffer.from('\n')];
      log.appendRows(rowsOf(65, 1));
      await log.flush();
      const path = await openFile(folder);
      await writeFile(path, Buffer.concat([await readFile(path), ...earlier]));
      expect((await readAll(log)).slice(65)).toEqual(plain(eventsOf(rows)));
      const ids = idsOf({ first: rows.requests[0].firstId, count: 70 });
      expect(await log.knows(ids)).toEqual(new Set(ids));
      await log.close();
    }));

  it('knows the ids of its rows and no others, open, closed, without an index and with that of earlier programs', () =>
    withHome(async (folder) => {
      const [log, other] = [filePredictionLog(folder), filePredictionLog(folder)];
      const appended = [1, 1, 100, 2000].map((size, i) => rowsOf(size, i));
      const ids = appended.flatMap(({ requests: [{ firstId, rows }] }) => idsOf({ first: firstId, count: rows }));
      const unused = newIdRange('prediction', 3);
      const strangers = [...idsOf(unused), `${ids[1].slice(0, -1)}~`, `other_${ids[0].split('_')[1]}`, 'p', ''];
      for (const rows of appended) log.appendRows(rows);
      expect(await log.knows([...ids, ...strangers])).toEqual(new Set(ids));
      expect(await other.knows([...ids, ...strangers])).toEqual(new Set(ids));
      const late = rowsOf(3, 9);
      log.appendRows(late);
      await log.flush();
      expect(await other.knows([late.requests[0].firstId])).toEqual(new Set([late.requests[0].firstId]));
      await log.close();
      expect(await other.knows([...ids, ...strangers])).toEqual(new Set(ids));
      const [segment] = await listAllSegments(folder);
      expect(segment.ending).toBe('.records');
      const lines = Buffer.from(`${ids[0]} 1\n`);
      const earlier = { count: 1, fromMs: 0, toMs: 8.64e15, untimed: 0, digestsCrc: crc32(lines), digestsBytes: 0 };
      const later = { ...earlier, idBytes: ids[0].length };
      const ofPrograms = [earlier, later].map((head) =>
        Buffer.concat([Buffer.from(checkedLine(JSON.stringify(head))), lines]),
      );
      for (const index of [undefined, ...ofPrograms]) {
        await rm(`${segment.path}.ids`);
        if (index) await writeFile(`${segment.path}.ids`, index);
        const fresh = filePredictionLog(folder);
        expect(await fresh.knows([...ids, ...strangers])).toEqual(new Set(ids));
        await fresh.close();
        if (!index) await writeFile(`${segment.path}.ids`, '');
      }
      await other.close();
    }));

  it('has the ids of each segment in its own index, whatever was closed before it', () =>
    withHome(async (folder) => {
      const log = filePredictionLog(folder, { maxSegmentBytes: 4_000 });
      for (let round = 0; round < 12; round++) {
        log.appendRows(rowsOf(100, round));
        await log.flush();
      }
      await log.close();
      const segments = await listAllSegments(folder);
      expect(segments.length).toBeGreaterThan(4);
      for (const segment of segments) {
        expect(segment.ending).toBe('.records');
        let rows = 0;
        for await (const records of segmentRecords(segment)) {
          for (const { content } of records) rows += eventsIn(content).length;
        }
        expect((await readSegmentIndex(segment)).count).toBe(rows);
      }
    }));

  it('knows them whoever asks at the same time', () =>
    withHome(async (folder) => {
      const [log, other] = [filePredictionLog(folder), filePredictionLog(folder)];
      for (const round of [0, 1, 2]) {
        const rows = rowsOf(2000, round);
        log.appendRows(rows);
        await log.flush();
        const [{ firstId }] = rows.requests;
        const ids = idsOf({ first: firstId, count: 2000 });
        const asked = await Promise.all([0, 1, 2, 3].map((one) => other.knows([ids[one], ids[1999 - one]])));
        expect(asked.map(({ size }) => size)).toEqual([2, 2, 2, 2]);
      }
      await Promise.all([log.close(), other.close()]);
    }));

  it('counts rows for which there is no room, and takes others once the disk has what waited', () =>
    withHome(async (folder) => {
      const log = filePredictionLog(folder, { maxBuffered: 20_000 });
      for (let i = 0; i < 2; i++) log.appendRows(rowsOf(400, i));
      expect(log.dropped).toBe(400);
      for (let round = 0; round < 20; round++) {
        await log.flush();
        for (let i = 0; i < 50; i++) log.appendRows(rowsOf(1, i));
      }
      expect(log.dropped).toBe(400);
      expect(await readAll(log)).toHaveLength(1400);
      await log.close();
      expect(await filePredictionLog(folder).loss('flights')).toEqual({ dropped: 400, damaged: 0 });
    }));

  it('counts the rows at hand as lost when the disk fails', () =>
    withHome(async (folder) => {
      const openFailing = async () => {
        throw new Error('ENOSPC');
      };
      const log = filePredictionLog(folder, { openFile: openFailing });
      log.appendRows(rowsOf(3));
      log.appendRows(rowsOf(300));
      await log.flush();
      expect(log.dropped).toBe(303);
      await log.close();
    }));

  it('masks rows as the rules say, a few at once', () =>
    withHome(async (home) => {
      const privacy = privacySchema.parse({ models: { flights: { columns: { origin: 'drop' } } } });
      const store = await openStore(home, { privacy });
      expect(store.predictions.rowsAtOnce('flights')).toBeLessThan(store.predictions.rowsAtOnce('other'));
      store.predictions.appendRows(rowsOf(100));
      const events = await readAll(store.predictions);
      expect(events).toHaveLength(100);
      for (const { features, masked } of events) {
        expect(features.origin).toBeNull();
        expect(masked).toEqual({ origin: 'dropped' });
      }
      expect((await readFile(await openFile(join(home, 'predictions')), 'latin1')).includes('JFK')).toBe(false);
      await store.close();
    }));

  it('loses erased rows to the byte, and no others, whether they are closed or not', () =>
    withHome(async (home) => {
      const folder = join(home, 'predictions');
      const everyByte = async () => {
        const names = await readdir(folder, { recursive: true, withFileTypes: true });
        const files = names.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
        const contents = await Promise.all(files.map(async (file) => ({ file, bytes: await readFile(file) })));
        return contents
          .map(({ file, bytes }) => (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1'))
          .join();
      };
      for (const isClosed of [true, false]) {
        let store = await openStore(home);
        const rows = rowsOf(200);
        const gone = newId('x');
        const dictionary = ['JFK', gone];
        const codes = Int32Array.from({ length: 200 }, (_, row) => (row % 50 === 7 ? 1 : 0));
        const [distance, night] = rows.features.columns;
        const origin = { kind: 'string', name: 'origin', codes, dictionary } as const;
        store.predictions.appendRows({ ...rows, features: tableOf([distance, night, origin]) });
        await store.predictions.flush();
        if (isClosed) {
          await store.close();
          store = await openStore(home);
        }
        expect(await everyByte()).toContain(gone);
        const before = await readAll(store.predictions);
        await store.erasures.add({ column: 'origin', values: [gone] });
        const left = before.filter(({ features }) => features.origin !== gone);
        expect(before.length - left.length).toBe(4);
        expect(await readAll(store.predictions)).toEqual(left);
        expect(await store.predictions.applyErasures()).toMatchObject({ unreadable: 0, pending: 0 });
        expect(await everyByte()).not.toContain(gone);
        expect(await readAll(store.predictions)).toEqual(left);
        const ids = before.map(({ predictionId }) => predictionId);
        expect((await store.predictions.knows(ids)).size).toBe(left.length);
        await store.close();
      }
      // Rows of later requests are closed as they are, though something was erased before.
      const store = await openStore(home);
      store.predictions.appendRows(rowsOf(1, 0, { atMs: Date.UTC(2999, 1, 1) }));
      await store.close();
      expect((await listAllSegments(folder)).at(-1)!.ending).toBe('.records');
    }));

  it('loses old rows with their labels', () =>
    withHome(async (home) => {
      let store = await openStore(home);
      const old = rowsOf(100);
      const [id] = idsOf({ first: old.requests[0].firstId, count: 100 }).slice(40);
      store.predictions.appendRows(old);
      await store.labels.add([{ predictionId: id, label: 'yes' }]);
      await store.close();
      store = await openStore(home);
      const oldest = () => '2026-04-01T00:00:00.000Z';
      expect(await store.predictions.prune(oldest)).toEqual({ segments: 1, events: 100, models: ['flights'] });
      expect((await store.labels.latest([id])).size).toBe(0);
      expect(await store.predictions.knows([id, newId('prediction')])).toEqual(new Set());
      await store.close();
    }));
});
