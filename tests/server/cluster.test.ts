/** A server of two processes: nobody can tell which of them answers, and one that ends or hangs costs little. */
import { Agent } from 'node:http';
import { expect, it, vi } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { promote } from '../../src/tracking/registry.ts';
import { loggedPredictions } from '../store/logged-predictions.ts';
import { type Cluster, type Reply, until, withCluster } from './cluster.ts';
import { openGrpcClient } from './grpc-client.ts';
import { goodRow } from './small-models.ts';

// Every test starts several processes, some of them again.
vi.setConfig({ testTimeout: 180_000 });

const rows = [goodRow, { ...goodRow, distance: 900 }];
const predict = '/v1/models/late/predict';

const counterOf = (text: string, series: string): number =>
  Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${series} `))
      ?.split(' ')
      .at(-1) ?? Number.NaN,
  );

const answered = 'modelwright_predictions_total{model="late",version="1"}';

it('answers, figures, labels, statistics and promotions are the same whichever process answers', () =>
  withCluster({ grpcPort: 0 }, async ({ store, grpcAddress, send, sendToBoth, pids }) => {
    expect(pids()).toHaveLength(2);
    const replies = await sendToBoth(predict, { rows });
    const ids = replies.flatMap(({ json }) => json.predictionIds as string[]);
    expect(new Set(ids).size).toBe(2 * replies.length);
    expect(new Set(replies.map(({ json }) => JSON.stringify(json.probabilities))).size).toBe(1);

    // The newest answer is a moment old, and half of the labels meet the other process.
    const fresh = await Promise.all(Array.from({ length: 8 }, () => send(predict, { rows: [goodRow] })));
    const told = await Promise.all(
      fresh.map(({ json }) =>
        send('/v1/labels', { labels: [{ prediction_id: json.predictionIds[0], label: 'TRUE' }] }),
      ),
    );
    expect(told.map(({ json }) => json)).toEqual(told.map(() => ({ accepted: 1, unknown: 0 })));

    const count = 2 * replies.length + fresh.length;
    for (const { json: text } of await sendToBoth('/metrics')) {
      expect(counterOf(text, answered)).toBe(count);
      expect(counterOf(text, 'modelwright_models_loaded')).toBe(1);
      expect(counterOf(text, 'modelwright_processes_answering')).toBe(2);
    }
    for (const { json } of await sendToBoth('/v2/models/late/versions/1/stats')) {
      expect(json.model_stats[0]).toMatchObject({ inference_count: count, inference_stats: { fail: { count: 0 } } });
      const { success } = json.model_stats[0].inference_stats;
      expect(success).toEqual({ count: replies.length + fresh.length, ns: expect.any(Number) });
    }
    expect(await store.predictions.knows(ids)).toEqual(new Set(ids));

    await promote(store, { ref: 'late@2', reason: 'better', actor: 'ann' });
    await until(async () => (await sendToBoth(predict, { rows })).every(({ json }) => json.modelVersion === 2));

    const client = await openGrpcClient(grpcAddress);
    const { ready } = await client.call('inference.GRPCInferenceService/ServerReady');
    expect(ready).toBe(true);
    client.close();
  }));

it('a process that is killed under load is replaced; only its connections break, and no figure falls', () =>
  withCluster({ limits: { lameDuckMs: 0 } }, async (cluster) => {
    const { store, send, pids, child } = cluster;
    const before = pids();
    let isOver = false;
    const clients = Array.from({ length: 6 }, () => keepAsking(cluster, () => isOver));
    const text = async () => (await send('/metrics')).json as string;
    await until(async () => counterOf(await text(), answered) > 100);
    process.kill(before[0], 'SIGKILL');
    await until(async () => {
      const { json } = await send('/healthz/ready');
      return json.problems[0]?.code === 'PROCESSES_MISSING';
    });
    const least = counterOf(await text(), answered);
    await until(() => pids().length === 2 && !pids().includes(before[0]));
    await until(async () => (await send('/healthz/ready')).json.status === 'ready');
    expect(counterOf(await text(), answered)).toBeGreaterThanOrEqual(least);
    expect(counterOf(await text(), 'modelwright_process_restarts_total')).toBe(1);
    const broken = clients.map(({ broken }) => broken());
    // Some of the keep-alive connections were those of the process, each with one request at most.
    expect(broken.every((count) => count <= 1) && broken.includes(0)).toBe(true);

    child.process.kill('SIGTERM');
    expect((await child.ended).code).toBe(0);
    isOver = true;
    const lists = await Promise.all(clients.map(({ ended }) => ended));
    const replies = lists.flat();
    // A crowded machine sends requests away; none fails for another reason.
    expect(replies.filter(({ status }) => status !== 200 && status !== 503)).toEqual([]);
    expect(clients.map(({ broken }) => broken())).toEqual(broken);
    // The process that was killed may have lost what it answered in its last moment; those that were stopped lose nothing.
    const living = new Set(lists.map((list) => list.at(-1)?.process));
    const good = replies.filter(({ status, process: by }) => status === 200 && living.has(by));
    const ids = good.flatMap(({ json }) => json.predictionIds as string[]);
    expect(await store.predictions.knows(ids)).toEqual(new Set(ids));
    expect((await store.predictions.loss('late')).damaged).toBe(0);
  }));

it('jobs run once, by one process at a time', () =>
  withCluster({}, async ({ home, send, sendToBoth, url }) => {
    const lines = Array.from({ length: 50 }, (_, i) => JSON.stringify({ ...goodRow, distance: i })).join('\n');
    const jobs = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const answer = await fetch(`${url}/v1/models/late/jobs`, {
          method: 'POST',
          headers: { 'content-type': 'application/x-ndjson', connection: 'close' },
          body: lines,
        });
        return ((await answer.json()) as { jobId: string }).jobId;
      }),
    );
    let mostRunning = 0;
    await until(async () => {
      const [{ json }] = await sendToBoth('/v1/jobs');
      const states = (json.jobs as { state: string }[]).map(({ state }) => state);
      mostRunning = Math.max(mostRunning, states.filter((state) => state === 'running').length);
      return states.every((state) => state === 'done');
    });
    expect(mostRunning).toBeLessThanOrEqual(1);
    const ids = await Promise.all(
      jobs.map(async (job) => {
        const text = (await send(`/v1/jobs/${job}/result`)).json as string;
        return text
          .trim()
          .split('\n')
          .map((line) => (JSON.parse(line) as { predictionId: string }).predictionId);
      }),
    );
    expect(ids.map(({ length }) => length)).toEqual([50, 50, 50, 50]);
    const store = await openStore(home);
    expect(await loggedPredictions(store, 'late')).toHaveLength(200);
    await store.close();
  }));

it('processes that end again and again are started five times a minute, and the readiness says why', () =>
  withCluster({}, async ({ send, pids, child }) => {
    const [steady] = pids();
    const isBack = () => pids().length === 2;
    for (let kill = 0; kill < 6; kill++) {
      await until(isBack);
      const victim = pids().find((pid) => pid !== steady)!;
      process.kill(victim, 'SIGKILL');
      await until(() => !pids().includes(victim));
    }
    const { json } = await send('/healthz/ready');
    expect(json.status).toBe('degraded');
    expect(json.problems[0].message).toMatch(
      /^1 of 2 processes of the server answer: process \d+ was ended by SIGKILL$/,
    );
    expect((await send(predict, { rows })).status).toBe(200);
    expect(counterOf((await send('/metrics')).json, 'modelwright_process_restarts_total')).toBe(5);
    child.process.kill('SIGTERM');
    const { code, errors } = await child.ended;
    expect(code).toBe(0);
    expect(errors).toMatch(/another one takes its place in \d\d s, because 5 were lost within a minute/);
    expect(errors.match(/was ended by SIGKILL/g)).toHaveLength(6);
  }));

interface Asking {
  readonly ended: Promise<Reply[]>;
  /** Requests that got no answer because their connection broke. */
  broken(): number;
}

/** Sends requests one after the other over one connection that is kept, until it is over or the server takes no more. */
function keepAsking({ send }: Cluster, isOver: () => boolean): Asking {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let broken = 0;
  const ask = async () => {
    const replies: Reply[] = [];
    while (!isOver()) {
      try {
        replies.push(await send(predict, { rows }, { agent }));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED') break;
        broken++;
      }
    }
    agent.destroy();
    return replies;
  };
  return { ended: ask(), broken: () => broken };
}
