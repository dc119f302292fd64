/** Registers a model of exactly 100 trees with 31 leaves. */
import { join } from 'node:path';
import { readTable } from '../dist/data/read.js';
import { resolveSource } from '../dist/data/source.js';
import { fitEstimator } from '../dist/estimators/fit.js';
import '../dist/estimators/index.js';
import { createRng } from '../dist/math/philox.js';
import { columnOf, without } from '../dist/table/table.js';
import { registerFitted } from './register-fitted.mjs';
import { treeParams, writeFlights } from './tree-model.mjs';

const trainingRows = 50_000;

/** A home with the model `trees`, and a row for it. */
export async function registerTrees(folder) {
  const table = await readTable(await resolveSource(await writeFlights(join(folder, 'flights.parquet'), trainingRows)));
  const X = without(table, ['delay']);
  const y = columnOf(table, 'delay').values;
  const spec = { name: 'gbdt', params: treeParams };
  const fitted = fitEstimator(spec, { X, y, task: 'regression', nClasses: 0 }, { rng: createRng(7) });
  const target = { name: 'delay', task: 'regression', classes: [] };
  const { home } = await registerFitted(folder, { name: 'trees', fitted, X, target });
  return { home, row: Object.fromEntries(X.columns.map(({ name, values }) => [name, values[0]])) };
}
