/** From the start of the program until it is ready, with one model. */
import { median } from '../../measure.mjs';
import { openServer, peers } from '../servers.mjs';

export const title = 'start to ready, with one model';

export async function measure({ model, repeats }) {
  const rows = [];
  for (const name of ['modelwright', ...peers]) {
    const times = [];
    for (let i = 0; i < (name === 'modelwright' ? 2 * repeats + 1 : 1); i++) {
      const server = await openServer(name, model);
      times.push(server.readyMs);
      await server.close();
    }
    rows.push([name, `${median(times).toFixed(0)} ms`, name === 'modelwright' ? '500 ms' : '']);
  }
  return { columns: ['server', 'ready after', 'goal'], rows, notes: ['Peers were started once.'] };
}
