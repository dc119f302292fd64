/**
 * Our server as the library starts it: `serve-library.mjs --home <folder> --port <n>`. It logs predictions, and at every SIGUSR2 begins or
 * ceases to: two processes differ by more than logging costs, because the compiler makes its choices anew in each.
 */
import { parseArgs } from 'node:util';
import { startServer } from '../../dist/server/start.js';
import { openStore } from '../../dist/store/open-store.js';

const { values } = parseArgs({ options: { home: { type: 'string' }, port: { type: 'string' } } });
const store = await openStore(values.home);
let isLogging = true;
process.on('SIGUSR2', () => {
  isLogging = !isLogging;
});
const predictions = {
  appendRows: (rows) => isLogging && store.predictions.appendRows(rows),
  rowsAtOnce: (model) => store.predictions.rowsAtOnce(model),
  flush: () => store.predictions.flush(),
  dropped: 0,
};
const platform = { store: async () => ({ ...store, predictions }) };
const server = await startServer({ platform, port: Number(values.port) });
process.once('SIGTERM', async () => {
  await server.close();
  await store.close();
});
