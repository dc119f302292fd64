// Writes of every kind, many times, as fast as they go. Prints how long each took.
import { nowIso } from '../../dist/core/clock.js';
import { newId } from '../../dist/core/ids.js';
import { openStore } from '../../dist/store/open-store.js';
import { promote, rollback } from '../../dist/tracking/registry.js';
import { startRun } from '../../dist/tracking/runs.js';

const [home, name, rounds] = process.argv.slice(2);
const store = await openStore(home);
const artifactHash = await store.blobs.put(Buffer.from('shared by all'));
const actor = name;
const tookMs = [];

async function timed(work) {
  const from = performance.now();
  const result = await work();
  tookMs.push(performance.now() - from);
  return result;
}

for (let round = 0; round < Number(rounds); round++) {
  const run = await timed(() => startRun(store, { name: 'shared', kind: 'train', config: { round }, actor }));
  void run.logMetric('loss', round);
  const register = {
    name: 'shared',
    artifactHash,
    signature: {},
    lineage: {},
    promotable: true,
    championIfFirst: true,
  };
  const { version } = await timed(() => run.finish({ metrics: { round }, result: null, register }));
  await timed(() => promote(store, { ref: `shared@${version}`, reason: `${name} ${round}`, actor }));
  if (round % 3 === 2) await timed(() => rollback(store, { name: 'shared', actor }));
  const predictionId = newId('prediction');
  store.predictions.append({
    predictionId,
    at: nowIso(),
    model: 'shared',
    version,
    featuresHash: '',
    features: { round },
    prediction: 1,
    propensity: 1,
    latencyMs: 1,
    source: 'http',
  });
  await timed(() => store.labels.add([{ predictionId, label: round }]));
}
console.log(JSON.stringify({ tookMs }));
await store.close();
