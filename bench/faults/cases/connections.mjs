/** F44, A14: connections that are kept, and connections that never finish a request; what they take, and what others notice. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { quantile } from '../../measure.mjs';
import { openClient, residentBytes, serve, timesOf } from '../serving.mjs';
import { registerSmall } from '../small-models.mjs';

export const title = 'thousands of connections';

const measured = 2_000;
const kinds = [
  { name: '9,500 kept after a request', count: 9_500, text: 'GET /healthz/live HTTP/1.1\r\nHost: localhost\r\n\r\n' },
  { name: '5,000 that send a byte of their headers every 2 s', count: 5_000, text: 'GET /heal', dripMs: 2_000 },
];

export async function measure(folder) {
  const home = join(folder, 'home');
  await registerSmall(home);
  const rows = [];
  for (const { name, count, text, dripMs } of kinds) {
    const server = await serve(home);
    const client = openClient();
    await timesOf(client, server.url, measured);
    const alone = await timesOf(client, server.url, measured);
    const before = residentBytes(server.pid);
    const sockets = [];
    while (sockets.length < count)
      sockets.push(...(await Promise.all(Array.from({ length: 100 }, () => open(server.port, text)))));
    const drip =
      dripMs &&
      setInterval(() => {
        for (const socket of sockets) if (socket.writable) socket.write('x');
      }, dripMs);
    const among = await timesOf(client, server.url, measured);
    const each = (residentBytes(server.pid) - before) / count;
    clearInterval(drip);
    for (const socket of sockets) socket.destroy();
    client.close();
    server.signal('SIGKILL');
    await server.ended;
    const shown = (times) => `${quantile(times, 0.5).toFixed(2)} / ${quantile(times, 0.99).toFixed(2)} ms`;
    rows.push([name, `${(each / 1024).toFixed(1)} KiB`, shown(alone), shown(among)]);
  }
  return {
    columns: ['connections', 'resident memory each', 'median / p99 of a client without them', 'with them'],
    rows,
    notes: ["Target: at most 20 KB each. Both sides and the measuring client share the machine's cores."],
  };
}

async function open(port, text) {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(text);
  socket.resume();
  return socket;
}
