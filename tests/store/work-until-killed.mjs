// Works like a platform in use until it is killed, and prints what it was told to be done. One line is one acknowledgement.
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { nowIso, nowMs } from '../../dist/core/clock.js';
import { newId } from '../../dist/core/ids.js';
import { openStore } from '../../dist/store/open-store.js';
import { promote, rollback } from '../../dist/tracking/registry.js';
import { startRun } from '../../dist/tracking/runs.js';

const home = process.argv[2];
const tell = (line) => writeSync(1, `${JSON.stringify(line)}\n`);
const actor = `process ${process.pid}`;

tell({ opening: true });
const store = await openStore(home);
tell({ opened: true });

function predict(version) {
  const predictionId = newId('prediction');
  store.predictions.append({
    predictionId,
    at: nowIso(),
    model: 'flights',
    version,
    featuresHash: '',
    features: { distance: version, origin: 'JFK' },
    prediction: 'yes',
    propensity: 1,
    latencyMs: 1,
    source: 'http',
  });
  tell({ appended: predictionId, atMs: nowMs() });
  return predictionId;
}

for (let round = 0; ; round++) {
  const run = await startRun(store, { name: 'flights', kind: 'train', config: { round }, actor });
  tell({ started: run.runId });
  for (let step = 0; step < 5; step++) {
    await run.logMetric('loss', 1 / (step + 1));
    tell({ metric: run.runId, step });
    await sleep(10);
  }
  tell({ writing: round });
  const artifactHash = await store.blobs.put(Buffer.from(`${run.runId} `.repeat(20_000)));
  tell({ blob: artifactHash });
  const register = {
    name: 'flights',
    artifactHash,
    signature: {},
    lineage: {},
    promotable: true,
    championIfFirst: true,
  };
  const { version } = await run.finish({ metrics: { loss: 0.2 }, result: { round }, register });
  tell({ finished: run.runId, version });
  const reason = newId('reason');
  const { from } = await promote(store, { ref: `flights@${version}`, reason, actor });
  // The first version became champion by itself; promoting it again changes nothing.
  if (from !== version) tell({ promoted: version, reason });
  const ids = Array.from({ length: 10 }, () => predict(version));
  await store.predictions.flush();
  for (const flushed of ids) tell({ flushed });
  await store.labels.add(ids.map((predictionId) => ({ predictionId, label: 'no', observedAt: nowIso() })));
  for (const labelled of ids) tell({ labelled });
  if (round % 2 === 1) {
    const why = newId('reason');
    await rollback(store, { name: 'flights', reason: why, actor });
    tell({ rolledBack: true, reason: why });
  }
}
