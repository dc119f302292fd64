/** F46: a line for every request, and nobody reads them. */
import { connect } from 'node:net';
import { join } from 'node:path';
import { serve } from '../serving.mjs';
import { registerSmall } from '../small-models.mjs';

export const title = 'a log that nobody reads';

const rounds = 6;
const perRound = 9_900;

export async function measure(folder) {
  const home = join(folder, 'home');
  await registerSmall(home);
  const rows = [];
  for (const [name, readsErrors] of [
    ['read', true],
    ['not read', false],
  ]) {
    const server = await serve(home, { more: ['--log', 'json'], readsErrors });
    await pipeline(server.port);
    const startedMs = performance.now();
    for (let round = 0; round < rounds; round++) await pipeline(server.port);
    const rate = (rounds * perRound) / ((performance.now() - startedMs) / 1000);
    const dropped = await server.metric('modelwright_log_lines_dropped_total');
    const toldMs = performance.now();
    server.signal('SIGINT');
    const { code } = await server.ended;
    rows.push([name, rate.toFixed(0), dropped, code, `${(performance.now() - toldMs).toFixed(0)} ms`]);
  }
  return {
    columns: [
      'standard error',
      'requests/s',
      `lines left out of ${(rounds + 1) * perRound}`,
      'exit code',
      'SIGINT to the end',
    ],
    rows,
    notes: ['Requests on one connection, one after the other without waiting, for a model that is not there.'],
  };
}

async function pipeline(port) {
  const socket = connect(port, '127.0.0.1');
  const request = `GET /v1/models/${'m'.repeat(250)} HTTP/1.1\r\nHost: localhost\r\n`;
  socket.write(`${`${request}\r\n`.repeat(perRound - 1)}${request}Connection: close\r\n\r\n`);
  for await (const _ of socket);
}
