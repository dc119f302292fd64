/** What goes wrong with the index of a segment while it is written costs no record and no id. */
import { readdir, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { someRanges } from '../../../tests/store/id-ranges.ts';
import { withHome } from '../../../tests/store/with-home.ts';
import { numberColumn } from '../../table/build.ts';
import { tableOf } from '../../table/table.ts';
import { type OpenAppendFile, openAppendFile } from './append-file.ts';
import { filePredictionLog } from './file-prediction-log.ts';
import type { PredictionLog } from './prediction-log.ts';
import { listAllSegments } from './segment-files.ts';

const requests = 200;

/** Logs requests of one row each; their ids. */
async function logSome(log: PredictionLog): Promise<string[]> {
  const ids = someRanges(new Array(requests).fill(1)).map(([firstId]) => firstId);
  const said = { rows: 1, atMs: 0, version: 1, propensity: 1, latencyMs: 1, source: 'http' as const };
  for (const firstId of ids) {
    const features = tableOf([numberColumn('distance', [1])]);
    const prediction = numberColumn('prediction', [2]);
    log.appendRows({ model: 'flights', requests: [{ ...said, firstId }], features, prediction, probabilities: [] });
  }
  await log.flush();
  return ids;
}

const namesIn = async (folder: string, ending: RegExp) =>
  (await readdir(folder, { recursive: true })).filter((name) => ending.test(name));

/** Files of an index that fail in one call. */
function failingIndex(call: 'open' | 'append' | 'sync'): OpenAppendFile {
  return async (path) => {
    const isIndex = path.endsWith('.tmp');
    const fail = async () => {
      throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    };
    if (isIndex && call === 'open') await fail();
    const file = await openAppendFile(path);
    return isIndex ? { ...file, [call]: fail } : file;
  };
}

describe('the index of a segment that is being written', () => {
  it('is beside it, and takes its place when the segment is closed', () =>
    withHome(async (folder) => {
      const log = filePredictionLog(folder);
      const ids = await logSome(log);
      expect(await namesIn(folder, /\.tmp$/)).toHaveLength(1);
      expect(await namesIn(folder, /\.ids$/)).toEqual([]);
      await log.close();
      expect(await namesIn(folder, /\.tmp$/)).toEqual([]);
      expect(await namesIn(folder, /\.ids$/)).toHaveLength(1);
      expect((await listAllSegments(folder)).map(({ ending }) => ending)).toEqual(['.records']);
      const reader = filePredictionLog(folder);
      expect((await reader.knows(ids)).size).toBe(requests);
      await reader.close();
    }));

  it.each(['open', 'append', 'sync'] as const)('loses no record when its %s fails', (call) =>
    withHome(async (folder) => {
      const log = filePredictionLog(folder, { openFile: failingIndex(call) });
      const ids = [...(await logSome(log)), ...(await logSome(log))];
      expect(log.dropped).toBe(0);
      await log.close();
      expect(await namesIn(folder, /\.tmp$/)).toEqual([]);
      // The segment is read, and gets its index with its closed form.
      expect((await listAllSegments(folder)).map(({ ending }) => ending)).toEqual(['.ndjson.gz']);
      expect(await namesIn(folder, /\.ids$/)).toHaveLength(1);
      const reader = filePredictionLog(folder);
      expect((await reader.knows(ids)).size).toBe(2 * requests);
      await reader.close();
    }),
  );

  it('is not taken for one that was left behind, however old', () =>
    withHome(async (folder) => {
      const log = filePredictionLog(folder);
      await logSome(log);
      const [name] = await namesIn(folder, /\.tmp$/);
      const longAgo = new Date('2026-01-01');
      await utimes(join(folder, name), longAgo, longAgo);
      const other = filePredictionLog(folder);
      await other.applyErasures();
      expect(await namesIn(folder, /\.tmp$/)).toEqual([name]);
      await Promise.all([log.close(), other.close()]);
      expect((await listAllSegments(folder)).map(({ ending }) => ending)).toEqual(['.records']);
    }));

  it('may be taken away by a process that believes its writer gone', () =>
    withHome(async (folder) => {
      const log = filePredictionLog(folder);
      const ids = await logSome(log);
      const [name] = await namesIn(folder, /\.tmp$/);
      await rm(join(folder, name));
      ids.push(...(await logSome(log)));
      await log.close();
      const reader = filePredictionLog(folder);
      expect((await reader.knows(ids)).size).toBe(2 * requests);
      await reader.close();
      expect(await namesIn(folder, /\.(tmp|open)$/)).toEqual([]);
    }));

  it('goes with the segment whose records could not be written', () =>
    withHome(async (folder) => {
      let isFull = false;
      const log = filePredictionLog(folder, {
        openFile: async (path) => {
          const file = await openAppendFile(path);
          return {
            ...file,
            append: async (bytes) => {
              if (isFull) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
              await file.append(bytes);
            },
          };
        },
      });
      await logSome(log);
      expect(await namesIn(folder, /\.tmp$/)).toHaveLength(1);
      isFull = true;
      await logSome(log);
      expect(await namesIn(folder, /\.tmp$/)).toEqual([]);
      expect(log.dropped).toBe(requests);
      isFull = false;
      await log.close();
    }));
});
