/** A rollout over the processes of one server: each answer counts once, and what is decided holds in all of them. */
import { expect, it, vi } from 'vitest';
import { latestRolloutOf } from '../../src/lifecycle/rollout/record/rollout-record.ts';
import type { RolloutState } from '../../src/lifecycle/rollout/state.ts';
import type { Store } from '../../src/store/open-store.ts';
import { type Cluster, type Reply, until, withCluster } from './cluster.ts';
import { rolloutModels } from './rollout-models.ts';
import { begin, isIn, registerPair, rowOf } from './rollout-traffic.ts';
import type { smallModel } from './small-models.ts';

vi.setConfig({ testTimeout: 120_000 });

const predict = '/v1/models/late/predict';

/** A canary of half the traffic that stays where it is. */
const withCanary = (candidate: ReturnType<typeof smallModel>) => ({
  prepare: async (store: Store) => {
    await registerPair(store, rolloutModels.good(), candidate);
    await begin(store, {
      strategy: 'canary',
      steps: [0.5],
      leastSeconds: 600,
      guardrails: { constant: { action: 'off' }, latency: { action: 'off' } },
    });
  },
});

const stateOf = async (store: Store): Promise<RolloutState> => (await latestRolloutOf(store.records, 'late')).state;

/** Asks over a new connection; a crowded machine sends requests away for a moment, which counts for nobody. */
async function ask({ send }: Cluster, i: number, rare = {}): Promise<Reply> {
  for (;;) {
    const reply = await send(predict, { rows: [rowOf(i, rare)] });
    if (reply.status !== 503) return reply;
  }
}

it('both processes count, and each answer counts once', () =>
  withCluster(withCanary(rolloutModels.alsoGood()), async (cluster) => {
    const { store } = cluster;
    const asked = 240;
    const replies: Reply[] = [];
    const client = async (first: number) => {
      for (let i = first; i < asked; i += 6) replies.push(await ask(cluster, i));
    };
    await Promise.all([0, 1, 2, 3, 4, 5].map(client));
    const byVersion = (version: number) => replies.filter(({ json }) => json.modelVersion === version);
    for (const version of [1, 2]) {
      expect(new Set(byVersion(version).map((reply) => reply.process)).size).toBe(2);
    }
    await until(async () => (await stateOf(store)).units.seen >= asked);
    const { reference, watches, units, phase } = await stateOf(store);
    expect([reference.answers, watches['late@2'].totals.answers]).toEqual([byVersion(1).length, byVersion(2).length]);
    for (const counts of [reference, watches['late@2'].totals]) {
      const { answers, latency, outputs } = counts;
      expect([latency, outputs].map((bins) => bins.reduce((sum, count) => sum + count, 0))).toEqual([answers, answers]);
    }
    expect(units).toEqual({ seen: asked, several: 0 });
    expect(phase).toBe('running');
  }));

it('a bad candidate is rolled back by what both saw, and both answer with the champion then', () =>
  withCluster(withCanary(rolloutModels.refusing()), async (cluster) => {
    const { store, child, sendToBoth } = cluster;
    const isOver = isIn(store, 'rolled_back');
    const replies: Reply[] = [];
    while (!(await isOver())) {
      for (let i = 0; i < 8; i++) replies.push(await ask(cluster, i, { flag: 1 }));
    }
    expect(replies.filter(({ status }) => status !== 200)).toEqual([]);
    const candidates = replies.filter(({ json }) => json.modelVersion === 2);
    expect(new Set(candidates.map((reply) => reply.process)).size).toBe(2);
    const { findings, watches } = await stateOf(store);
    expect(findings.find(({ action }) => action === 'rollback')?.guardrail).toBe('errors');
    const { answers, errors } = watches['late@2'].totals;
    // What it could not answer the champion answered, so the rest was its own.
    expect(answers - errors).toBeLessThanOrEqual(candidates.length);
    expect(errors).toBeGreaterThan(0);
    // A process that has not heard of the end yet gives half of its answers to the champion anyway: many of each must be its.
    const isChampionAlone = async () => {
      const replies: Reply[] = [];
      for (let i = 0; i < 8; i++) replies.push(...(await sendToBoth(predict, { rows: [rowOf(i)] })));
      // Who was sent away says nothing of versions.
      const answered = replies.filter(({ status }) => status !== 503);
      return new Set(answered.map((reply) => reply.process)).size === 2 && answered.every(isByChampion);
    };
    await until(isChampionAlone);
    expect(await isChampionAlone()).toBe(true);
    child.process.kill('SIGTERM');
    expect(await child.ended).toEqual({ code: 0, errors: '' });
  }));

const isByChampion = ({ status, json }: Reply) => status === 200 && json.modelVersion === 1;
