/** One row at a time over HTTP, on one connection that is kept, from another process. */
import { fileURLToPath } from 'node:url';
import { openModelwright } from 'modelwright';
import { timeProcess } from '../measure.mjs';
import { registerTrees } from '../register-trees.mjs';
import { treeParams, withFolder } from '../tree-model.mjs';

export const title = `single row over HTTP, ${treeParams.nEstimators} trees x ${treeParams.numLeaves} leaves, predictions logged`;

const client = fileURLToPath(new URL('../http-client.mjs', import.meta.url));

export const measure = () =>
  withFolder(async (folder) => {
    const { home, row } = await registerTrees(folder);
    const mw = await openModelwright({ home });
    const server = await mw.serve({ port: 0 });
    try {
      const url = `${server.url}/v1/models/trees/predict`;
      const { stdout } = await timeProcess(process.execPath, [client, url, JSON.stringify({ rows: [row] })]);
      const { median, p99 } = JSON.parse(stdout);
      return [
        { name: 'median', value: `${median.toFixed(2)} ms`, target: 'under 1 ms' },
        { name: '99th percentile', value: `${p99.toFixed(2)} ms` },
      ];
    } finally {
      await server.close();
      await mw.close();
    }
  });
