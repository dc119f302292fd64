/** Small real models in a store, for tests of serving. */
import { encodeArtifact, openArtifact } from '../../src/estimators/artifact.ts';
import { uncertaintyFrom } from '../../src/estimators/conformal/uncertainty.ts';
import { fitEstimator, predictWith } from '../../src/estimators/fit.ts';
import { linearRecipe } from '../../src/estimators/index.ts';
import { createRng } from '../../src/math/philox.ts';
import type { Store } from '../../src/store/open-store.ts';
import { datetimeColumn, tableFrom } from '../../src/table/build.ts';
import { type Table, takeRows, withColumns } from '../../src/table/table.ts';
import type { Signature } from '../../src/table/task.ts';
import { type ModelVersion, registerVersion } from '../../src/tracking/registry.ts';

const rows = 120;
const cities = ['Bern', 'Graz', 'Zürich', null];
const roles = [
  { name: 'city', role: 'categorical' },
  { name: 'distance', role: 'numeric' },
  { name: 'night', role: 'boolean' },
  { name: 'at', role: 'datetime' },
] as const;

/** Features of every kind, with missing values. */
export const features: Table = withColumns(
  tableFrom({
    city: Array.from({ length: rows }, (_, i) => cities[i % cities.length]),
    distance: Array.from({ length: rows }, (_, i) => (i % 11 === 0 ? null : (i * 37) % 1000)),
    night: Array.from({ length: rows }, (_, i) => (i % 7 === 0 ? null : i % 2 === 0)),
  }),
  [
    datetimeColumn(
      'at',
      Array.from({ length: rows }, (_, i) => 1_772_000_000_000 + i * 3_600_123),
    ),
  ],
);

const inputs: Signature['inputs'] = features.columns.map(({ name, kind }) => ({ name, type: kind }));

/** A row that every model here takes. */
export const goodRow = { city: 'Bern', distance: 512.5, night: true, at: '2026-03-01T10:30:00Z' } as const;

/** An artifact. Another `seed` gives another model of the same signature; `calibrated` ones hold the scores of their rows. */
export function smallModel(task: 'binary' | 'regression', seed = 1, { calibrated = false } = {}) {
  const noise = createRng(seed).split('noise');
  const distance = (i: number) => (i * 37) % 1000;
  const y = Float64Array.from({ length: rows }, (_, i) =>
    task === 'regression' ? distance(i) / 10 + noise.uniform() : Number(distance(i) + 400 * noise.uniform() > 700),
  );
  const classes = task === 'binary' ? ['FALSE', 'TRUE'] : [];
  const steps = [...linearRecipe(roles), { name: task === 'binary' ? 'logistic' : 'ridge', params: {} }];
  const fitted = fitEstimator(
    { name: 'pipeline', params: { steps } },
    { X: features, y, task, nClasses: classes.length },
    { rng: createRng(seed) },
  );
  const golden = takeRows(features, [0, 1, 2, 3, 11, 14]);
  const signature: Signature = { inputs, target: { name: 'late', task, classes } };
  const bytes = encodeArtifact({
    signature,
    fitted,
    golden: { rows: golden, predictions: predictWith(fitted, golden) },
    uncertainty: calibrated ? uncertaintyFrom(predictWith(fitted, features), y, task) : undefined,
  });
  return { bytes, model: openArtifact(bytes, 'small') };
}

/** Registers a model as the next version of `name`; the first becomes champion. */
export async function registerModel(
  store: Store,
  name: string,
  { bytes, model }: ReturnType<typeof smallModel>,
): Promise<ModelVersion> {
  const artifactHash = await store.blobs.put(bytes);
  return await registerVersion(
    store,
    {
      name,
      artifactHash,
      signature: model.signature as unknown as Parameters<typeof registerVersion>[1]['signature'],
      lineage: { dataHash: 'd' },
      promotable: true,
      championIfFirst: true,
    },
    { actor: 'ann' },
  );
}
