/** Connections that were handed over are watched as those that a process accepts itself. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it, vi } from 'vitest';
import { withCluster } from './cluster.ts';

vi.setConfig({ testTimeout: 120_000 });

it('headers that do not come in time end their connection, in every process', () =>
  withCluster({ limits: { headersMs: 500, checkMs: 100 } }, async ({ port, send }) => {
    const slow = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const socket = connect(port, '127.0.0.1');
        await once(socket, 'connect');
        socket.write('GET /healthz/live HTTP/1.1\r\nHost: 127.0.0.1\r\n');
        return socket;
      }),
    );
    const answers = await Promise.all(slow.map((socket) => text(socket)));
    expect(answers.map((answer) => answer.split(' ', 2)[1])).toEqual(slow.map(() => '408'));
    expect((await send('/healthz/live')).status).toBe(200);
  }));
