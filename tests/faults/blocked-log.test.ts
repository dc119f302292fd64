/** F46, A31: nobody reads the lines that a server writes, and what clients send looks like lines. Requests do not wait for either. */
import { connect } from 'node:net';
import { expect, it, vi } from 'vitest';
import { goodRow, registerModel, smallModel } from '../server/small-models.ts';
import { withHome } from '../store/with-home.ts';
import { type ServeProcess, withServeProcess } from './serve-process.ts';

// Processes start slowly on a crowded machine.
vi.setConfig({ testTimeout: 180_000 });

const prepare = (store: Parameters<typeof registerModel>[0]) => registerModel(store, 'late', smallModel('binary'));

/** Sends so many requests on one connection without waiting for answers, and resolves when all were answered. */
async function pipeline({ port }: ServeProcess, path: string, count: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  const request = `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
  const last = `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
  socket.write(request.repeat(count - 1) + last);
  for await (const _ of socket);
}

it('a log that nobody reads is left out and counted, and the server answers, and ends', () =>
  withHome(async (home) => {
    await withServeProcess(
      home,
      prepare,
      async (server) => {
        // Each line holds the name that was asked for: together more than the pipe and the queue before it can hold.
        await pipeline(server, `/v1/models/${'m'.repeat(250)}`, 9_900);
        expect(await server.metric('modelwright_log_lines_dropped_total')).toBeGreaterThan(0);
        const { status } = await server.send('/v1/models/late/predict', { rows: [goodRow] });
        expect(status).toBe(200);
        server.signal('SIGINT');
        expect(await server.ended).toEqual({ exitCode: 0, signal: null });
      },
      { more: ['--log', 'json'], readsErrors: false },
    );
  }));

it('what clients send begins no line and steers no terminal', () =>
  withHome(async (home) => {
    await withServeProcess(
      home,
      prepare,
      async (server) => {
        const evil = `\r\n{"level":"admin"}\u001b[2J%s$\{jndi:ldap://x}\u202e`;
        await server.send(`/v1/models/${encodeURIComponent(evil)}/predict`, { rows: [goodRow] });
        await server.send('/v1/models/late/predict', { rows: [{ ...goodRow, [evil]: evil }] });
        await server.send('/v1/models/late/predict', '{"rows": [', { headers: { 'x-request-id': 'a"b' } });
        server.signal('SIGINT');
        await server.ended;
        const lines = server.errors().trimEnd().split('\n');
        for (const line of lines) {
          expect(JSON.parse(line).level).not.toBe('admin');
          expect(line).not.toMatch(/\p{Cc}/u);
        }
        expect(lines.length).toBeGreaterThan(3);
      },
      { more: ['--log', 'json'] },
    );
  }));
