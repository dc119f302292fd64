/** What processes of one server leave in the store: masked predictions and one prune a day. */
import { expect, it, vi } from 'vitest';
import { privacySchema } from '../../src/store/privacy/declared-privacy.ts';
import { loggedPredictions, logOldPrediction } from '../store/logged-predictions.ts';
import { readinessOf, until, withCluster } from './cluster.ts';
import { goodRow } from './small-models.ts';

vi.setConfig({ testTimeout: 120_000 });

const predict = '/v1/models/late/predict';

it('every process masks what it logs', () =>
  withCluster(
    { privacy: privacySchema.parse({ columns: { city: 'drop', distance: 'hash' } }) },
    async ({ store, sendToBoth }) => {
      const replies = await sendToBoth(predict, { rows: [goodRow] });
      await until(async () => (await loggedPredictions(store, 'late')).length === replies.length);
      const logged = await loggedPredictions(store, 'late');
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
    {
      prepare: (_, home) => logOldPrediction(home, 'churn'),
      privacy: privacySchema.parse({ models: { churn: { keepDays: 30 } } }),
    },
    async (cluster) => {
      const { home, store, pids, child } = cluster;
      await until(async () => (await loggedPredictions(store, 'churn')).length === 0);
      const prunes = async () =>
        (await store.audit.latest(20)).filter(({ action }) => action === 'predictions.prune').length;
      await until(async () => (await prunes()) > 0);
      await logOldPrediction(home, 'churn');
      const [first] = pids();
      process.kill(first, 'SIGKILL');
      await until(() => pids().length === 2 && !pids().includes(first));
      await until(async () => (await readinessOf(cluster)).includes('"ready"'));
      // Processes that end wait for a prune that runs.
      child.process.kill('SIGTERM');
      expect((await child.ended).code).toBe(0);
      expect(await prunes()).toBe(1);
      expect(await loggedPredictions(store, 'churn')).toHaveLength(1);
    },
  ));
