/**
 * Searches to replay: the error of boosting on a real set for 3,000 combinations of parameters, each computed once and kept in a
 * file. Rows of that file are added as they are known, so a run that was ended goes on where it was.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fitEstimator, predictWith } from '../../dist/estimators/fit.js';
import '../../dist/estimators/index.js';
import { createRng } from '../../dist/math/philox.js';
import { metricByName } from '../../dist/metrics/index.js';
import { takeRows } from '../../dist/table/table.js';
import { dataFile, readSet } from './folder-sets.mjs';
import { qualitySets } from './quality-sets.mjs';

/** Sets to replay, and the metric whose least value is sought. */
export const replayed = { pima_diabetes: 'log_loss', german_credit: 'log_loss', abalone: 'rmse' };

/** Values of each parameter, in order: a search sees their places. */
export const levels = {
  learningRate: [0.02, 0.05, 0.1, 0.2, 0.3],
  numLeaves: [3, 6, 12, 25, 50],
  minChildSamples: [2, 8, 25, 80],
  featureFraction: [0.4, 0.7, 1],
  lambdaL2: [0, 0.1, 1, 10, 100],
  nEstimators: [30, 90],
};
const names = Object.keys(levels);
const sizes = names.map((name) => levels[name].length);
const count = sizes.reduce((product, size) => product * size, 1);

/** Number of a combination by the place of each parameter's value. */
export const indexOf = (places) => places.reduce((index, place, i) => index * sizes[i] + place, 0);

function paramsOf(index) {
  const places = [];
  let rest = index;
  for (let i = sizes.length - 1; i >= 0; i--) {
    places.unshift(rest % sizes[i]);
    rest = Math.floor(rest / sizes[i]);
  }
  return Object.fromEntries(names.map((name, i) => [name, levels[name][places[i]]]));
}

/** The errors of all combinations on a set; undefined, with the reason printed, when the set is not there. */
export async function boostingTable(folder, setName) {
  const { path, reason } = dataFile(`${setName}.csv.gz`);
  if (!path) return void console.log(`${setName}: not run, ${reason}`);
  const file = join(folder, `boosting-${setName}.txt`);
  const known = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map(Number) : [];
  const { task } = qualitySets[setName];
  const { columns, y, nClasses } = await readSet(path, qualitySets[setName]);
  const X = {
    nRows: y.length,
    columns: columns.map(({ name, categories, values }) => ({
      kind: 'number',
      name,
      values: Float64Array.from(values),
      integer: false,
      ...(categories && { cardinality: categories }),
    })),
  };
  const order = createRng(7).permutation(y.length);
  const [held, kept] = [order.filter((_, i) => i % 3 === 0), order.filter((_, i) => i % 3 !== 0)];
  const part = (rows) => ({ X: takeRows(X, rows), y: Float64Array.from(rows, (row) => y[row]) });
  const [train, valid] = [part(kept), part(held)];
  for (let index = known.length; index < count; index++) {
    const spec = { name: 'gbdt', params: paramsOf(index) };
    const fitted = fitEstimator(spec, { ...train, task, nClasses }, { rng: createRng(1) });
    const predictions = predictWith(fitted, valid.X);
    known.push(metricByName(replayed[setName]).compute({ yTrue: valid.y, predictions, nClasses }));
    appendFileSync(file, `${known[index]}\n`);
  }
  return known;
}
