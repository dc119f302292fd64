/** A table in memory, scored on one core, beside LightGBM on one thread. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { predictWith } from '../../dist/estimators/fit.js';
import { median, peerPython, timeProcess } from '../measure.mjs';
import { fitTrees } from '../register-trees.mjs';
import { treeParams, withFolder } from '../tree-model.mjs';

export const title = `batch in memory, one core, ${treeParams.nEstimators} trees x ${treeParams.numLeaves} leaves`;

const peer = fileURLToPath(new URL('../peers/trees_lightgbm.py', import.meta.url));
const rounds = 15;

export const measure = () =>
  withFolder(async (folder) => {
    const { X, fitted } = await fitTrees(folder);
    const rates = [];
    for (let i = 0; i < rounds; i++) {
      const startedMs = performance.now();
      predictWith(fitted, X);
      rates.push((X.nRows / (performance.now() - startedMs)) * 1000);
    }
    const ours = median(rates);
    const figures = [{ name: 'modelwright', value: `${Math.round(ours)} rows/s`, target: 'at least 100000 rows/s' }];
    const { python, reason } = peerPython();
    if (reason) return [...figures, { name: 'LightGBM', value: `not run: ${reason}` }];
    const settings = join(folder, 'settings.json');
    writeFileSync(settings, JSON.stringify({ ...treeParams, rounds }));
    const { stdout } = await timeProcess(python, [peer, join(folder, 'flights.parquet'), settings]);
    const { rowsPerSecond } = JSON.parse(stdout);
    return [
      ...figures,
      { name: 'LightGBM, one thread', value: `${Math.round(rowsPerSecond)} rows/s` },
      { name: 'times as fast as LightGBM', value: (ours / rowsPerSecond).toFixed(2) },
    ];
  });
