import { appendFile, mkdir, readdir, readFile, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withHome } from '../../../tests/store/with-home.ts';
import { newId } from '../../core/ids.ts';
import { type OpenAppendFile, openAppendFile } from './append-file.ts';
import { filePredictionLog } from './file-prediction-log.ts';
import type { PredictionEvent, PredictionLog } from './prediction-log.ts';
import { listAllSegments, modelFolder, openEnding, openEndings } from './segment-files.ts';
import { checkedLine, eventLine, readSegmentLine } from './segment-line.ts';

const event = (fields: Partial<PredictionEvent> = {}): PredictionEvent => ({
  predictionId: newId('prediction'),
  at: '2026-03-01T00:00:00.000Z',
  model: 'flights',
  version: 1,
  featuresHash: 'f'.repeat(64),
  features: { distance: 100, origin: 'JFK', late: null, night: true },
  prediction: 'yes',
  probabilities: { no: 0.25, yes: 0.75 },
  propensity: 1,
  latencyMs: 0.5,
  source: 'http',
  ...fields,
});

async function readAll(log: PredictionLog, model = 'flights', options?: Parameters<PredictionLog['read']>[1]) {
  const events: PredictionEvent[] = [];
  for await (const batch of log.read(model, options)) events.push(...batch);
  return events;
}

const rawFile = async (folder: string) => {
  const { path, ending } = (await listAllSegments(folder)).find((segment) => !segment.closed)!;
  return path + ending;
};
const failure = (code: string) => Object.assign(new Error(code), { code, syscall: 'write' });

/** A segment as a killed process leaves it: open, of a process that is no more. */
async function abandon(
  folder: string,
  events: readonly PredictionEvent[],
  tail: string,
  { host = hostname(), ending = openEnding } = {},
) {
  const header = { segment: 'segment_0', format: 1, model: 'flights', writer: 'w', host, pid: 999_999_999 };
  await mkdir(modelFolder(folder, 'flights'), { recursive: true });
  const lines = [checkedLine(JSON.stringify({ ...header, openedAt: '' })), ...events.map(eventLine), tail];
  await writeFile(join(modelFolder(folder, 'flights'), `segment_0${ending}`), lines.join(''));
}

/** Files that fail in one call while the switch is on, and notice when a file is used after it failed. */
function failingFiles(call: 'append' | 'sync' | 'open', failing: { now: boolean }): OpenAppendFile {
  return async (path) => {
    if (failing.now && call === 'open') throw failure('EMFILE');
    const file = await openAppendFile(path);
    let failed = false;
    const step = async (name: string, code: string, before: () => Promise<void>, work: () => Promise<void>) => {
      expect(failed).toBe(false);
      if (!failing.now || call !== name) return work();
      failed = true;
      await before();
      throw failure(code);
    };
    return {
      append: (bytes) =>
        step(
          'append',
          'ENOSPC',
          () => appendFile(path, bytes.subarray(0, bytes.length >> 1)),
          () => file.append(bytes),
        ),
      sync: () =>
        step(
          'sync',
          'EIO',
          async () => {},
          () => file.sync(),
        ),
      close: () => file.close(),
    };
  };
}

describe('segment lines', () => {
  const value = fc.oneof(fc.double(), fc.string(), fc.boolean(), fc.constant(null));

  it('give back any event exactly', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), value),
        fc.double(),
        fc.dictionary(fc.string(), fc.double()),
        (features, prediction, probabilities) => {
          const original = event({ features, prediction, probabilities });
          const line = eventLine(original);
          expect(line.endsWith('\n')).toBe(true);
          const read = readSegmentLine(line.slice(0, -1));
          expect(JSON.parse(line)).toBeTypeOf('object');
          expect(read).toEqual({
            event: { ...original, features: { ...features }, probabilities: { ...probabilities } },
          });
        },
      ),
    );
  });

  it('show every changed character', () => {
    const line = eventLine(event({ predictionId: 'p' })).trimEnd();
    for (let at = 0; at < line.length; at++) {
      const changed = `${line.slice(0, at)}${line[at] === 'x' ? 'y' : 'x'}${line.slice(at + 1)}`;
      expect(readSegmentLine(changed)).toBeUndefined();
      expect(readSegmentLine(line.slice(0, at))).toBeUndefined();
    }
  });
});

describe('prediction log', () => {
  it('reads back what was appended, by model, since and version', () =>
    withHome(async (folder) => {
      const log = filePredictionLog(folder);
      const events = Array.from({ length: 2500 }, (_, i) =>
        event({ at: new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString(), version: 1 + (i % 3) }),
      );
      for (const one of events) log.append(one);
      log.append(event({ model: '../escape' }));
      expect(await readAll(log)).toEqual(events);
      expect(await readAll(log, '../escape')).toHaveLength(1);
      expect(await readAll(log, 'unknown')).toEqual([]);
      expect(await readAll(log, 'flights', { since: events[2000].at })).toEqual(events.slice(2000));
      expect(await readAll(log, 'flights', { versions: [2] })).toEqual(events.filter((one) => one.version === 2));
      await log.close();
      const again = filePredictionLog(folder);
      expect(await readAll(again)).toEqual(events);
      expect(await readAll(again, 'flights', { since: events[2000].at })).toEqual(events.slice(2000));
      expect(await readAll(again, 'flights', { since: '2027-01-01T00:00:00.000Z' })).toEqual([]);
      await again.close();
      expect((await readdir(folder)).every((name) => /^[0-9a-f]{32}$/.test(name))).toBe(true);
    }));

  it('writes by itself within the promised window', () =>
    withHome(async (folder) => {
      const log = filePredictionLog(folder);
      log.append(event());
      let seen = 0;
      for (let waited = 0; waited < 2000 && seen === 0; waited += 10) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        const [segment] = await listAllSegments(folder);
        if (segment) seen = (await readFile(`${segment.path}.open`, 'utf8')).split('\n').length - 2;
      }
      expect(seen).toBe(1);
      await log.close();
    }));

  it('knows ids of open and closed segments, of other processes too, with and without a time in them', () =>
    withHome(async (folder) => {
      const a = filePredictionLog(folder, { maxSegmentBytes: 2000 });
      const b = filePredictionLog(folder);
      const events = Array.from({ length: 50 }, (_, i) => event(i % 5 === 0 ? { predictionId: `own-${i}` } : {}));
      for (const one of events) {
        a.append(one);
        await a.flush();
      }
      const ids = events.map((one) => one.predictionId);
      const strangers = [newId('prediction'), 'own-1', ''];
      expect(await b.knows([...ids, ...strangers])).toEqual(new Set(ids));
      const late = event();
      a.append(late);
      expect(await a.knows([late.predictionId, ...strangers])).toEqual(new Set([late.predictionId]));
      expect(await b.knows([late.predictionId])).toEqual(new Set([late.predictionId]));
      await a.close();
      expect(await b.knows([...ids, late.predictionId, ...strangers])).toEqual(new Set([...ids, late.predictionId]));
      expect((await listAllSegments(folder)).length).toBeGreaterThan(5);
      await b.close();
    }));

  it('knows ids when an index is lost or damaged', () =>
    withHome(async (folder) => {
      const log = filePredictionLog(folder);
      const one = event();
      log.append(one);
      await log.close();
      const [segment] = await listAllSegments(folder);
      const index = await readFile(`${segment.path}.ids`);
      for (const bytes of [
        Buffer.alloc(0),
        index.subarray(0, -1),
        Buffer.concat([index.subarray(0, -1), Buffer.from('?')]),
      ]) {
        await writeFile(`${segment.path}.ids`, bytes);
        const fresh = filePredictionLog(folder);
        expect(await fresh.knows([one.predictionId, 'p'])).toEqual(new Set([one.predictionId]));
        await fresh.close();
      }
    }));

  it.each(['.open', '.ndjson'])(
    'ends the log of a killed writer where its last whole line ends, in a segment named %s',
    (ending) =>
      withHome(async (folder) => {
        const events = [event(), event(), event()];
        await abandon(folder, events, eventLine(event()).slice(0, 50), { ending });
        const log = filePredictionLog(folder);
        expect(await log.knows([events[0].predictionId])).toEqual(new Set([events[0].predictionId]));
        expect(await readAll(log)).toEqual(events);
        expect(await log.loss('flights')).toEqual({ dropped: 0, damaged: 0 });
        const own = event();
        log.append(own);
        await log.flush();
        await log.close();
        const segments = await listAllSegments(folder);
        expect(segments.map((segment) => segment.closed)).toEqual([true, true]);
        const files = await readdir(modelFolder(folder, 'flights'));
        expect(files.filter((name) => openEndings.some((one) => name.endsWith(one)))).toEqual([]);
        expect(
          gunzipSync(await readFile(`${segments[0].path}.ndjson.gz`))
            .toString()
            .endsWith('"}\n'),
        ).toBe(true);
        const again = filePredictionLog(folder);
        expect(await readAll(again)).toEqual([...events, own]);
        await again.close();
      }),
  );

  it('leaves the open segment of another machine alone until it is too old to be written', () =>
    withHome(async (folder) => {
      await abandon(folder, [event()], '', { host: 'another machine' });
      const path = await rawFile(folder);
      const isClosed = async () => {
        const log = filePredictionLog(folder);
        log.append(event());
        await log.flush();
        await log.close();
        return (await listAllSegments(folder)).find((segment) => segment.id === 'segment_0')?.closed;
      };
      expect(await isClosed()).toBe(false);
      const { mtimeMs } = await stat(path);
      await utimes(path, mtimeMs / 1000 - 7200, mtimeMs / 1000 - 7200);
      expect(await isClosed()).toBe(true);
    }));

  it('reads any cut of a segment up to the cut', () =>
    withHome(async (folder) => {
      const log = filePredictionLog(folder);
      const events = [event(), event(), event()];
      for (const one of events) log.append(one);
      await log.flush();
      const path = await rawFile(folder);
      const bytes = await readFile(path);
      for (let size = bytes.length - 1; size >= 0; size -= 7) {
        await truncate(path, size);
        const whole = bytes.subarray(0, size).toString('latin1').split('\n').length - 2;
        const fresh = filePredictionLog(folder);
        expect(await readAll(fresh)).toEqual(events.slice(0, Math.max(0, whole)));
        await fresh.close();
      }
      await log.close();
    }));

  it('counts damaged lines, before and after the segment is closed', () =>
    withHome(async (folder) => {
      const log = filePredictionLog(folder);
      for (let i = 0; i < 3; i++) log.append(event({ predictionId: `p${i}` }));
      await log.flush();
      const path = await rawFile(folder);
      await writeFile(path, (await readFile(path, 'utf8')).replace('"p1"', '"p9"'));
      expect((await readAll(log)).map((one) => one.predictionId)).toEqual(['p0', 'p2']);
      expect((await log.loss('flights')).damaged).toBe(1);
      await log.close();
      const again = filePredictionLog(folder);
      expect((await again.loss('flights')).damaged).toBe(1);
      await again.close();
    }));

  it('bounds its buffer, counts what does not fit, and reports the gap in the log', () =>
    withHome(async (folder) => {
      const size = eventLine(event()).length;
      const log = filePredictionLog(folder, { maxBuffered: 10 * size });
      for (let i = 0; i < 25; i++) log.append(event());
      expect(log.dropped).toBe(15);
      await log.flush();
      for (let i = 0; i < 3; i++) log.append(event());
      await log.flush();
      expect(log.dropped).toBe(15);
      expect(await readAll(log)).toHaveLength(13);
      await log.close();
      const again = filePredictionLog(folder);
      expect(await again.loss('flights')).toEqual({ dropped: 15, damaged: 0 });
      await again.close();
    }));

  it('never throws for an event that JSON cannot hold', () =>
    withHome(async (folder) => {
      const log = filePredictionLog(folder);
      log.append(event({ features: { big: 1n as unknown as number } }));
      expect(log.dropped).toBe(1);
      await log.close();
    }));

  it.each(['append', 'sync', 'open'] as const)(
    'counts the events at hand as lost when %s fails, and goes on in a new file',
    (call) =>
      withHome(async (folder) => {
        const failing = { now: false };
        const log = filePredictionLog(folder, {
          openFile: failingFiles(call, failing),
          maxSegmentBytes: call === 'open' ? 1 : undefined,
        });
        const [before, after] = [event(), event()];
        log.append(before);
        await log.flush();
        failing.now = true;
        for (let i = 0; i < 4; i++) log.append(event());
        await log.flush();
        expect(log.dropped).toBe(4);
        failing.now = false;
        log.append(after);
        await log.flush();
        const ids = (await readAll(log)).map((one) => one.predictionId);
        expect(ids[0]).toBe(before.predictionId);
        expect(ids.at(-1)).toBe(after.predictionId);
        expect(new Set(ids).size).toBe(ids.length);
        expect((await log.loss('flights')).dropped).toBe(4);
        await log.close();
      }),
  );

  it('closes full segments while it goes on writing, and loses nothing to readers', () =>
    withHome(async (folder) => {
      const log = filePredictionLog(folder, { maxSegmentBytes: 5_000 });
      const events = Array.from({ length: 400 }, () => event());
      for (let i = 0; i < events.length; i += 4) {
        for (const one of events.slice(i, i + 4)) log.append(one);
        await log.flush();
        if (i % 100 === 0) expect(await readAll(log)).toEqual(events.slice(0, i + 4));
      }
      await log.close();
      const segments = await listAllSegments(folder);
      expect(segments.length).toBeGreaterThan(20);
      expect(segments.every((segment) => segment.closed)).toBe(true);
      const again = filePredictionLog(folder);
      expect(await readAll(again)).toEqual(events);
      await again.close();
    }));
});
