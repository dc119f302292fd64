/** Requests that come when there is no room, and requests that cannot wait: what they are told, over every protocol. */
import { describe, expect, it } from 'vitest';
import { failure, openGrpcClient } from '../../tests/server/grpc-client.ts';
import { goodRow } from '../../tests/server/small-models.ts';
import { type App, withLateApp } from '../../tests/server/with-late-app.ts';
import type { Ticket } from '../serve/admission/admission.ts';
import { openGrpc } from './grpc/open-grpc.ts';

const predict = '/v1/models/late/predict';
const rowsOf = (count: number) => ({ rows: new Array(count).fill(goodRow) });

function post(app: App, url: string, payload: object | string, headers: Record<string, string> = {}) {
  return app.inject({ method: 'POST', url, payload, headers: { 'content-type': 'application/json', ...headers } });
}

/** Takes every place of the model and every place in the line before it; gives them back. */
function fill({ context: { admission, limits } }: App): { free(): Promise<void> } {
  const tickets: Ticket[] = [];
  for (;;) {
    const entered = admission.enter('late', 'few', 'interactive');
    if (entered instanceof Promise) {
      const waiting = [entered];
      while (waiting.length < limits.waiting) {
        waiting.push(Promise.resolve(admission.enter('late', 'few', 'interactive')));
      }
      return {
        async free() {
          for (const ticket of tickets) ticket.leave(false);
          for (const one of waiting) (await one).leave(false);
        },
      };
    }
    tickets.push(entered);
  }
}

describe('a model without room', () => {
  it('sends requests away before they are read, in the words of each protocol, and answers what is no prediction', () =>
    withLateApp(
      async (app) => {
        const grpc = openGrpc(app.context);
        const client = await openGrpcClient(`127.0.0.1:${await grpc.listen(0, '127.0.0.1')}`);
        const { free } = fill(app);
        const broken = '{"rows": [';
        const native = await post(app, predict, broken);
        expect([native.statusCode, native.headers['retry-after']]).toEqual([503, '1']);
        expect(native.json()).toMatchObject({ error: { code: 'OVERLOADED', details: { model: 'late' } } });
        const ndjson = { 'content-type': 'application/x-ndjson' };
        const streamed = await post(app, '/v1/models/late/predict-stream', broken, ndjson);
        expect([streamed.statusCode, streamed.headers['retry-after']]).toEqual([503, '1']);
        const inference = await post(app, '/v2/models/late@latest/infer', broken);
        expect([inference.statusCode, inference.headers['retry-after']]).toEqual([503, '1']);
        expect(inference.json().error).toMatch('model late has more requests than it can answer');
        expect(await failure(client.call('inference.GRPCInferenceService/ModelInfer', { model_name: 'late' }))).toEqual(
          {
            code: 'UNAVAILABLE',
            details: expect.stringContaining('try again later'),
          },
        );
        const quiet = ['/healthz/live', '/healthz/ready', '/v1/models', '/v2/models/late/ready', '/ping'];
        for (const url of quiet) expect((await app.inject(url)).statusCode, url).toBe(200);
        const { payload } = await app.inject('/metrics');
        expect(payload).toContain('modelwright_admission_refused_total{model="late",size="few",reason="full"} 4');
        expect(payload).toMatch(/modelwright_admission_in_flight\{model="late",size="few"\} 32\n/);
        expect(payload).toMatch(/modelwright_admission_limit\{model="late",size="few"\} 32\n/);
        await free();
        expect((await post(app, predict, broken)).statusCode).toBe(400);
        expect((await post(app, predict, rowsOf(1))).statusCode).toBe(200);
        client.close();
        await grpc.drain(1000);
      },
      { waitMs: 5000 },
    ));

  it('lets a request wait that finds a place in time, and no longer', () =>
    withLateApp(
      async (app) => {
        const { admission } = app.context;
        const tickets: Ticket[] = [];
        for (let i = 0; i < 32; i++) tickets.push(await admission.enter('late', 'few', 'interactive'));
        const late = await post(app, predict, rowsOf(1));
        expect([late.statusCode, late.json().error.message]).toEqual([503, expect.stringContaining('within 400 ms')]);
        const waiting = post(app, predict, rowsOf(1));
        const asks = expect.poll(() => admission.figures()[0].waiting, { interval: 1 });
        await asks.toBe(1);
        for (const ticket of tickets) ticket.leave(false);
        expect((await waiting).statusCode).toBe(200);
      },
      { waitMs: 400 },
    ));

  it('keeps connections whose body is small and gives up those of large ones', () =>
    withLateApp(
      async (app) => {
        const { free } = fill(app);
        const small = await post(app, predict, 'x'.repeat(64 * 1024));
        const large = await post(app, predict, 'x'.repeat(64 * 1024 + 1));
        expect([small.statusCode, small.headers.connection]).toEqual([503, 'keep-alive']);
        expect([large.statusCode, large.headers.connection]).toEqual([503, 'close']);
        await free();
      },
      { waitMs: 5000 },
    ));
});

describe('the terms of a request', () => {
  it('are refused when they mean nothing', () =>
    withLateApp(
      async (app) => {
        const status = async (headers: Record<string, string>) => {
          const { statusCode, payload } = await post(app, predict, rowsOf(1), headers);
          expect(payload).not.toContain('Bern');
          return statusCode;
        };
        for (const text of ['0', '-1', '1.5', '1e3', 'soon', '2001', '']) {
          expect(await status({ 'x-request-timeout-ms': text }), text).toBe(400);
        }
        expect(await status({ 'x-request-timeout-ms': '2000' })).toBe(200);
        expect(await status({ 'x-request-priority': 'urgent' })).toBe(400);
        for (const text of ['interactive', 'batch', 'shadow'])
          expect(await status({ 'x-request-priority': text })).toBe(200);
      },
      { mostPredictMs: 2000 },
    ));

  it('end work that would come too late: by its own deadline, else by that of the server', () =>
    withLateApp(
      async (app) => {
        const many = rowsOf(20_000);
        const own = await post(app, predict, many, { 'x-request-timeout-ms': '1' });
        expect([own.statusCode, own.json().error]).toEqual([
          504,
          { code: 'DEADLINE_EXCEEDED', message: 'the answer was not ready within 1 ms', details: { limitMs: 1 } },
        ]);
        const servers = await post(app, predict, many);
        expect([servers.statusCode, servers.json().error.details]).toEqual([504, { limitMs: 1 }]);
        const patient = await post(app, predict, many, { 'x-request-timeout-ms': '100000' });
        expect([patient.statusCode, patient.json().predictions.length]).toEqual([200, 20_000]);
      },
      { predictMs: 0.05 },
    ));
});
