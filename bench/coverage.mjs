/**
 * How often intervals and sets of classes hold the truth: boosting on sets of the folder MODELWRIGHT_BENCH_DATA. In each of three
 * outer folds the scores come from out-of-fold predictions of the other rows; the model that answers is fitted on all of these, or
 * is the mean of the fold models. `node bench/coverage.mjs`
 *
 *   --only <set>       this set alone (may be given again)
 *   --coverage <share> default 0.9
 *   --rows <n>         draws at most so many rows of a set (default 6000)
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
  },
});
const coverage = Number(asked.coverage);

console.log('set | task | rows | refitted: covered | size | mean of fold models: covered | size');
for (const name of asked.only) {
  const { path, reason } = dataFile(`${name}.csv.gz`);
  console.log(reason ? `${name} | not run: ${reason}` : (await measure(name, path)).join(' | '));
}

async function measure(name, path) {
  const { task } = qualitySets[name];
  const { X, y, nClasses } = sampleOf(await readSet(path, qualitySets[name]));
  const totals = { refitted: { hits: 0, size: 0 }, bagged: { hits: 0, size: 0 } };
  for (const { train, valid } of partsOf(foldsOf(y, task === 'regression', outerFolds, 1), outerFolds)) {
    const [XTrain, yTrain, XTest] = [takeRows(X, train), pick(y, train), takeRows(X, valid)];
    const learn = (rows) => {
      const input = { X: takeRows(XTrain, rows), y: pick(yTrain, rows), task, nClasses };
      return fitEstimator(spec, input, { rng: createRng(1) });
    };
    const inner = partsOf(foldsOf(yTrain, task === 'regression', innerFolds, 2), innerFolds);
    const models = inner.map((fold) => learn(fold.train));
    const uncertainty = uncertaintyFrom(heldOut(models, inner, XTrain), yTrain, task);
    const count = (side, said) => {
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
    count('refitted', predictWith(learn(all), XTest));
    count('bagged', askMember(models, XTest));
  }
  const told = ({ hits, size }) => [`${((100 * hits) / y.length).toFixed(2)} %`, (size / y.length).toPrecision(4)];
  return [name, task, y.length, ...told(totals.refitted), ...told(totals.bagged)];
}

/** At most so many rows as asked for, drawn by chance; all columns as numbers. */
function sampleOf({ columns, y, nClasses }) {
  const rows = createRng(5).permutation(y.length).subarray(0, Number(asked.rows));
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
