/** grpc.health.v1.Health, by which probes and load balancers ask whether a server takes calls. */

import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Server, ServerWritableStream } from '@grpc/grpc-js';
import { ModelwrightError } from '../../core/errors.ts';
import type { ServerContext } from '../server-context.ts';
import { methodDefinition, unaryHandler } from './add-service.ts';
import { callStatus } from './call-status.ts';
import { readMessage, textField } from './message-reader.ts';

export const healthServiceName = 'grpc.health.v1.Health';

const serving = 1;
const notServing = 2;
const serviceUnknown = 3;

type WatchCall = ServerWritableStream<Uint8Array, Uint8Array>;

/** What is said about the whole server, the service with the empty name, is said about each of its services. */
export class HealthService {
  readonly #context: ServerContext;
  readonly #services: ReadonlySet<string>;
  /** Who watches, and what each was told last. */
  readonly #watching = new Map<WatchCall, number>();

  constructor(context: ServerContext, services: readonly string[]) {
    this.#context = context;
    this.#services = new Set(['', ...services]);
  }

  addTo(server: Server): void {
    server.addService(
      {
        Check: methodDefinition(healthServiceName, 'Check'),
        Watch: methodDefinition(healthServiceName, 'Watch', { response: true }),
      },
      {
        Check: unaryHandler((request) => this.#check(serviceOf(request)), this.#context.report),
        Watch: (call: WatchCall) => this.#watch(call),
      },
    );
  }

  /** Tells those who watch what the server is now, if they do not know. */
  announce(): void {
    const status = this.#status;
    for (const [call, told] of this.#watching) {
      if (told === status) continue;
      call.write(statusMessage(status));
      this.#watching.set(call, status);
    }
  }

  /** Ends the watching, which would hold up the end of the server. */
  end(): void {
    this.announce();
    for (const call of this.#watching.keys()) call.end();
    this.#watching.clear();
  }

  get #status(): number {
    return this.#context.state === 'serving' ? serving : notServing;
  }

  #check(service: string): Uint8Array {
    if (this.#services.has(service)) return statusMessage(this.#status);
    throw new ModelwrightError('ROUTE_NOT_FOUND', { route: `service "${service.slice(0, 100)}"` });
  }

  #watch(call: WatchCall): void {
    try {
      // Who watches a service that is not there is told so and waits for it, which here never comes.
      const isKnown = this.#services.has(serviceOf(call.request));
      const status = isKnown ? this.#status : serviceUnknown;
      call.write(statusMessage(status));
      if (!isKnown || this.#context.state === 'stopping') return void call.end();
      this.#watching.set(call, status);
      call.once('cancelled', () => this.#watching.delete(call));
    } catch (error) {
      call.emit('error', callStatus(error, this.#context.report));
    }
  }
}

function serviceOf(request: Uint8Array): string {
  let service = '';
  readMessage(request, {
    1: textField((text) => {
      service = text;
    }),
  });
  return service;
}

/** HealthCheckResponse */
function statusMessage(status: number): Uint8Array {
  return new BinaryWriter().tag(1, WireType.Varint).int32(status).finish();
}
