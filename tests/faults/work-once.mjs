// Each kind of write once, telling what was acknowledged, or the code of the error that it was refused with.
import { nowIso } from '../../dist/core/clock.js';
import { newId } from '../../dist/core/ids.js';
import { openStore } from '../../dist/store/open-store.js';
import { promote, registerVersion } from '../../dist/tracking/registry.js';
import { startRun } from '../../dist/tracking/runs.js';

const actor = 'ann';

export async function workOnce(home, name, tell) {
  /** Does something; what it throws must be an error of the table. */
  const attempt = async (work) => {
    try {
      return await work();
    } catch (error) {
      tell({ refused: error.code ?? String(error.stack) });
      return undefined;
    }
  };
  const store = await attempt(() => openStore(home));
  if (!store) return;
  const blob = await attempt(() => store.blobs.put(Buffer.from(`${name} `.repeat(5_000))));
  if (blob) tell({ blob });
  const asked = {
    name: 'late',
    artifactHash: blob,
    signature: {},
    lineage: {},
    promotable: true,
    championIfFirst: true,
  };
  const registered = blob && (await attempt(() => registerVersion(store, asked, { actor })));
  if (registered) tell({ version: registered.version, artifactHash: blob });
  const reason = newId('reason');
  const alias = registered && { ref: `late@${registered.version}`, alias: 'second', reason, actor };
  if (alias && (await attempt(() => promote(store, alias)))) tell({ promoted: registered.version, reason });
  const run = await attempt(() => startRun(store, { name: 'late', kind: 'train', config: {}, actor }));
  if (run && (await attempt(() => run.logMetric('loss', 0.5).then(() => true)))) tell({ metric: run.runId });
  if (run) await attempt(() => run.fail(new Error('enough')));
  const ids = Array.from({ length: 20 }, () => newId('prediction'));
  for (const predictionId of ids) {
    const answer = { prediction: 'yes', propensity: 1, latencyMs: 1, source: 'http' };
    const what = { model: 'late', version: 1, featuresHash: '', features: { distance: 1 } };
    store.predictions.append({ predictionId, at: nowIso(), ...what, ...answer });
  }
  await store.predictions.flush();
  tell({ predicted: ids, dropped: store.predictions.dropped });
  const [predictionId] = ids;
  const labels = [{ predictionId, label: 'no', observedAt: nowIso() }];
  const found = await attempt(() => store.labels.add(labels));
  if (found?.accepted === 1) tell({ labelled: predictionId });
  await attempt(() => store.close());
}
