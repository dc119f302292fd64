/** Rollouts over HTTP: bad candidates lose their traffic by themselves, good ones are promoted, and nobody gets a failed answer. */
import { expect, it } from 'vitest';
import type { RolloutPolicyInput } from '../../src/lifecycle/rollout/policy.ts';
import { commandRollout } from '../../src/lifecycle/rollout/record/command-rollout.ts';
import { latestRolloutOf } from '../../src/lifecycle/rollout/record/rollout-record.ts';
import type { Store } from '../../src/store/open-store.ts';
import type { PredictionEvent } from '../../src/store/predictions/prediction-log.ts';
import { promote, resolveModel } from '../../src/tracking/registry.ts';
import { loggedPredictions } from '../store/logged-predictions.ts';
import { rolloutModels } from './rollout-models.ts';
import { begin, isIn, registerPair, rowOf, sendUntil } from './rollout-traffic.ts';
import { registerModel } from './small-models.ts';
import { send, withServer } from './with-server.ts';

const half: RolloutPolicyInput = { strategy: 'canary', steps: [0.5], leastSeconds: 600 };
const calm: RolloutPolicyInput = { ...half, guardrails: { constant: { action: 'off' }, outputs: { action: 'off' } } };
const { good, alsoGood, number } = rolloutModels;

async function loggedEvents(store: Store): Promise<PredictionEvent[]> {
  await store.predictions.flush();
  return loggedPredictions(store, 'late');
}

const manyRows = (i: number) => Array.from({ length: 200 }, (_, j) => rowOf(i + j));
const rarely = (rare: object) => (i: number) => [rowOf(i, { ...rare })];
const bad = [
  ['refuses rows that the champion takes', good, rolloutModels.refusing, rarely({ flag: 1 }), /errors/],
  ['overflows for some rows', number, rolloutModels.overflowing, rarely({ x: 1e150 }), /invalid/],
  ['is slow', good, rolloutModels.slow, manyRows, /latency|errors/],
] as const;

it.each(bad)(
  'a canary that %s is rolled back, and every request is answered',
  (_, champion, candidate, rows, guardrail) =>
    withServer(
      async (store) => {
        await registerPair(store, champion(), candidate());
        await begin(store, calm);
      },
      async ({ store, server }) => {
        const { answers, byVersion } = await sendUntil([server.url], isIn(store, 'rolled_back'), { rows });
        const { state, isSettled } = await latestRolloutOf(store.records, 'late');
        expect(state.phase).toBe('rolled_back');
        expect(isSettled).toBe(true);
        expect(state.findings.find(({ action }) => action === 'rollback')?.guardrail).toMatch(guardrail);
        expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
        expect(byVersion['2']).toBeGreaterThan(0);
        expect((await resolveModel(store, 'late')).version).toBe(1);
      },
    ),
);

it('a canary that always says the same is rolled back', () =>
  withServer(
    async (store) => {
      await registerPair(store, good(), rolloutModels.constant());
      await begin(store, half);
    },
    async ({ store, server }) => {
      await sendUntil([server.url], isIn(store, 'rolled_back'));
      const { state } = await latestRolloutOf(store.records, 'late');
      expect(state.findings.find(({ action }) => action === 'rollback')?.guardrail).toBe('constant');
    },
  ));

it('a canary that is wrong is rolled back when labels say so, and not before', () =>
  withServer(
    async (store) => {
      await registerPair(store, good(), rolloutModels.wrong());
      await begin(store, half);
    },
    async ({ store, server, send: ask }) => {
      const labels: { prediction_id: string; label: string }[] = [];
      const { answers } = await sendUntil([server.url], async () => labels.length > 600, {
        onAnswer: ({ json }, i) =>
          labels.push({ prediction_id: json.predictionIds[0], label: rowOf(i).x > 50 ? 'yes' : 'no' }),
      });
      expect(answers.length).toBeGreaterThan(600);
      expect((await latestRolloutOf(store.records, 'late')).state.phase).toBe('running');
      expect((await ask('/v1/labels', { labels })).json).toEqual({ accepted: labels.length, unknown: 0 });
      await sendUntil([server.url], isIn(store, 'rolled_back'));
      const { state } = await latestRolloutOf(store.records, 'late');
      expect(state.findings.find(({ action }) => action === 'rollback')?.guardrail).toBe('wrong');
      expect(state.watches['late@2'].totals.labels).toBeGreaterThanOrEqual(50);
    },
  ));

it('a good canary climbs and becomes champion; units stay where they are, and the log has the chances', () =>
  withServer(
    async (store) => {
      await registerPair(store, good(), alsoGood());
      await begin(store, {
        strategy: 'canary',
        steps: [0.2, 0.6, 1],
        leastSeconds: 1,
        leastRequests: 20,
        unit: { header: 'x-customer' },
      });
    },
    async ({ store, server, send: ask }) => {
      const moves = new Map<string, number[]>();
      const { answers } = await sendUntil([server.url], isIn(store, 'promoted'), {
        headers: (i) => ({ 'x-customer': `customer-${i % 50}` }),
        onAnswer({ json }, i) {
          const versions = moves.get(`customer-${i % 50}`) ?? [];
          if (versions.at(-1) !== json.modelVersion) versions.push(json.modelVersion);
          moves.set(`customer-${i % 50}`, versions);
        },
      });
      expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
      // A unit moves to the candidate at most once; answers of several clients may overtake each other by one.
      expect([...moves.values()].filter((versions) => versions.length > 4)).toEqual([]);
      expect((await resolveModel(store, 'late')).version).toBe(2);
      const { state, isSettled } = await latestRolloutOf(store.records, 'late');
      expect(isSettled).toBe(true);
      expect(state.units.seen).toBe(50);
      expect((await ask('/v1/models/late/predict', { rows: [rowOf(1)] })).json.modelVersion).toBe(2);
      const chances = new Map<number, Set<number>>();
      for (const { version, propensity } of await loggedEvents(store)) {
        chances.set(version, (chances.get(version) ?? new Set()).add(propensity));
      }
      expect([...chances.get(1)!].every((chance) => [0.8, 0.4, 1].includes(chance))).toBe(true);
      expect([...chances.get(2)!].every((chance) => [0.2, 0.6, 1].includes(chance))).toBe(true);
      expect(chances.get(2)!.has(0.2)).toBe(true);
      expect(await store.audit.verify()).toMatchObject({ entries: expect.any(Number) });
    },
  ));

it('every protocol follows the route, and says which version answered', () =>
  withServer(
    async (store) => {
      await registerPair(store, good(), alsoGood());
      await begin(store, { ...half, override: true, unit: { header: 'x-customer' } });
    },
    async ({ store, send: ask }) => {
      const headers = { 'content-type': 'application/json' };
      const tensors = {
        inputs: [
          { name: 'x', datatype: 'FP64', shape: [1], data: [3] },
          { name: 'flag', datatype: 'FP64', shape: [1], data: [0] },
        ],
      };
      const through = {
        native: async (more: object) =>
          (await ask('/v1/models/late/predict', { rows: [rowOf(1)] }, { headers: { ...headers, ...more } })).json
            .modelVersion,
        alias: async (more: object) =>
          (await ask('/v1/models/late@champion/predict', { rows: [rowOf(1)] }, { headers: { ...headers, ...more } }))
            .json.modelVersion,
        inference: async (more: object) =>
          Number(
            (await ask('/v2/models/late/infer', tensors, { headers: { ...headers, ...more } })).json.model_version,
          ),
        mlflow: async (more: object) =>
          Number(
            (
              await ask('/invocations', { dataframe_records: [rowOf(1)] }, { headers: { ...headers, ...more } })
            ).headers.get('modelwright-version'),
          ),
        stream: async (more: object) => {
          const lines = `${JSON.stringify(rowOf(1))}\n`.repeat(600);
          const type = { 'content-type': 'application/x-ndjson' };
          const { text } = await ask('/v1/models/late/predict-stream', lines, { headers: { ...type, ...more } });
          const versions = text
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line).modelVersion);
          expect(new Set(versions).size).toBe(1);
          return versions[0];
        },
      };
      for (const [protocol, versionOf] of Object.entries(through)) {
        for (const version of [1, 2]) {
          expect(await versionOf({ 'modelwright-variant': String(version) }), protocol).toBe(version);
        }
        const seen = new Map<string, number>();
        for (let i = 0; i < 24; i++) seen.set(`c${i % 12}`, await versionOf({ 'x-customer': `c${i % 12}` }));
        for (const [customer, version] of seen) expect(await through.native({ 'x-customer': customer })).toBe(version);
        expect(new Set(seen.values()), protocol).toEqual(new Set([1, 2]));
      }
      expect((await ask('/v1/models/late@1/predict', { rows: [rowOf(1)] })).json.modelVersion).toBe(1);
      const { state } = await latestRolloutOf(store.records, 'late');
      expect(state.phase).toBe('running');
    },
  ));

it('a shadow answers unseen and is compared; one that cannot answer harms nobody', () =>
  withServer(
    async (store) => {
      await registerPair(store, good(), rolloutModels.wrong());
      await begin(store, {
        strategy: 'shadow',
        leastSeconds: 1,
        leastRequests: 10,
        guardrails: { outputs: { action: 'off' } },
      });
    },
    async ({ store, server }) => {
      const { byVersion } = await sendUntil([server.url], isIn(store, 'passed'));
      expect(Object.keys(byVersion)).toEqual(['1']);
      const { state, pairs, isSettled } = await latestRolloutOf(store.records, 'late');
      expect(state.phase).toBe('passed');
      expect(isSettled).toBe(true);
      expect(pairs.pairs).toBeGreaterThanOrEqual(10);
      expect(pairs.equal).toBeLessThan(pairs.pairs / 10);
      expect(state.watches['late@2'].totals.answers).toBe(state.reference.answers);
    },
  ));

it('a person pauses, resumes and aborts; a champion that is moved by hand ends a rollout', () =>
  withServer(
    async (store) => {
      await registerPair(store, good(), alsoGood());
      await registerModel(store, 'late', good());
      await begin(store, half);
    },
    async ({ store, server }) => {
      const command = (kind: 'pause' | 'resume' | 'abort' | 'promote') =>
        commandRollout(store, { model: 'late', kind, reason: 'a test', actor: 'bob' });
      await expect(begin(store, half)).rejects.toMatchObject({ code: 'ROLLOUT_REFUSED' });
      expect((await command('pause')).state.phase).toBe('paused');
      await expect(command('pause').then(() => command('pause'))).resolves.toMatchObject({
        state: { phase: 'paused' },
      });
      expect((await command('resume')).state.phase).toBe('running');
      await expect(command('resume')).rejects.toMatchObject({ code: 'ROLLOUT_REFUSED' });
      expect((await command('abort')).state.phase).toBe('aborted');
      await expect(command('abort')).rejects.toMatchObject({ code: 'ROLLOUT_REFUSED' });
      await begin(store, half);
      await promote(store, { ref: 'late@3', reason: 'urgent', actor: 'bob' });
      const { answers } = await sendUntil([server.url], isIn(store, 'aborted'));
      expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
      expect((await send(`${server.url}/v1/models/late/predict`, { rows: [rowOf(1)] })).json.modelVersion).toBe(3);
      await begin(store, half, ['2']);
      const { state } = await command('promote');
      expect(state.promoted).toBe('late@2');
      expect((await resolveModel(store, 'late')).version).toBe(2);
    },
  ));

it('a contextual bandit learns which version is best for which rows', () =>
  withServer(
    async (store) => {
      await registerPair(store, good(), rolloutModels.wrong());
      await begin(store, {
        strategy: 'contextual_bandit',
        columns: ['flag'],
        updateSeconds: 1,
        leastShare: 0.05,
        guardrails: { wrong: { action: 'off' }, outputs: { action: 'off' }, constant: { action: 'off' } },
      });
    },
    async ({ store, server, send: ask }) => {
      // Where flag is 1 the truth is the other way round.
      const rowAt = (i: number) => ({ x: (i * 37) % 99, flag: i % 2 });
      const truth = ({ x, flag }: { x: number; flag: number }) => (x > 50 === (flag === 0) ? 'yes' : 'no');
      const late = { 0: { 1: 0, 2: 0 }, 1: { 1: 0, 2: 0 } } as Record<number, Record<number, number>>;
      for (let round = 0; round < 6; round++) {
        const labels: { prediction_id: string; label: string }[] = [];
        await sendUntil([server.url], async () => labels.length > 150, {
          rows: (i) => [rowAt(i)],
          onAnswer({ json }, i) {
            labels.push({ prediction_id: json.predictionIds[0], label: truth(rowAt(i)) });
            if (round === 5) late[i % 2][json.modelVersion]++;
          },
        });
        await ask('/v1/labels', { labels });
        await sendUntil([server.url], async () => true, { rows: (i) => [rowAt(i)] });
        await new Promise((resolve) => setTimeout(resolve, 1_800));
      }
      expect(late[0][1]).toBeGreaterThan(3 * late[0][2]);
      expect(late[1][2]).toBeGreaterThan(3 * late[1][1]);
      const { state } = await latestRolloutOf(store.records, 'late');
      expect(state.contextual!.learned.features).toBe(2);
      const propensities = new Set((await loggedEvents(store)).map(({ propensity }) => propensity));
      expect(propensities.has(0.95)).toBe(true);
    },
  ));
