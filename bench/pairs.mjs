/**
 * Whether our boosting finds a signal that no column shows on its own as well as the peers do: test AUC over many seeds of the data
 * and, for each, several ways to bin. `node bench/pairs.mjs [--seeds 10] [--rows 250000] [--write]`
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fitEstimator, predictWith } from '../dist/estimators/fit.js';
import '../dist/estimators/index.js';
import { distributionsReady } from '../dist/math/distributions.js';
import { createRng } from '../dist/math/philox.js';
import { metricByName } from '../dist/metrics/index.js';
import { writePairs } from './data/synthetic.mjs';
import { readTableFile } from './data/table-file.mjs';
import { peerPython, timeProcess } from './measure.mjs';
import { compareFolds } from './paired-folds.mjs';
import { mannWhitney } from './rank-test.mjs';
import { sectionOf, writeSections } from './results-file.mjs';
import { withFolder } from './tree-model.mjs';

const peer = fileURLToPath(new URL('./peers/pairs.py', import.meta.url));
const [rounds, leaves, bins] = [100, 63, [255, 251, 247]];

const { values: asked } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10' },
    rows: { type: 'string', default: '250000' },
    write: { type: 'boolean', default: false },
  },
});
const { python, reason } = peerPython();
if (!python) throw new Error(reason);

const trainRows = Number(asked.rows);
/** By engine, by seed: the AUCs of the ways to bin. */
const found = { modelwright: [], LightGBM: [], XGBoost: [] };
for (let seed = 1; seed <= Number(asked.seeds); seed++) {
  await withFolder(async (folder) => {
    const path = await writePairs(join(folder, 'table'), { trainRows, testRows: 100_000, seed });
    const settings = join(folder, 'settings.json');
    writeFileSync(settings, JSON.stringify({ path, rounds, leaves, bins }));
    const peers = JSON.parse((await timeProcess(python, [peer, settings])).stdout);
    const ofSeed = { modelwright: ourScores(path), ...peers };
    for (const [engine, scores] of Object.entries(ofSeed)) found[engine].push(scores);
    console.log(
      seed,
      Object.entries(ofSeed)
        .map(([engine, scores]) => `${engine} ${scores.map(text).join(' ')}`)
        .join('; '),
    );
  });
}

await distributionsReady();
const means = Object.fromEntries(Object.entries(found).map(([engine, seeds]) => [engine, seeds.map(meanOf)]));
const rows = Object.entries(found).map(([engine, seeds]) => {
  const all = seeds.flat();
  const line = [engine, `${all.length}`, text(meanOf(all)), text(Math.min(...all)), text(Math.max(...all))];
  if (engine === 'modelwright') return line;
  const { gain, error } = compareFolds(means.modelwright, means[engine], 'maximize');
  const { share, p } = mannWhitney(means.modelwright, means[engine]);
  return [...line, `${gain.toFixed(5)} ± ${error.toFixed(5)}`, `${share.toFixed(2)}, p ${p.toFixed(3)}`];
});
const columns = [
  '',
  'runs',
  'mean AUC',
  'least',
  'most',
  'ours less theirs, paired',
  'ours above theirs, Mann-Whitney',
];
const notes = [
  `${trainRows} x 28 training rows, ${rounds} trees x ${leaves} leaves, ${asked.seeds} seeds of data, each with ${bins.join(', ')} bins${trainRows > 200_000 ? " and another seed of LightGBM's sample for bins" : ''}; both comparisons are of the means by seed`,
];
for (const line of [columns, ...rows]) console.log(line.join(' | '));
if (asked.write) writeSections([sectionOf('a signal in pairs of columns alone', { columns, rows, notes })]);

function ourScores(path) {
  const { train, test } = readTableFile(path);
  return bins.map((maxBins) => {
    const spec = { name: 'gbdt', params: { nEstimators: rounds, numLeaves: leaves, maxBins } };
    const fitted = fitEstimator(spec, { ...train, task: 'binary', nClasses: 2 }, { rng: createRng(1) });
    return metricByName('roc_auc').compute({ yTrue: test.y, predictions: predictWith(fitted, test.X), nClasses: 2 });
  });
}

function meanOf(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function text(value) {
  return value.toFixed(4);
}
