/** The prediction log of a store, for tests: what it holds, and an old file of it. */
import { newId } from '../../src/core/ids.ts';
import { openStore, type Store } from '../../src/store/open-store.ts';
import type { PredictionEvent } from '../../src/store/predictions/prediction-log.ts';

/** Everything logged of a model, in the order of the log. */
export async function loggedPredictions(
  { predictions }: Pick<Store, 'predictions'>,
  model: string,
): Promise<PredictionEvent[]> {
  const events: PredictionEvent[] = [];
  for await (const batch of predictions.read(model)) events.push(...batch);
  return events;
}

/** Logs one prediction of the first day of 2026 in a file of its own, which is closed. */
export async function logOldPrediction(home: string, model: string): Promise<void> {
  const store = await openStore(home);
  store.predictions.append({
    predictionId: newId('prediction'),
    at: '2026-01-01T00:00:00.000Z',
    model,
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
