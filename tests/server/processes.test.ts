/** The server as a process of its own: moves of an alias from another process under load, kills, a stop under load. */
import { expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { type Child, startChild } from '../store/children.ts';
import { withHome } from '../store/with-home.ts';
import { goodRow, registerModel, smallModel } from './small-models.ts';
import { type Answer, send } from './with-server.ts';

const models = [smallModel('binary', 1), smallModel('binary', 2)];
const clients = 6;

async function makeHome(home: string): Promise<void> {
  const store = await openStore(home);
  for (const model of models) await registerModel(store, 'late', model);
  await store.close();
}

async function serve(home: string): Promise<{ child: Child; url: string }> {
  const child = startChild('../server/serve-home', home);
  await child.until('url');
  const url = child.lines[0]?.['url'];
  if (typeof url !== 'string') throw new Error((await child.ended).errors);
  return { child, url };
}

interface Sample {
  readonly sentMs: number;
  readonly answeredMs: number;
  readonly answer: Answer | undefined;
}

/** Sends requests one after the other until `stopped` says so; what fails to connect has no answer. */
async function keepAsking(url: string, stopped: () => boolean): Promise<Sample[]> {
  const samples: Sample[] = [];
  while (!stopped()) {
    const sentMs = Date.now();
    const rows = [goodRow, { ...goodRow, distance: 900 }];
    const answer = await send(`${url}/v1/models/late/predict`, { rows }).catch(() => undefined);
    samples.push({ sentMs, answeredMs: Date.now(), answer });
  }
  return samples;
}

/** The answers that each version gives, asked for by number. */
async function answersOfVersions(url: string): Promise<unknown[]> {
  const rows = [goodRow, { ...goodRow, distance: 900 }];
  const one = (await send(`${url}/v1/models/late@1/predict`, { rows })).json.probabilities;
  const two = (await send(`${url}/v1/models/late@2/predict`, { rows })).json.probabilities;
  expect(one).not.toEqual(two);
  return [one, two];
}

it('moves from another process take effect within a second; no request fails and none is mixed', () =>
  withHome(async (home) => {
    await makeHome(home);
    const { child, url } = await serve(home);
    const expected = await answersOfVersions(url);
    let isOver = false;
    const asking = Array.from({ length: clients }, () => keepAsking(url, () => isOver));
    const mover = startChild('../server/move-champion', home, '4', '1300');
    expect(await mover.ended).toEqual({ code: 0, errors: '' });
    isOver = true;
    const samples = (await Promise.all(asking)).flat();
    expect(samples.length).toBeGreaterThan(200);
    expect(samples.filter(({ answer }) => answer?.status !== 200)).toEqual([]);
    for (const { answer } of samples) {
      expect(answer!.json.probabilities).toEqual(expected[answer!.json.modelVersion - 1]);
    }
    const moves = mover.lines.filter((line) => 'version' in line) as { version: number; atMs: number }[];
    expect(moves.map(({ version }) => version)).toEqual([2, 1, 2, 1]);
    for (const [i, { version, atMs }] of moves.entries()) {
      const untilMs = moves[i + 1]?.atMs ?? Number.POSITIVE_INFINITY;
      const settled = samples.filter(({ sentMs, answeredMs }) => sentMs >= atMs + 1_000 && answeredMs < untilMs - 50);
      expect(settled.length).toBeGreaterThan(5);
      expect(new Set(settled.map(({ answer }) => answer!.json.modelVersion))).toEqual(new Set([version]));
    }
    child.process.kill('SIGTERM');
    expect(await child.ended).toEqual({ code: 0, errors: '' });
  }));

it('a killed server keeps every acknowledged label, and the next one serves', () =>
  withHome(async (home) => {
    await makeHome(home);
    const acknowledged: string[] = [];
    for (let kill = 0; kill < 4; kill++) {
      const { child, url } = await serve(home);
      const { predictionIds } = (await send(`${url}/v1/models/late/predict`, { rows: [goodRow, goodRow] })).json;
      const labels = predictionIds.map((id: string) => ({ prediction_id: id, label: 'TRUE' }));
      const { status, json } = await send(`${url}/v1/labels`, { labels });
      expect([status, json]).toEqual([200, { accepted: 2, unknown: 0 }]);
      child.process.kill('SIGKILL');
      acknowledged.push(...predictionIds);
      expect((await child.ended).errors).toBe('');
    }
    const store = await openStore(home);
    expect([...(await store.labels.latest(acknowledged)).keys()].sort()).toEqual([...acknowledged].sort());
    expect(await store.predictions.knows(acknowledged)).toEqual(new Set(acknowledged));
    await store.close();
  }));

it('a server that is stopped under load answers what it took and logs what it answered', () =>
  withHome(async (home) => {
    await makeHome(home);
    const { child, url } = await serve(home);
    let isOver = false;
    const asking = Array.from({ length: clients }, () => keepAsking(url, () => isOver));
    setTimeout(() => child.process.kill('SIGTERM'), 500);
    expect(await child.ended).toEqual({ code: 0, errors: '' });
    isOver = true;
    const answered = (await Promise.all(asking)).flat().flatMap(({ answer }) => (answer ? [answer] : []));
    expect(answered.length).toBeGreaterThan(20);
    expect(answered.filter(({ status }) => status !== 200)).toEqual([]);
    const ids = answered.flatMap(({ json }) => json.predictionIds as string[]);
    const store = await openStore(home);
    expect(await store.predictions.knows(ids)).toEqual(new Set(ids));
    await store.close();
  }));
