/** F18: somebody sets the clock, or the process stands still for a while. Nothing ends early, nothing repeats, nothing is negative. */
import { writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import { idTimeMs } from '../../src/core/ids.ts';
import { latestRolloutOf } from '../../src/lifecycle/rollout/record/rollout-record.ts';
import { openStore } from '../../src/store/open-store.ts';
import { begin } from '../server/rollout-traffic.ts';
import { goodRow, registerModel, smallModel } from '../server/small-models.ts';
import { withHome } from '../store/with-home.ts';
import { type ServeProcess, withServeProcess } from './serve-process.ts';

// Processes start slowly on a crowded machine.
vi.setConfig({ testTimeout: 180_000 });

const hour = 3_600_000;
const preload = fileURLToPath(new URL('./move-clock.mjs', import.meta.url));

/** A server whose clock can be moved. */
async function withClock(
  home: string,
  test: (server: ServeProcess, move: (ms: number) => Promise<void>) => Promise<void>,
): Promise<void> {
  const file = join(dirname(home), 'offset');
  await mkdir(dirname(home), { recursive: true });
  const prepare = async (store: Awaited<ReturnType<typeof openStore>>) => {
    await registerModel(store, 'late', smallModel('binary', 1));
    await registerModel(store, 'late', smallModel('binary', 2));
    await begin(store, { strategy: 'canary', steps: [0.5], leastSeconds: 1_800, leastRequests: 0 });
  };
  const run = async (server: ServeProcess) =>
    await test(server, async (ms) => {
      writeFileSync(file, String(ms));
      server.signal('SIGUSR2');
      while (!server.errors().includes(`clock moved by ${ms}\n`)) await sleep(10);
    });
  await withServeProcess(home, prepare, run, { node: ['--import', preload], env: { CLOCK_OFFSET_FILE: file } });
}

it('jumps of the clock, on and back, leave ids in order, rollouts where they are, and labels with their predictions', () =>
  withHome(async (home) => {
    const ids: string[] = [];
    await withClock(home, async ({ send, metric }, move) => {
      const work = async () => {
        const { status, json } = await send('/v1/models/late/predict', { rows: [goodRow, goodRow] });
        expect(status).toBe(200);
        ids.push(...json.predictionIds);
        const labels = [{ prediction_id: json.predictionIds[0], label: 'TRUE' }];
        expect((await send('/v1/labels', { labels })).json).toEqual({ accepted: 1, unknown: 0 });
      };
      await work();
      let before = idTimeMs(ids[0]);
      for (const ms of [hour, -hour, 2 * hour, 24 * 365 * hour, 0]) {
        await move(ms);
        for (let i = 0; i < 5; i++) await work();
        const now = idTimeMs(ids.at(-1)!);
        // The seam moves the clock that the program reads: an id of later tells it.
        if (ms > hour) expect(now - before).toBeGreaterThan(hour / 2);
        before = now;
        expect((await send('/healthz/ready')).json.status).toBe('ready');
      }
      // A controller that believed the clock would have climbed its step by now.
      await sleep(1_500);
      const store = await openStore(home);
      expect((await latestRolloutOf(store.records, 'late')).state.phase).toBe('running');
      await store.close();
      expect(await metric('modelwright_http_request_duration_seconds_sum')).toBeGreaterThan(0);
      const { text } = await send('/metrics');
      expect(text.split('\n').filter((line) => / -\d/.test(line))).toEqual([]);
    });
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => (a < b ? -1 : 1)));
    const store = await openStore(home);
    expect((await store.audit.verify()).entries).toBeGreaterThan(0);
    expect(await store.predictions.knows(ids)).toEqual(new Set(ids));
    expect(await store.predictions.loss('late')).toEqual({ dropped: 0, damaged: 0 });
    await store.close();
  }));

it('a process that stood still goes on where it was: requests that waited are answered, and it is ready', () =>
  withHome(async (home) => {
    await withClock(home, async ({ send, signal, isAlive }) => {
      const predict = () => send('/v1/models/late/predict', { rows: [goodRow] });
      expect((await predict()).status).toBe(200);
      signal('SIGSTOP');
      const waiting = Array.from({ length: 10 }, predict);
      await sleep(4_000);
      signal('SIGCONT');
      const statuses = (await Promise.all(waiting)).map(({ status }) => status);
      expect(statuses.filter((status) => status !== 200)).toEqual([]);
      expect((await send('/healthz/ready')).json.status).toBe('ready');
      expect((await predict()).status).toBe(200);
      expect(isAlive()).toBe(true);
    });
  }));
