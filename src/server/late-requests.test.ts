import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import fastify from 'fastify';
import { expect, it } from 'vitest';
import { endLateRequests } from './late-requests.ts';

it('a request without a connection is ended as well when its body does not come', async () => {
  const app = fastify();
  endLateRequests(app, { requestMs: 30, streamMs: 30, checkMs: 10, bodyBytesPerSecond: 0 });
  app.post('/', async () => 'taken');
  app.get('/', async () => 'here');
  const body = new Readable({ read() {} });
  body.push('{');
  const headers = { 'content-type': 'application/json' };
  app.inject({ method: 'POST', url: '/', payload: body, headers }, () => {});
  // An error of the timer that ends it would fail this file.
  await sleep(100);
  expect((await app.inject('/')).body).toBe('here');
  await app.close();
});
