/** A server that does not listen yet: HTTP and, if asked for, gRPC over what they share, its log and its traces. */
import type { Store } from '../store/open-store.ts';
import { buildServer } from './build-server.ts';
import type { SiblingsOf } from './cluster/siblings.ts';
import { collectRarely } from './collect-rarely.ts';
import type { GrpcDoor } from './grpc/open-grpc.ts';
import { openJsonLog } from './observe/json-log.ts';
import { openTracing } from './observe/open-tracing.ts';
import type { ServerLog } from './observe/server-log.ts';
import { openTextLog } from './observe/text-log.ts';
import type { LogFormat, ServerSettings } from './start-options.ts';

export interface OpenedServer {
  readonly app: ReturnType<typeof buildServer>;
  /** Absent where gRPC is not spoken. */
  readonly grpc?: GrpcDoor;
  /** From now on the server says that it is not ready, and answers all the same. */
  announceEnd(): void;
  /** Answers what is in flight within the drain time, then closes everything but the store. */
  close(): Promise<void>;
}

/** @throws PACKAGE_ABSENT for traces without the OpenTelemetry SDK */
export async function openServer(
  store: Store,
  { limits, access, serving, log, traces, mlflowModel }: ServerSettings,
  { hasGrpc, siblings }: { readonly hasGrpc: boolean; readonly siblings?: SiblingsOf },
): Promise<OpenedServer> {
  collectRarely();
  const tracing = traces ? await openTracing() : undefined;
  const app = buildServer({
    store,
    limits,
    log: openLog(log, siblings !== undefined),
    mlflowModel,
    serving,
    access,
    siblings,
  });
  if (tracing) app.addHook('onClose', () => tracing.close());
  const { drainMs } = limits;
  const grpc = hasGrpc ? await addGrpc(app, drainMs) : undefined;
  return {
    app,
    grpc,
    announceEnd() {
      app.context.state = 'stopping';
      grpc?.announce();
    },
    close: () => closeWithin(app, drainMs),
  };
}

/** @param isShared other processes write their lines to the same place */
export function openLog(format: LogFormat, isShared: boolean): ServerLog {
  return format === 'json' ? openJsonLog({ isShared }) : openTextLog();
}

/** Calls in flight are answered while HTTP finishes its own, before what both share is closed. */
async function addGrpc(app: ReturnType<typeof buildServer>, drainMs: number): Promise<GrpcDoor> {
  const { openGrpc } = await import('./grpc/open-grpc.ts');
  const grpc = openGrpc(app.context);
  let draining: Promise<void> | undefined;
  app.addHook('preClose', (done) => {
    draining = grpc.drain(drainMs);
    done();
  });
  // Hooks of this kind run last added first: the server's own, which closes what is shared, comes after this one.
  app.addHook('onClose', () => draining);
  return grpc;
}

/** Requests that take longer than the drain time lose their connection. */
async function closeWithin(app: ReturnType<typeof buildServer>, drainMs: number): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), drainMs);
  try {
    await app.close();
  } finally {
    clearTimeout(timer);
  }
}
