/** The gRPC door of a server: it listens, and closes together with the HTTP one. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { ServerContext } from '../server-context.ts';
import { addUnaryService } from './add-service.ts';
import { boundCalls } from './bound-calls.ts';
import { guardCalls } from './guard-calls.ts';
import { HealthService, healthServiceName } from './health-service.ts';
import { inferenceMethods, inferenceServiceName } from './inference-service.ts';
import { addReflection } from './reflection-service.ts';
import { watchCalls } from './watch-calls.ts';

export interface GrpcDoor {
  /** A connection that something else has accepted. */
  take(socket: Socket): void;
  /** Resolves to the port when calls are taken. @throws what `net.Server` throws, such as EADDRINUSE */
  listen(port: number, host: string): Promise<number>;
  /** Tells clients that watch the health what the state of the server is now. */
  announce(): void;
  /** Takes no more calls and resolves when those in flight are answered; after the given time they lose their connection. */
  drain(ms: number): Promise<void>;
}

/** Calls that one connection may have in flight; more of them wait at the client. */
const callsPerConnection = 100;

/** Opens the door over what the HTTP routes share. */
export function openGrpc(context: ServerContext): GrpcDoor {
  const { limits, guard, report } = context;
  /** By the name that the library gives their peers. */
  const connections = new Map<string, Socket>();
  const server = new Server({
    'grpc.max_receive_message_length': limits.bodyBytes,
    'grpc.max_send_message_length': -1,
    'grpc.max_concurrent_streams': callsPerConnection,
    'grpc.max_connection_idle_ms': limits.keepAliveMs,
    'grpc.keepalive_time_ms': limits.idleMs,
    'grpc.enable_channelz': 0,
    interceptors: [
      watchCalls(context, limits.requestMs),
      guardCalls(guard, report),
      boundCalls(context, (peer) => connections.get(peer)),
    ],
  });
  addUnaryService(server, inferenceServiceName, inferenceMethods(context), report);
  const health = new HealthService(context, [inferenceServiceName]);
  health.addTo(server);
  addReflection(server, [inferenceServiceName, healthServiceName], report);

  // Listening here and not in the library gives the errors of the system, and the sockets to close.
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const take = (socket: Socket) => {
    const peer = `${socket.remoteAddress}:${socket.remotePort}`;
    connections.set(peer, socket);
    socket.once('close', () => connections.delete(peer));
    injector.injectConnection(socket);
  };
  const listener = createServer({ noDelay: true }, take);

  listener.maxConnections = limits.connections;

  return {
    take,
    async listen(port, host) {
      listener.listen({ port, host });
      await once(listener, 'listening');
      return (listener.address() as AddressInfo).port;
    },
    announce: () => health.announce(),
    async drain(ms) {
      listener.close();
      health.end();
      // Connections on which nothing was ever sent are in nobody's use.
      for (const socket of connections.values()) if (socket.bytesRead === 0) socket.destroy();
      const timer = setTimeout(() => {
        for (const socket of connections.values()) socket.destroy();
      }, ms);
      await new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
      clearTimeout(timer);
    },
  };
}
