/** F44, A14: ten thousand connections that are kept open, and thousands that never finish a sentence. The others are answered. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { openSocket } from '../faults/raw-connection.ts';
import { residentBytes, withServeProcess } from '../faults/serve-process.ts';
import { goodRow, registerModel, smallModel } from '../server/small-models.ts';
import { withHome } from '../store/with-home.ts';

const most = 9_500;
const files = Number(spawnSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).stdout);

async function openMany(port: number, text: string): Promise<Socket[]> {
  const sockets: Socket[] = [];
  while (sockets.length < most) {
    sockets.push(...(await Promise.all(Array.from({ length: 100 }, () => openSocket(port)))));
    for (const socket of sockets.slice(-100)) socket.write(text);
  }
  return sockets;
}

it.skipIf(files < most + 500).each([
  ['kept after a request', 'GET /healthz/live HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ['that never finish their first line', 'GET /heal'],
])('connections %s (skipped where so many files may not be open)', (_, text) =>
  withHome((home) =>
    withServeProcess(
      home,
      (store) => registerModel(store, 'late', smallModel('binary')),
      async ({ pid, port, send, isAlive }) => {
        const predict = async () => (await send('/v1/models/late/predict', { rows: [goodRow] })).status;
        for (let i = 0; i < 50; i++) expect(await predict()).toBe(200);
        const before = residentBytes(pid);
        const sockets = await openMany(port, text);
        for (let i = 0; i < 200; i++) expect(await predict()).toBe(200);
        if (before !== undefined) {
          const each = (residentBytes(pid)! - before) / sockets.length;
          console.log(`${Math.round(each)} bytes of resident memory a connection`);
          expect(each).toBeLessThan(40 * 1024);
        }
        for (const socket of sockets) socket.destroy();
        await once(sockets[0], 'close');
        expect(await predict()).toBe(200);
        expect(isAlive()).toBe(true);
      },
    ),
  ),
);
