/**
 * How often intervals and sets of classes hold the truth: boosting on sets of the folder MODELWRIGHT_BENCH_DATA. In each of three
 * outer folds the scores come from out-of-fold predictions of the other rows; the model that answers is fitted on all of these, or
 * is the mean of the fold models. `node bench/coverage.mjs`
 *
 *   --only <set>       this set alone (may be given again)
 *   --coverage <share> default 0.9
 *   --rows <n>         draws at most so many rows of a set (default 6000)
 *   --repeats <n>      draws rows and folds so many times, each time anew, and tells of all together (default 1)
 *
 * `chance` is the standard deviation that a method with the asked coverage would have in a row of the table: a model's coverage
 * follows a beta distribution over draws of its calibration rows (Vovk 2012), and the rows that it is counted on are a sample too.
 */
import { parseArgs } from 'node:util';
import { uncertaintyFrom, withUncertainty } from '../dist/estimators/conformal/uncertainty.js';
import { askMember } from '../dist/estimators/ensemble/member.js';
import { fitEstimator, predictWith } from '../dist/estimators/fit.js';
import '../dist/estimators/index.js';
import { createRng } from '../dist/math/philox.js';
import { tableOf, takeRows } from '../dist/table/table.js';
import { dataFile, readSet } from './data/folder-sets.mjs';
import { qualitySets } from './data/quality-sets.mjs';
import { foldsOf } from './paired-folds.mjs';

const sets = [
  ...['abalone', 'wine_quality', 'california_housing', 'bike_sharing_hourly', 'diamonds', 'ames_housing'],
  ...['phoneme', 'telco_churn', 'adult', 'credit_default', 'satellite', 'spambase'],
];
const [outerFolds, innerFolds] = [3, 4];
const spec = { name: 'gbdt', params: { nEstimators: 60 } };

const { values: asked } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: sets },
    coverage: { type: 'string', default: '0.9' },
    rows: { type: 'string', default: '6000' },
    repeats: { type: 'string', default: '1' },
  },
});
const coverage = Number(asked.coverage);

const found = [];

console.log('set | task | rows | chance | refitted: covered | size | mean of fold models: covered | size');
for (const name of asked.only) {
  const { path, reason } = dataFile(`${name}.csv.gz`);
  if (reason) console.log(`${name} | not run: ${reason}`);
  else found.push(await measure(name, path));
}
for (const side of ['refitted', 'bagged']) {
  const shares = found.map((one) => one[side]);
  const near = shares.filter((share) => Math.abs(share - coverage) <= 0.01).length;
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  console.log(
    `${side}: ${percent(mean)} on average, ${near} of ${shares.length} sets within one point of ${percent(coverage)}`,
  );
}

/** Prints a row of the table. */
async function measure(name, path) {
  const { task } = qualitySets[name];
  const set = await readSet(path, qualitySets[name]);
  const totals = { refitted: { hits: 0, size: 0 }, bagged: { hits: 0, size: 0 } };
  let rows = 0;
  for (let repeat = 0; repeat < Number(asked.repeats); repeat++) {
    const sample = sampleOf(set, 5 + repeat);
    await count({ ...sample, name, task, seed: 1 + 2 * repeat }, totals);
    rows += sample.y.length;
  }
  // Three parts of the rows, each judged by the two others: two calibrations share half of their rows.
  const perDraw = rows / Number(asked.repeats);
  const chance = Math.sqrt((2 * coverage * (1 - coverage)) / perDraw);
  const told = ({ hits, size }) => [percent(hits / rows), (size / rows).toPrecision(4)];
  console.log([name, task, rows, percent(chance), ...told(totals.refitted), ...told(totals.bagged)].join(' | '));
  return { refitted: totals.refitted.hits / rows, bagged: totals.bagged.hits / rows };
}

/** Adds hits and sizes of the regions of every row. */
async function count({ X, y, nClasses, name, task, seed }, totals) {
  for (const { train, valid } of partsOf(foldsOf(y, task === 'regression', outerFolds, seed), outerFolds)) {
    const [XTrain, yTrain, XTest] = [takeRows(X, train), pick(y, train), takeRows(X, valid)];
    const learn = (rows) => {
      const input = { X: takeRows(XTrain, rows), y: pick(yTrain, rows), task, nClasses };
      return fitEstimator(spec, input, { rng: createRng(1) });
    };
    const inner = partsOf(foldsOf(yTrain, task === 'regression', innerFolds, seed + 1), innerFolds);
    const models = inner.map((fold) => learn(fold.train));
    const uncertainty = uncertaintyFrom(heldOut(models, inner, XTrain), yTrain, task);
    const add = (side, said) => {
      const { interval, sets: found } = withUncertainty(uncertainty, said, XTest, coverage, name);
      for (const [i, row] of valid.entries()) {
        const isHit = interval
          ? y[row] >= interval.low[i] && y[row] <= interval.high[i]
          : found.members[y[row]][i] === 1;
        totals[side].hits += Number(isHit);
        totals[side].size += interval
          ? interval.high[i] - interval.low[i]
          : found.members.reduce((sum, ofClass) => sum + ofClass[i], 0);
      }
    };
    const all = train.map((_, at) => at);
    add('refitted', predictWith(learn(all), XTest));
    add('bagged', askMember(models, XTest));
  }
}

function percent(share) {
  return `${(100 * share).toFixed(2)} %`;
}

/** At most so many rows as asked for, drawn by chance; all columns as numbers. */
function sampleOf({ columns, y, nClasses }, seed) {
  const rows = createRng(seed).permutation(y.length).subarray(0, Number(asked.rows));
  const table = tableOf(
    columns.map(({ name, categories, values }) => {
      const numbers = Float64Array.from(values);
      return { kind: 'number', name, integer: false, values: numbers, ...(categories && { cardinality: categories }) };
    }),
  );
  return { X: takeRows(table, rows), y: pick(y, rows), nClasses };
}

function partsOf(foldOf, folds) {
  const rows = foldOf.map((_, row) => row);
  return Array.from({ length: folds }, (_, fold) => ({
    train: rows.filter((row) => foldOf[row] !== fold),
    valid: rows.filter((row) => foldOf[row] === fold),
  }));
}

/** What the fold models say about the rows that each held out. */
function heldOut(models, folds, X) {
  const said = folds.map(({ valid }, fold) => predictWith(models[fold], takeRows(X, valid)));
  const joined = (of) => {
    const all = new Float64Array(X.nRows);
    for (const [fold, { valid }] of folds.entries()) {
      const values = of(said[fold]);
      for (const [i, row] of valid.entries()) all[row] = values[i];
    }
    return all;
  };
  const probabilities = said[0].probabilities?.map((_, code) => joined((one) => one.probabilities[code]));
  return { values: joined(({ values }) => values), probabilities };
}

function pick(values, rows) {
  return Float64Array.from(rows, (row) => values[row]);
}
