/** Services of which every method takes one message and answers with one. */
import type { MethodDefinition, Server, ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js';
import type { Caller } from '../../access/caller.ts';
import { withoutHiddenModels } from '../../access/check-access.ts';
import { isModelwrightError } from '../../core/errors.ts';
import { callStatus } from './call-status.ts';
import { callerOf } from './guard-calls.ts';
import { neededByMethod } from './method-access.ts';

/** What a method may know of its call besides the message. */
export interface CallFacts {
  readonly caller: Caller;
  /** Says that the client has gone or its deadline has passed. */
  readonly signal: AbortSignal;
  /** Milliseconds since 1970 until which the client waits; infinite when it names no deadline. */
  readonly deadlineMs: number;
  /** What the client sent under a name besides the message. */
  metadata(name: string): string | undefined;
}

/** Answers a message with a message, both as bytes. */
export type Method = (request: Uint8Array, call: CallFacts) => Uint8Array | Promise<Uint8Array>;

/** Streams in one direction or both. */
interface Streams {
  readonly request?: boolean;
  readonly response?: boolean;
}

/**
 * A method whose messages pass as bytes, so that what is wrong with them is said by this program.
 *
 * @throws INTERNAL for a method that the table of roles does not have.
 */
export function methodDefinition(
  service: string,
  name: string,
  streams: Streams = {},
): MethodDefinition<Uint8Array, Uint8Array> {
  const path = `/${service}/${name}`;
  neededByMethod(path);
  return {
    path,
    originalName: name,
    requestStream: streams.request ?? false,
    responseStream: streams.response ?? false,
    requestSerialize: asBuffer,
    requestDeserialize: (bytes) => bytes,
    responseSerialize: asBuffer,
    responseDeserialize: (bytes) => bytes,
  };
}

/** Adds a service by its full name, such as `inference.GRPCInferenceService`. What a method throws becomes the status of the call. */
export function addUnaryService(
  server: Server,
  service: string,
  methods: Readonly<Record<string, Method>>,
  report: (error: unknown) => void,
): void {
  const entries = Object.entries(methods);
  server.addService(
    Object.fromEntries(entries.map(([name]) => [name, methodDefinition(service, name)])),
    Object.fromEntries(entries.map(([name, method]) => [name, unaryHandler(method, report)])),
  );
}

/** The handler of one method. */
export function unaryHandler(method: Method, report: (error: unknown) => void) {
  return (call: ServerUnaryCall<Uint8Array, Uint8Array>, respond: sendUnaryData<Uint8Array>): void => {
    const caller = callerOf(call.metadata);
    answered(method, call, caller)
      .then(
        (answer) => respond(null, answer),
        (error: unknown) => {
          respond(callStatus(isModelwrightError(error) ? withoutHiddenModels(error, caller) : error, report));
        },
      )
      .catch(report);
  };
}

async function answered(
  method: Method,
  call: ServerUnaryCall<Uint8Array, Uint8Array>,
  caller: Caller,
): Promise<Uint8Array> {
  const gone = new AbortController();
  if (call.cancelled) gone.abort();
  call.once('cancelled', () => gone.abort());
  return await method(call.request, {
    caller,
    signal: gone.signal,
    deadlineMs: Number(call.getDeadline()),
    metadata: (name) => call.metadata.get(name).at(0)?.toString(),
  });
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
