import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withHome } from '../../tests/store/with-home.ts';
import { newId } from '../core/ids.ts';
import { openStore } from '../store/open-store.ts';
import { filePredictionLog } from '../store/predictions/file-prediction-log.ts';
import type { PredictionEvent } from '../store/predictions/prediction-log.ts';
import { fileErasures } from '../store/privacy/erasures.ts';
import { erasePredictions } from './erase-predictions.ts';

const event = (customer: string): PredictionEvent => ({
  predictionId: newId('prediction'),
  at: '2026-01-01T00:00:00.000Z',
  model: 'churn',
  version: 1,
  featuresHash: '',
  features: { customer },
  prediction: 'no',
  propensity: 1,
  latencyMs: 1,
  source: 'http',
});

/** One event of Ada in a closed file and two in the file of a server, which looks for erasures each `noticeMs`. */
const eraseAda = ({ noticeMs, waitMs }: { readonly noticeMs: number; readonly waitMs: number }) =>
  withHome(async (home) => {
    const earlier = await openStore(home);
    earlier.predictions.append(event('ada'));
    await earlier.close();
    const server = filePredictionLog(join(home, 'predictions'), { erasures: fileErasures(home), noticeMs });
    for (const customer of ['ada', 'bob', 'ada']) server.append(event(customer));
    await server.flush();
    const store = await openStore(home);
    try {
      return await erasePredictions(store, {
        subject: { column: 'customer', values: ['ada'] },
        actor: 'tester',
        waitMs,
      });
    } finally {
      await store.close();
      await server.close();
    }
  });

describe('erasePredictions', () => {
  it('tells how many events were found, and how many a running server still holds', async () => {
    const answer = await eraseAda({ noticeMs: 60_000, waitMs: 0 });
    expect(answer).toMatchObject({ events: 3, segments: 1, pending: 1, pendingEvents: 2 });
  });

  it('counts those that servers took out of their files', async () => {
    const answer = await eraseAda({ noticeMs: 20, waitMs: 30_000 });
    expect(answer).toMatchObject({ events: 3, pending: 0, pendingEvents: 0 });
  });
});
