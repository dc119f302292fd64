/** A gRPC client that learns the messages from the server's reflection, as grpcurl does, and writes them with a codec of its own. */
import {
  create,
  createFileRegistry,
  type DescMessage,
  fromBinary,
  fromJson,
  type JsonValue,
  toBinary,
  toJson,
} from '@bufbuild/protobuf';
import { type FileDescriptorProto, FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { type CallOptions, Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { protoDescriptor } from '../../src/server/grpc/proto-file.ts';
import { reflectionProtocol } from '../../src/server/grpc/protocols.ts';

export interface GrpcClient {
  readonly raw: Client;
  /** Calls a method with one message and one answer, both as JSON with the names of the protocol. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read many shapes.
  call(path: string, request?: object, options?: CallOptions & { headers?: Metadata }): Promise<any>;
  /** The same with bytes as the message; the answer stays bytes. */
  send(path: string, request: Uint8Array, options?: CallOptions & { headers?: Metadata }): Promise<Buffer>;
  /** A message of the protocol as bytes. */
  encode(message: string, json: object): Uint8Array;
  // biome-ignore lint/suspicious/noExplicitAny: tests read many shapes.
  decode(message: string, bytes: Uint8Array): any;
  /** Asks the reflection. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read many shapes.
  reflect(...questions: object[]): Promise<any[]>;
  close(): void;
}

/** The status by name and the sentence of a call that fails. */
export async function failure(call: Promise<unknown>): Promise<{ code: string; details: string }> {
  try {
    await call;
  } catch (error) {
    const { code, details } = error as ServiceError;
    return { code: status[code], details };
  }
  throw new Error('the call did not fail');
}

/** Connects, and reads the protocol by reflection; `usual` goes with that and with every call that has none of its own. */
export async function openGrpcClient(
  address: string,
  reflection: 'v1' | 'v1alpha' = 'v1',
  usual = new Metadata(),
): Promise<GrpcClient> {
  const raw = new Client(address, credentials.createInsecure());
  const packageName = `grpc.reflection.${reflection}` as const;
  const reflected = registryOf(
    fromBinary(FileDescriptorProtoSchema, protoDescriptor(reflectionProtocol(packageName)).bytes),
  );
  const encode = (registry: Registry, message: string, json: object) => {
    const schema = messageOf(registry, message);
    return toBinary(schema, fromJson(schema, json as JsonValue));
  };
  const decode = (registry: Registry, message: string, bytes: Uint8Array) => {
    const schema = messageOf(registry, message);
    return toJson(schema, fromBinary(schema, bytes), { useProtoFieldName: true, alwaysEmitImplicit: true });
  };
  const reflect: GrpcClient['reflect'] = (...questions) =>
    new Promise((resolve, reject) => {
      const path = `/${packageName}.ServerReflection/ServerReflectionInfo`;
      const call = raw.makeBidiStreamRequest<Uint8Array, Buffer>(path, asBuffer, (bytes) => bytes, usual);
      const answers: unknown[] = [];
      call.on('data', (bytes: Buffer) =>
        answers.push(decode(reflected, `${packageName}.ServerReflectionResponse`, bytes)),
      );
      call.on('error', reject);
      call.on('end', () => resolve(answers));
      for (const question of questions)
        call.write(encode(reflected, `${packageName}.ServerReflectionRequest`, question));
      call.end();
    });
  const send: GrpcClient['send'] = (path, request, { headers = usual, ...options } = {}) =>
    new Promise((resolve, reject) => {
      raw.makeUnaryRequest<Uint8Array, Buffer>(
        `/${path}`,
        asBuffer,
        (bytes) => bytes,
        request,
        headers,
        options,
        (error, answer) => (error ? reject(error) : resolve(answer!)),
      );
    });

  const files = await reflect(
    { file_containing_symbol: 'inference.GRPCInferenceService' },
    { file_containing_symbol: 'grpc.health.v1.Health' },
  );
  const known = registryOf(
    ...files.map(({ file_descriptor_response }) =>
      fromBinary(FileDescriptorProtoSchema, Buffer.from(file_descriptor_response.file_descriptor_proto[0], 'base64')),
    ),
  );
  return {
    raw,
    reflect,
    send,
    encode: (message, json) => encode(known, message, json),
    decode: (message, bytes) => decode(known, message, bytes),
    async call(path, request = {}, options = {}) {
      const [service, name] = path.split('/');
      const method = known.getService(service)?.methods.find((one) => one.name === name);
      if (!method) throw new Error(`${path} is not reflected`);
      const answer = await send(path, encode(known, method.input.typeName, request), options);
      return decode(known, method.output.typeName, answer);
    },
    close: () => raw.close(),
  };
}

type Registry = ReturnType<typeof createFileRegistry>;

function registryOf(...file: FileDescriptorProto[]): Registry {
  return createFileRegistry(create(FileDescriptorSetSchema, { file }));
}

function messageOf(registry: Registry, name: string): DescMessage {
  const found = registry.getMessage(name);
  if (!found) throw new Error(`${name} is not reflected`);
  return found;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes);
}
