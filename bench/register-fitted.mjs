/** Registers a fit as training would, so that it can be loaded and served. */
import { join } from 'node:path';
import { encodeArtifact } from '../dist/estimators/artifact.js';
import { predictWith } from '../dist/estimators/fit.js';
import { openStore } from '../dist/store/open-store.js';
import { takeRows } from '../dist/table/table.js';
import { registerVersion } from '../dist/tracking/registry.js';

/**
 * A home below the folder with the model of that name.
 *
 * @param model.target `{ name, task, classes }`.
 */
export async function registerFitted(folder, { name, fitted, X, target }) {
  const signature = { inputs: X.columns.map((column) => ({ name: column.name, type: 'number' })), target };
  const rows = takeRows(X, [0, 1, 2, 3]);
  const home = join(folder, 'home');
  const store = await openStore(home);
  const bytes = encodeArtifact({ signature, fitted, golden: { rows, predictions: predictWith(fitted, rows) } });
  const artifactHash = await store.blobs.put(bytes);
  const version = { name, artifactHash, signature, lineage: {}, promotable: true, championIfFirst: true };
  await registerVersion(store, version, { actor: 'bench' });
  await store.close();
  return { home, bytes };
}
