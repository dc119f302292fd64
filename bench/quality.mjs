/**
 * How well our boosting with its defaults predicts beside LightGBM with its: the sets of the folder MODELWRIGHT_BENCH_DATA, the same
 * five folds, categories given as such to both. `node bench/quality.mjs`
 *
 *   --only <set>   this set alone (may be given again)
 *   --seed <n>     another division into folds (default 1; may be given again: all folds count)
 *   --ours <json>  parameters of ours besides the defaults, to look into a difference
 *   --write        put the table into RESULTS.md
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fitEstimator, predictWith } from '../dist/estimators/fit.js';
import '../dist/estimators/index.js';
import { createRng } from '../dist/math/philox.js';
import { metricByName } from '../dist/metrics/index.js';
import { takeRows } from '../dist/table/table.js';
import { dataFile, readSet } from './data/folder-sets.mjs';
import { qualitySets } from './data/quality-sets.mjs';
import { writeTableFile } from './data/table-file.mjs';
import { peerPython, timeProcess } from './measure.mjs';
import { compareFolds, foldsOf } from './paired-folds.mjs';
import { sectionOf, writeSections } from './results-file.mjs';
import { withFolder } from './tree-model.mjs';

const peer = fileURLToPath(new URL('./peers/quality.py', import.meta.url));
const nFolds = 5;
const metricsOf = { binary: ['roc_auc', 'log_loss'], multiclass: ['accuracy', 'log_loss'], regression: ['rmse'] };

const { values: asked } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: Object.keys(qualitySets) },
    seed: { type: 'string', multiple: true, default: ['1'] },
    ours: { type: 'string', default: '{}' },
    write: { type: 'boolean', default: false },
  },
});
const { python, reason } = peerPython();
if (!python) throw new Error(reason);

const rows = [];
for (const name of asked.only) {
  const set = qualitySets[name];
  if (!set) throw new Error(`no set ${name}; there are: ${Object.keys(qualitySets).join(', ')}`);
  const { path, reason: absent } = dataFile(set.file ?? `${name}.csv.gz`);
  const found = absent
    ? [[name, `not run: ${absent}`]]
    : await withFolder((folder) => compareSet(folder, path, name, set));
  for (const row of found) console.log(row.join(' | '));
  rows.push(...found);
}
const verdicts = (word) => rows.filter((row) => row.at(-1) === word).length;
const notes = [
  `${rows.length} rows: worse beyond one standard error in ${verdicts('worse')}, better beyond one in ${verdicts('better')}; two sides that are alike would be worse in about one row of six, by chance`,
  'accuracy, AUC: higher is better; log loss, RMSE: lower is better; "gain" is positive where ours is better',
];
for (const note of notes) console.log(note);
const columns = ['set', 'rows x columns', 'metric', 'ours', 'LightGBM', 'gain', 'standard error', 'verdict'];
if (asked.write)
  writeSections([sectionOf('quality of boosted trees with default parameters', { columns, rows, notes })]);

/** A row of the table per metric. */
async function compareSet(folder, source, name, set) {
  const { columns, y, nClasses } = await readSet(source, set);
  const isRegression = set.task === 'regression';
  const table = {
    nRows: y.length,
    columns: columns.map(({ name: column, categories, values }) => ({
      kind: 'number',
      name: column,
      values: Float64Array.from(values),
      integer: false,
      ...(categories && { cardinality: categories }),
    })),
  };
  const path = writeTableFile(join(folder, 'table'), {
    columns: columns.map(({ name: column, categories }) => ({ name: column, categories })),
    trainRows: y.length,
    rows: y.length,
    task: set.task,
    dtype: 'f64',
    valuesOf: (j) => columns[j]?.values ?? y,
  });
  const target = Float64Array.from(y);
  const scores = new Map(metricsOf[set.task].map((metric) => [metric, { ours: [], theirs: [] }]));
  for (const seed of asked.seed) {
    const folds = foldsOf(y, isRegression, nFolds, Number(seed));
    const theirs = await theirPredictions(folder, { path, folds, nClasses, task: set.task });
    for (let fold = 0; fold < nFolds; fold++) {
      const held = rowsWhere(folds, (other) => other === fold);
      const kept = rowsWhere(folds, (other) => other !== fold);
      const input = { X: takeRows(table, kept), y: taken(target, kept), task: set.task, nClasses };
      const fitted = fitEstimator({ name: 'gbdt', params: JSON.parse(asked.ours) }, input, { rng: createRng(1) });
      const predictions = {
        ours: predictWith(fitted, takeRows(table, held)),
        theirs: predictionsOf(theirs, held, set.task),
      };
      for (const [metric, ofMetric] of scores)
        for (const side of ['ours', 'theirs']) {
          const outcomes = { yTrue: taken(target, held), predictions: predictions[side], nClasses };
          ofMetric[side].push(metricByName(metric).compute(outcomes));
        }
    }
  }
  return [...scores].map(([metric, { ours, theirs }]) => {
    const found = compareFolds(ours, theirs, metricByName(metric).direction);
    const numbers = [found.ours, found.theirs, found.gain, found.error].map((value) => value.toPrecision(5));
    const verdict = found.worse ? 'worse' : found.better ? 'better' : 'alike';
    return [name, `${y.length} x ${columns.length}`, metric, ...numbers, verdict];
  });
}

/** What LightGBM says of every row, class-major, by models that did not see it. */
async function theirPredictions(folder, { path, folds, nClasses, task }) {
  const settings = { path, folds: join(folder, 'folds.bin'), out: join(folder, 'out.bin'), nClasses, nFolds, task };
  writeFileSync(settings.folds, new Uint8Array(folds.buffer));
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings));
  await timeProcess(python, [peer, join(folder, 'settings.json')]);
  const values = new Float64Array(new Uint8Array(readFileSync(settings.out)).buffer);
  return Array.from({ length: values.length / folds.length }, (_, k) =>
    values.subarray(k * folds.length, (k + 1) * folds.length),
  );
}

function predictionsOf(outputs, held, task) {
  if (task === 'regression') return { values: taken(outputs[0], held) };
  const ofClass = outputs.map((output) => taken(output, held));
  const probabilities = task === 'binary' ? [ofClass[0].map((share) => 1 - share), ofClass[0]] : ofClass;
  const values = probabilities[0].map((_, i) => {
    let best = 0;
    for (let k = 1; k < probabilities.length; k++) if (probabilities[k][i] > probabilities[best][i]) best = k;
    return best;
  });
  return { values, probabilities };
}

function rowsWhere(folds, keep) {
  return Int32Array.from(folds.keys()).filter((row) => keep(folds[row]));
}

function taken(values, rows) {
  return Float64Array.from(rows, (row) => values[row]);
}
