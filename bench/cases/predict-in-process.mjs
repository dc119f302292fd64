/** One row at a time in the process that holds the model. */
import { openModelwright } from 'modelwright';
import { median, quantile } from '../measure.mjs';
import { registerTrees } from '../register-trees.mjs';
import { treeParams, withFolder } from '../tree-model.mjs';

export const title = `single row in process, ${treeParams.nEstimators} trees x ${treeParams.numLeaves} leaves`;

const warmUp = 5000;
const measured = 20_000;

export const measure = () =>
  withFolder(async (folder) => {
    const { home, row } = await registerTrees(folder);
    const mw = await openModelwright({ home });
    const model = await mw.load('trees');
    const times = [];
    for (let i = 0; i < warmUp + measured; i++) {
      const rows = [{ ...row, distance: 200 + (i % 2000) }];
      const startedMs = performance.now();
      model.predict(rows);
      if (i >= warmUp) times.push((performance.now() - startedMs) * 1000);
    }
    await mw.close();
    return [
      { name: 'median', value: `${median(times).toFixed(1)} microseconds`, target: 'under 50 microseconds' },
      { name: '99th percentile', value: `${quantile(times, 0.99).toFixed(1)} microseconds` },
    ];
  });
