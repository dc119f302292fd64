/** What is served is the same in every process: loads, unloads, the index, and for a process that starts later. */
import { expect, it, vi } from 'vitest';
import { servingSchema } from '../../src/serve/repository/declared-serving.ts';
import { readinessOf, until, withCluster } from './cluster.ts';
import { goodRow } from './small-models.ts';

vi.setConfig({ testTimeout: 120_000 });

it('loads and unloads hold in all processes, and in one that starts later', () =>
  withCluster({ serving: servingSchema.parse({ control: 'explicit' }) }, async (cluster) => {
    const { send, sendToBoth, pids } = cluster;
    /** What every process says, each thing once. */
    const said = async (path: string, body?: unknown) => [
      ...new Set((await sendToBoth(path, body)).map(({ status, json }) => `${status} ${JSON.stringify(json)}`)),
    ];
    const index = () => said('/v2/repository/index', { ready: true });
    const isServed = async () =>
      (await sendToBoth('/v1/models/late/predict', { rows: [goodRow] })).map(({ status }) => status === 200);

    expect(await index()).toEqual(['200 []']);
    expect(await isServed()).not.toContain(true);
    expect((await send('/v2/repository/models/late/load', {})).status).toBe(200);
    expect(await isServed()).not.toContain(false);
    const [served, ...others] = await index();
    expect(others).toEqual([]);
    expect(served).toContain('"READY"');

    const [first] = pids();
    process.kill(first, 'SIGKILL');
    await until(() => pids().length === 2 && !pids().includes(first));
    await until(async () => (await readinessOf(cluster)).includes('"ready"'));
    expect(await isServed()).not.toContain(false);
    expect(await index()).toEqual([served]);

    expect((await send('/v2/repository/models/nobody/load', {})).status).toBe(404);
    expect((await send('/v2/repository/models/late/unload', {})).status).toBe(200);
    expect(await isServed()).not.toContain(true);
    expect(await index()).toEqual(['200 []']);
  }));
