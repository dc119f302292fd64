/** Small linear models, each another one, and a row that all of them take. */
import { encodeArtifact } from '../../dist/estimators/artifact.js';
import { fitEstimator, predictWith } from '../../dist/estimators/fit.js';
import '../../dist/estimators/index.js';
import { createRng } from '../../dist/math/philox.js';
import { openStore } from '../../dist/store/open-store.js';
import { tableFrom } from '../../dist/table/build.js';
import { takeRows } from '../../dist/table/table.js';
import { registerVersion } from '../../dist/tracking/registry.js';

const rows = 50;

export const row = { x: 3.5, z: 7 };

/** The artifact of the `i`-th model, and its signature. */
export function smallModel(i) {
  const X = tableFrom({
    x: Array.from({ length: rows }, (_, j) => (j * 7) % 11),
    z: Array.from({ length: rows }, (_, j) => (j * 5) % 13),
  });
  const y = Float64Array.from({ length: rows }, (_, j) => (i + 1) * ((j * 7) % 11) + j);
  const fitted = fitEstimator(
    { name: 'ridge', params: {} },
    { X, y, task: 'regression', nClasses: 0 },
    { rng: createRng(1) },
  );
  const signature = {
    inputs: X.columns.map(({ name }) => ({ name, type: 'number' })),
    target: { name: 'y', task: 'regression', classes: [] },
  };
  const golden = { rows: takeRows(X, [0, 1]), predictions: predictWith(fitted, takeRows(X, [0, 1])) };
  return { bytes: encodeArtifact({ signature, fitted, golden }), signature };
}

/** Registers a model of each name; `different` of them differ. */
export async function registerSmall(home, names = ['small'], different = names.length) {
  const store = await openStore(home);
  for (const [i, name] of names.entries()) {
    const { bytes, signature } = smallModel(i % different);
    const artifactHash = await store.blobs.put(bytes);
    const version = { name, artifactHash, signature, lineage: {}, promotable: true, championIfFirst: true };
    await registerVersion(store, version, { actor: 'bench' });
  }
  await store.close();
}
