/** What processes of one server leave in the store: masked predictions and one prune a day. */
import { expect, it, vi } from 'vitest';
import { newId } from '../../src/core/ids.ts';
import { openStore, type Store } from '../../src/store/open-store.ts';
import { privacySchema } from '../../src/store/privacy/declared-privacy.ts';
import { readinessOf, until, withCluster } from './cluster.ts';
import { goodRow } from './small-models.ts';

vi.setConfig({ testTimeout: 120_000 });

const predict = '/v1/models/late/predict';

async function loggedOf({ predictions }: Store, model: string) {
  const events = [];
  for await (const batch of predictions.read(model)) events.push(...batch);
  return events;
}

it('every process masks what it logs', () =>
  withCluster(
    { privacy: privacySchema.parse({ columns: { city: 'drop', distance: 'hash' } }) },
    async ({ store, sendToBoth }) => {
      const replies = await sendToBoth(predict, { rows: [goodRow] });
      await until(async () => (await loggedOf(store, 'late')).length === replies.length);
      const logged = await loggedOf(store, 'late');
      const ids = replies.flatMap(({ json }) => json.predictionIds as string[]);
      expect(new Set(logged.map(({ predictionId }) => predictionId))).toEqual(new Set(ids));
      for (const { features, masked } of logged) {
        expect(features).toMatchObject({ city: null, distance: expect.stringMatching(/^hmac:/), night: true });
        expect(masked).toEqual({ city: 'dropped', distance: 'hashed' });
      }
      expect(new Set(logged.map(({ features }) => features['distance'])).size).toBe(1);
    },
  ));

it('one process prunes once a day, also when a process starts later', () =>
  withCluster(
    { prepare: (_, home) => logOld(home), privacy: privacySchema.parse({ models: { churn: { keepDays: 30 } } }) },
    async (cluster) => {
      const { home, store, pids, child } = cluster;
      await until(async () => (await loggedOf(store, 'churn')).length === 0);
      const prunes = async () =>
        (await store.audit.latest(20)).filter(({ action }) => action === 'predictions.prune').length;
      await until(async () => (await prunes()) > 0);
      await logOld(home);
      const [first] = pids();
      process.kill(first, 'SIGKILL');
      await until(() => pids().length === 2 && !pids().includes(first));
      await until(async () => (await readinessOf(cluster)).includes('"ready"'));
      // Processes that end wait for a prune that runs.
      child.process.kill('SIGTERM');
      expect((await child.ended).code).toBe(0);
      expect(await prunes()).toBe(1);
      expect(await loggedOf(store, 'churn')).toHaveLength(1);
    },
  ));

/** A prediction of another year, in a file of the log that is closed. */
async function logOld(home: string): Promise<void> {
  const store = await openStore(home);
  store.predictions.append({
    predictionId: newId('prediction'),
    at: '2026-01-01T00:00:00.000Z',
    model: 'churn',
    version: 1,
    featuresHash: '',
    features: {},
    prediction: 'no',
    propensity: 1,
    latencyMs: 1,
    source: 'http',
  });
  await store.close();
}
