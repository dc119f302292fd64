/** Our side of the cases that use trained trees: `node score-ours.mjs <settings.json>` prints figures by name. */
import { readFileSync } from 'node:fs';
import { openModelwright } from 'modelwright';
import { openArtifact } from '../dist/estimators/artifact.js';
import { predictWith } from '../dist/estimators/fit.js';
import { addForest } from '../dist/estimators/tree/forest-scores.js';
import '../dist/estimators/index.js';
import { explainTrees } from '../dist/evaluate/explain/explain-trees.js';
import { readTableFile } from './data/table-file.mjs';
import { median } from './measure.mjs';

const { path, home, file, work } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const { fitted } = openArtifact(readFileSync(file), 'the model');
const { X } = readTableFile(path).test;
const { forest } = fitted.state;

console.log(JSON.stringify({ oursDepth: meanDepth(forest), ...(await { row, batch, explain }[work]()) }));

/** Microseconds per row, one row a call, over many different rows. */
async function row() {
  const mw = await openModelwright({ home });
  const model = await mw.load('x');
  const nRows = Math.min(2000, X.nRows);
  const rows = Array.from({ length: nRows }, (_, i) => [
    Object.fromEntries(X.columns.map(({ name, values }) => [name, values[i]])),
  ]);
  const one = X.columns.map((column) => ({ ...column, values: new Float64Array(1) }));
  const table = { nRows: 1, columns: one };
  const score = new Float64Array(1);
  const loaded = perRow(nRows, (i) => model.predict(rows[i]));
  const estimator = perRow(nRows, (i) => {
    for (let j = 0; j < one.length; j++) one[j].values[0] = X.columns[j].values[i];
    return predictWith(fitted, table);
  });
  const trees = perRow(nRows, (i) => {
    for (let j = 0; j < one.length; j++) one[j].values[0] = X.columns[j].values[i];
    addForest(forest, table, score, 1);
  });
  await mw.close();
  return { oursTrees: trees, oursEstimator: estimator, oursLoaded: loaded };
}

function perRow(nRows, predict) {
  const times = [];
  for (let pass = 0; pass < 25; pass++) {
    const startedMs = performance.now();
    for (let i = 0; i < nRows; i++) predict(i);
    times.push(((performance.now() - startedMs) * 1000) / nRows);
  }
  return median(times.slice(5));
}

/** Microseconds per row of a table in memory, one thread. */
function batch() {
  return { oursBatch: medianOf(15, () => predictWith(fitted, X)) * (1000 / X.nRows) };
}

/** Milliseconds to explain 1,000 rows, one thread. */
function explain() {
  const nRows = Math.min(1000, X.nRows);
  const some = { nRows, columns: X.columns.map((column) => ({ ...column, values: column.values.slice(0, nRows) })) };
  return { oursExplain: medianOf(9, () => explainTrees(fitted, some)) };
}

/** Median milliseconds, two calls to warm up not counted. */
function medianOf(calls, call) {
  const times = Array.from({ length: calls + 2 }, () => {
    const startedMs = performance.now();
    call();
    return performance.now() - startedMs;
  });
  return median(times.slice(2));
}

/** Splits above the leaf that a training row reaches, a mean over rows and trees. */
function meanDepth({ roots, kinds, lefts, covers }) {
  const depths = new Int32Array(kinds.length);
  let sum = 0;
  for (let node = 0; node < kinds.length; node++) {
    if (kinds[node] === 0) sum += depths[node] * covers[node];
    else for (const child of [lefts[node], lefts[node] + 1]) depths[child] = depths[node] + 1;
  }
  return sum / roots.reduce((rows, root) => rows + covers[root], 0);
}
