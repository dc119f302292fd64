/** Our server with a prediction log that takes nothing, to see what logging costs: `serve-unlogged.mjs --home <folder> --port <n>`. */
import { parseArgs } from 'node:util';
import { startServer } from '../../dist/server/start.js';
import { openStore } from '../../dist/store/open-store.js';

const { values } = parseArgs({ options: { home: { type: 'string' }, port: { type: 'string' } } });
const store = await openStore(values.home);
const predictions = { appendRows() {}, rowsAtOnce: () => 1024, flush: async () => {}, dropped: 0 };
const platform = { store: async () => ({ ...store, predictions }) };
const server = await startServer({ platform, port: Number(values.port) });
process.once('SIGTERM', async () => {
  await server.close();
  await store.close();
});
