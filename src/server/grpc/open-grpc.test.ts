/** The gRPC door: health and reflection, what it bounds, and how it opens and closes. */
import { once } from 'node:events';
import { type ClientHttp2Session, connect } from 'node:http2';
import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { type ServiceError, status } from '@grpc/grpc-js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failure, openGrpcClient } from '../../../tests/server/grpc-client.ts';
import { registerModel, smallModel } from '../../../tests/server/small-models.ts';
import { withGrpcClient } from '../../../tests/server/with-grpc-client.ts';
import { withServer } from '../../../tests/server/with-server.ts';
import { withHome } from '../../../tests/store/with-home.ts';
import { openStore, type Store } from '../../store/open-store.ts';
import { startServer } from '../start.ts';

const inference = 'inference.GRPCInferenceService';
const infer = `${inference}/ModelInfer`;
const health = 'grpc.health.v1.Health';
const binary = smallModel('binary');
const one = (store: Store) => registerModel(store, 'late', binary);

/** A request of so many rows. */
function rowsOf(count: number) {
  const repeated = (text: string) => new Array(count).fill(Buffer.from(text).toString('base64'));
  const column = (name: string, datatype: string, contents: object) => ({ name, datatype, shape: [count], contents });
  return {
    model_name: 'late',
    inputs: [
      column('city', 'BYTES', { bytes_contents: repeated('Graz') }),
      column('distance', 'FP64', { fp64_contents: Array.from({ length: count }, (_, row) => row) }),
      column('night', 'BOOL', { bool_contents: new Array(count).fill(true) }),
      column('at', 'BYTES', { bytes_contents: repeated('2026-03-01T10:30:00Z') }),
    ],
  };
}

/** A message in the frame that HTTP/2 carries. */
function framed(message: Uint8Array, compressed = 0): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(compressed);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/** A call of bare HTTP/2, which does what clients of gRPC would not; resolves to the status and its sentence. */
async function bareCall(session: ClientHttp2Session, path: string, bytes: Buffer, headers: object = {}, ends = true) {
  const stream = session.request({
    ':method': 'POST',
    ':path': `/${path}`,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  });
  const told: Record<string, unknown> = {};
  stream.on('response', (answer) => Object.assign(told, answer));
  stream.on('trailers', (answer) => Object.assign(told, answer));
  stream.on('error', () => {});
  stream.resume();
  if (ends) stream.end(bytes);
  else stream.write(bytes);
  await new Promise<void>((resolve) => {
    stream.once('close', resolve);
    // As clients do: who has the answer reads and writes no more.
    stream.once('end', () => stream.close());
  });
  return { code: Number(told['grpc-status']), details: decodeURI(String(told['grpc-message'])) };
}

describe('health', () => {
  it('is told of the server and its service, and followed until the server stops', () =>
    withGrpcClient(one, async ({ client: { call, raw, encode, decode }, server }) => {
      expect(await call(`${health}/Check`)).toEqual({ status: 'SERVING' });
      expect(await call(`${health}/Check`, { service: inference })).toEqual({ status: 'SERVING' });
      expect(await failure(call(`${health}/Check`, { service: 'late' }))).toMatchObject({ code: 'NOT_FOUND' });
      const watch = (service: string) => {
        const request = Buffer.from(encode(`${health}CheckRequest`, { service }));
        const bytes = (value: Buffer) => value;
        const stream = raw.makeServerStreamRequest(`/${health}/Watch`, bytes, bytes, request);
        const heard: string[] = [];
        stream.on('data', (answer: Buffer) => heard.push(decode(`${health}CheckResponse`, answer).status));
        return { heard, stream };
      };
      const unknown = watch('late');
      await once(unknown.stream, 'end');
      expect(unknown.heard).toEqual(['SERVICE_UNKNOWN']);
      const left = watch('');
      await once(left.stream, 'data');
      left.stream.on('error', () => {});
      left.stream.cancel();
      const whole = watch('');
      await once(whole.stream, 'data');
      await Promise.all([server.close(), once(whole.stream, 'end')]);
      expect(whole.heard).toEqual(['SERVING', 'NOT_SERVING']);
    }));
});

describe('reflection', () => {
  it.each(['v1', 'v1alpha'] as const)('shows what is spoken, by %s', (version) =>
    withServer(
      one,
      async ({ server }) => {
        const client = await openGrpcClient(server.grpcAddress!, version);
        const [listed, bySymbol, byMethod, byName, unknown, extension, nothing] = await client.reflect(
          { list_services: '' },
          { file_containing_symbol: 'inference.ModelInferRequest.InferInputTensor' },
          { host: 'h', file_containing_symbol: `${inference}.ModelInfer` },
          { file_by_filename: 'open_inference_grpc.proto' },
          { file_containing_symbol: 'inference.Other' },
          { file_containing_extension: { containing_type: 'inference.ModelInferRequest', extension_number: 1 } },
          {},
        );
        expect(listed.list_services_response.service.map(({ name }: { name: string }) => name)).toEqual([
          inference,
          health,
          'grpc.reflection.v1.ServerReflection',
          'grpc.reflection.v1alpha.ServerReflection',
        ]);
        const [file] = bySymbol.file_descriptor_response.file_descriptor_proto;
        expect(fromBinary(FileDescriptorProtoSchema, Buffer.from(file, 'base64')).package).toBe('inference');
        expect(byMethod).toMatchObject({ valid_host: 'h', original_request: { host: 'h' } });
        for (const { file_descriptor_response } of [byMethod, byName]) {
          expect(file_descriptor_response.file_descriptor_proto).toEqual([file]);
        }
        expect(unknown.error_response.error_code).toBe(5);
        expect(extension.error_response.error_code).toBe(5);
        expect(nothing.error_response.error_code).toBe(3);
        client.close();
      },
      {},
      0,
    ),
  );
});

describe('limits', () => {
  it('refuses messages, rows, tensors and sentences beyond them', () =>
    withGrpcClient(
      one,
      async ({ client: { call, send, encode }, server }) => {
        expect((await call(infer, rowsOf(300))).outputs[0].shape).toEqual(['300']);
        expect(await failure(call(infer, rowsOf(301)))).toEqual({
          code: 'INVALID_ARGUMENT',
          details: 'inputs: at most 300 rows, found 301',
        });
        const exhausted = { code: 'RESOURCE_EXHAUSTED' };
        expect(await failure(send(infer, Buffer.alloc(40_001)))).toMatchObject(exhausted);
        const small = (field: number, count: number) => Buffer.alloc(count * 2, Buffer.from([(field << 3) | 2, 0]));
        for (const [field, words] of [
          [5, 'inputs: at most 10000'],
          [6, 'outputs: at most 10000'],
          [7, 'raw_input_contents: at most 10000'],
        ] as const) {
          const { code, details } = await failure(send(infer, small(field, 10_001)));
          expect([code, details]).toEqual(['INVALID_ARGUMENT', expect.stringContaining(words)]);
        }
        const parameters = Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`p${i}`, { bool_param: true }]));
        const outputs = [{ name: 'prediction', parameters }];
        const { details } = await failure(call(infer, { ...rowsOf(1), outputs }));
        expect(details).toContain('at most 1000');
        // Cut in the middle of a character, a name could no longer be sent.
        const faces = await failure(
          send(infer, encode('inference.ModelInferRequest', { model_name: `x${'😀'.repeat(2000)}` })),
        );
        expect(faces.code).toBe('INVALID_ARGUMENT');
        const input = { ...rowsOf(1).inputs[0], name: `x${'😀'.repeat(600)}` };
        expect(await failure(call(infer, { model_name: 'late', inputs: [input] }))).toMatchObject({
          code: 'INVALID_ARGUMENT',
        });

        const session = connect(`http://${server.grpcAddress}`);
        const bomb = framed(gzipSync(Buffer.alloc(5_000_000)), 1);
        expect(await bareCall(session, infer, bomb, { 'grpc-encoding': 'gzip' })).toMatchObject({ code: 8 });
        const zipped = framed(gzipSync(encode('inference.ModelInferRequest', rowsOf(2))), 1);
        expect(await bareCall(session, infer, zipped, { 'grpc-encoding': 'gzip' })).toMatchObject({ code: 0 });
        expect(await bareCall(session, `${inference}/ModelLearn`, framed(Buffer.alloc(0)))).toMatchObject({ code: 12 });
        session.close();
      },
      { rows: 300, bodyBytes: 40_000 },
    ));

  it('any bytes are answered or refused', () =>
    withGrpcClient(one, async ({ client: { send, encode, call } }) => {
      const whole = encode('inference.ModelInferRequest', {
        ...rowsOf(3),
        id: 'seven',
        outputs: [{ name: 'prediction' }],
      });
      const bitten = fc
        .array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
        .map((bites) => {
          const bytes = Uint8Array.from(whole);
          for (const [at, value] of bites) bytes[at] = value;
          return bytes;
        });
      const cut = fc.nat(whole.length).map((length) => whole.subarray(0, length));
      await fc.assert(
        fc.asyncProperty(fc.oneof(bitten, cut, fc.uint8Array({ maxLength: 60 })), async (bytes) => {
          const code = await send(infer, bytes).then(
            () => 'OK',
            (error: ServiceError) => status[error.code],
          );
          expect(['OK', 'INVALID_ARGUMENT', 'NOT_FOUND']).toContain(code);
        }),
        { numRuns: 150 },
      );
      expect(await call(`${inference}/ServerLive`)).toEqual({ live: true });
    }));

  it('gives up what nobody waits for: a deadline that has passed, a request that does not arrive', () =>
    withGrpcClient(
      one,
      async ({ client: { encode }, server, store }) => {
        const session = connect(`http://${server.grpcAddress}`);
        const many = framed(encode('inference.ModelInferRequest', rowsOf(5000)));
        expect(await bareCall(session, infer, many, { 'grpc-timeout': '1n' })).toMatchObject({ code: 4 });
        const half = many.subarray(0, 100);
        expect(await bareCall(session, infer, half, {}, false)).toEqual({
          code: 4,
          details: 'the request did not arrive in time',
        });
        session.close();
        await server.close();
        for await (const batch of store.predictions.read('late')) expect(batch).toEqual([]);
      },
      { requestMs: 300 },
    ));
});

describe('opening and closing', () => {
  it('answers calls in flight, then takes no more', () =>
    withGrpcClient(one, async ({ client: { call }, server }) => {
      const inFlight = call(infer, rowsOf(5000));
      // The call of one row is answered while the many rows are predicted in turns.
      await call(infer, rowsOf(1));
      const closing = server.close();
      expect((await inFlight).outputs[0].shape).toEqual(['5000']);
      await closing;
      expect(await failure(call(`${inference}/ServerLive`))).toMatchObject({ code: 'UNAVAILABLE' });
    }));

  it('cuts calls that outlast the time to drain', () =>
    withGrpcClient(
      one,
      async ({ server }) => {
        const session = connect(`http://${server.grpcAddress}`);
        session.on('error', () => {});
        await once(session, 'connect');
        const hanging = bareCall(session, infer, Buffer.alloc(2), {}, false);
        await new Promise((resolve) => session.ping(resolve));
        await server.close();
        expect((await hanging).code).toBeNaN();
      },
      { drainMs: 50 },
    ));

  it('names the port that it cannot have', async () => {
    const platform = { store: () => Promise.reject(new Error('the store must stay closed')) };
    for (const grpcPort of [-1, 65_536, 1.5, Number.NaN]) {
      await expect(startServer({ platform, port: 0, grpcPort })).rejects.toMatchObject({
        code: 'PARAM_INVALID',
        details: { name: 'grpcPort' },
      });
    }
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port: grpcPort } = other.address() as { port: number };
    await withHome(async (home) => {
      const store = await openStore(home);
      await expect(startServer({ platform: { store: async () => store }, port: 0, grpcPort })).rejects.toMatchObject({
        code: 'PORT_IN_USE',
        details: { port: grpcPort, option: '--grpc-port' },
      });
      await store.close();
    });
    other.close();
  });
});
