/** Fitting boosted trees, beside LightGBM on one thread. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fitEstimator } from '../../dist/estimators/fit.js';
import { createRng } from '../../dist/math/philox.js';
import { median, peerPython, timeProcess } from '../measure.mjs';
import { fitTrees } from '../register-trees.mjs';
import { treeParams, withFolder } from '../tree-model.mjs';

export const title = `fit of ${treeParams.nEstimators} trees x ${treeParams.numLeaves} leaves on 50000 flights x 6 columns`;

const peer = fileURLToPath(new URL('../peers/trees_lightgbm.py', import.meta.url));
const rounds = 5;

export const measure = () =>
  withFolder(async (folder) => {
    const { X, y } = await fitTrees(folder);
    const times = [];
    for (let i = 0; i < rounds; i++) {
      const startedMs = performance.now();
      const input = { X, y, task: 'regression', nClasses: 0 };
      fitEstimator({ name: 'gbdt', params: treeParams }, input, { rng: createRng(7) });
      times.push(performance.now() - startedMs);
    }
    const ours = median(times) / 1000;
    const figures = [{ name: 'modelwright', value: `${ours.toFixed(2)} s` }];
    const { python, reason } = peerPython();
    if (reason) return [...figures, { name: 'LightGBM', value: `not run: ${reason}` }];
    const settings = join(folder, 'settings.json');
    writeFileSync(settings, JSON.stringify({ ...treeParams, rounds }));
    const { stdout } = await timeProcess(python, [peer, join(folder, 'flights.parquet'), settings]);
    const { fitSeconds } = JSON.parse(stdout);
    return [
      ...figures,
      { name: 'LightGBM, one thread', value: `${fitSeconds.toFixed(2)} s` },
      { name: 'times as fast as LightGBM', value: (fitSeconds / ours).toFixed(2) },
    ];
  });
