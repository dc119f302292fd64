/** Registers a model of exactly 100 trees with 31 leaves: a fit packed as training packs it. */
import { join } from 'node:path';
import { encodeArtifact } from '../dist/estimators/artifact.js';
import { fitEstimator, predictWith } from '../dist/estimators/fit.js';
import '../dist/estimators/index.js';
import { readTable } from '../dist/data/read.js';
import { resolveSource } from '../dist/data/source.js';
import { createRng } from '../dist/math/philox.js';
import { openStore } from '../dist/store/open-store.js';
import { columnOf, takeRows, without } from '../dist/table/table.js';
import { registerVersion } from '../dist/tracking/registry.js';
import { treeParams, writeFlights } from './tree-model.mjs';

const trainingRows = 50_000;

/** The whole table and the fitted trees. */
export async function fitTrees(folder) {
  const table = await readTable(await resolveSource(await writeFlights(join(folder, 'flights.parquet'), trainingRows)));
  const X = without(table, ['delay']);
  const y = columnOf(table, 'delay').values;
  const spec = { name: 'gbdt', params: treeParams };
  const fitted = fitEstimator(spec, { X, y, task: 'regression', nClasses: 0 }, { rng: createRng(7) });
  return { X, y, fitted };
}

/** A home with the model `trees`, and a row for it. */
export async function registerTrees(folder) {
  const { X, fitted } = await fitTrees(folder);
  const signature = {
    inputs: X.columns.map(({ name }) => ({ name, type: 'number' })),
    target: { name: 'delay', task: 'regression', classes: [] },
  };
  const rows = takeRows(X, [0, 1, 2, 3]);
  const home = join(folder, 'home');
  const store = await openStore(home);
  const artifactHash = await store.blobs.put(
    encodeArtifact({ signature, fitted, golden: { rows, predictions: predictWith(fitted, rows) } }),
  );
  const version = { name: 'trees', artifactHash, signature, lineage: {}, promotable: true, championIfFirst: true };
  await registerVersion(store, version, { actor: 'bench' });
  await store.close();
  return { home, row: Object.fromEntries(X.columns.map(({ name, values }) => [name, values[0]])) };
}
