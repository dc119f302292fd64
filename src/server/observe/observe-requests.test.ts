import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { Metadata } from '@grpc/grpc-js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { failure, openGrpcClient } from '../../../tests/server/grpc-client.ts';
import { goodRow, registerModel, smallModel } from '../../../tests/server/small-models.ts';
import { send } from '../../../tests/server/with-server.ts';
import { withHome } from '../../../tests/store/with-home.ts';
import { openStore, type Store } from '../../store/open-store.ts';
import { buildServer } from '../build-server.ts';
import { openGrpc } from '../grpc/open-grpc.ts';
import { startServer } from '../start.ts';
import type { AnsweredRequest, ServerLog } from './server-log.ts';

const binary = smallModel('binary');
const prepare = (store: Store) => registerModel(store, 'late', binary);

interface ExportedSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly parentSpanId?: string;
  readonly status: { readonly code?: number };
  readonly attributes: readonly { readonly key: string; readonly value: Record<string, unknown> }[];
}

/** What a collector of OpenTelemetry was sent over HTTP. */
const spans: ExportedSpan[] = [];
let collector: Server;

beforeAll(async () => {
  collector = createServer(async (request, response) => {
    const body = (await json(request)) as {
      resourceSpans: { scopeSpans: { scope: { name: string }; spans: ExportedSpan[] }[] }[];
    };
    spans.push(...body.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
    response.setHeader('content-type', 'application/json').end('{}');
  });
  collector.listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const { port } = collector.address() as AddressInfo;
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = `http://127.0.0.1:${port}`;
  process.env['OTEL_EXPORTER_OTLP_PROTOCOL'] = 'http/json';
});
afterAll(() => {
  delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  delete process.env['OTEL_EXPORTER_OTLP_PROTOCOL'];
  collector.close();
});

function logInto(answered: AnsweredRequest[]): ServerLog {
  return {
    takesRequests: true,
    answered: (request) => answered.push(request),
    state() {},
    problem() {},
    dropped: 0,
    close: async () => {},
  };
}

it('logs what was answered by its route, and gives each request an id', () =>
  withHome(async (home) => {
    const store = await openStore(home);
    await prepare(store);
    const answered: AnsweredRequest[] = [];
    const app = buildServer({ store, log: logInto(answered) });
    const post = (name: string, headers = {}) =>
      app.inject({ method: 'POST', url: `/v1/models/${name}/predict`, headers, payload: { rows: [goodRow] } });
    const good = await post('late', { 'x-request-id': 'from-a-client' });
    const bad = await post('absent', { 'x-request-id': 'two words\u00e9' });
    const nowhere = await app.inject({ url: '/secret/path?token=abc' });
    const oip = await app.inject({ url: '/v2/models/absent' });
    await app.close();
    await store.close();
    expect(good.headers['x-request-id']).toBe('from-a-client');
    expect(bad.headers['x-request-id']).toMatch(/^req_\w+-1$/);
    expect(nowhere.headers['x-request-id']).toMatch(/^req_\w+-2$/);
    expect(oip.statusCode).toBe(404);
    const route = '/v1/models/:name/predict';
    expect(answered).toEqual([
      expect.objectContaining({ requestId: 'from-a-client', route, status: 200, model: 'late', client: '127.0.0.1' }),
      expect.objectContaining({ route, status: 404, model: 'absent', error: 'MODEL_NOT_FOUND' }),
      expect.objectContaining({ route: 'unknown', status: 404, error: 'ROUTE_NOT_FOUND' }),
      expect.objectContaining({ route: '/v2/models/:name', status: 404, error: 'MODEL_NOT_FOUND' }),
    ]);
    expect(answered[0].error).toBeUndefined();
    expect(answered[0].traceId).toBeUndefined();
    expect(answered[0].durationMs).toBeGreaterThan(0);
    expect(JSON.stringify(answered)).not.toContain('token=abc');
  }));

it('logs calls of gRPC by their method and status', () =>
  withHome(async (home) => {
    const store = await openStore(home);
    const answered: AnsweredRequest[] = [];
    const app = buildServer({ store, log: logInto(answered) });
    await app.ready();
    const grpc = openGrpc(app.context);
    const client = await openGrpcClient(`127.0.0.1:${await grpc.listen(0, '127.0.0.1')}`);
    const headers = new Metadata();
    headers.set('x-request-id', 'call-7');
    const asked = client.encode('inference.ModelReadyRequest', { name: 'absent' });
    await failure(client.send('inference.GRPCInferenceService/ModelReady', asked, { headers }));
    client.close();
    await grpc.drain(1000);
    await app.close();
    await store.close();
    expect(answered.at(-1)).toEqual({
      requestId: 'call-7',
      protocol: 'grpc',
      method: 'POST',
      route: '/inference.GRPCInferenceService/ModelReady',
      status: 'NOT_FOUND',
      durationMs: expect.any(Number),
      client: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    });
  }));

it('sends a span for every request, a child of the one that the client names', () =>
  withHome(async (home) => {
    const store = await openStore(home);
    await prepare(store);
    const server = await startServer({ platform: { store: async () => store }, port: 0, grpcPort: 0, traces: true });
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const parentId = 'b7ad6b7169203331';
    const headers = { 'content-type': 'application/json', traceparent: `00-${traceId}-${parentId}-01` };
    const predicted = await send(`${server.url}/v1/models/late/predict`, { rows: [goodRow] }, { headers });
    expect(predicted.status).toBe(200);
    await send(`${server.url}/v1/models/late/predict`, { rows: [{}] });
    const client = await openGrpcClient(server.grpcAddress!);
    const metadata = new Metadata();
    metadata.set('traceparent', headers.traceparent);
    const asked = client.encode('inference.ServerLiveRequest', {});
    await client.send('inference.GRPCInferenceService/ServerLive', asked, { headers: metadata });
    client.close();
    await server.close();
    await store.close();

    const [first, second] = spans.filter(({ name }) => name === 'POST /v1/models/:name/predict');
    expect(first).toMatchObject({ kind: 2, traceId, parentSpanId: parentId });
    expect(attributesOf(first)).toMatchObject({
      'http.request.method': 'POST',
      'http.route': '/v1/models/:name/predict',
      'http.response.status_code': 200,
      'modelwright.model': 'late',
    });
    expect(second.traceId).not.toBe(traceId);
    expect(second.parentSpanId ?? '').toBe('');
    expect(attributesOf(second)).toMatchObject({ 'http.response.status_code': 422 });
    expect(second.status.code ?? 0).toBe(0);
    const call = spans.find(({ name }) => name === 'inference.GRPCInferenceService/ServerLive');
    expect(call).toMatchObject({ kind: 2, traceId, parentSpanId: parentId });
    expect(attributesOf(call!)).toMatchObject({ 'rpc.system': 'grpc', 'rpc.grpc.status_code': 0 });
  }));

function attributesOf({ attributes }: ExportedSpan): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
