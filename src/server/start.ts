/** Starts the server on a port of this machine: in this process, or in several that share the port. */
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../store/open-store.ts';
import { resolveModel } from '../tracking/registry.ts';
import { type AskedPort, listenError, shownHost } from './listen-address.ts';
import { openServer } from './open-server.ts';
import { type ReadOptions, type RunningServer, readStartOptions, type StartOptions } from './start-options.ts';

/**
 * Listens, and resolves when the models are loaded and the first request can be sent.
 *
 * @throws HOST_REFUSED for a host beyond this machine while nobody has to say who they are, CONFIG_INVALID for a public key that is none,
 *   PARAM_INVALID for a port that none can be, PORT_IN_USE, MODEL_NOT_FOUND and its like for a model that is to answer MLflow's routes,
 *   PACKAGE_ABSENT for traces without the OpenTelemetry SDK.
 */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  const read = readStartOptions(options);
  const store = await options.platform.store();
  const { mlflowModel } = read.settings;
  if (mlflowModel !== undefined) await resolveModel(store, mlflowModel);
  if (read.workers === 1) return await startHere(store, read);
  const { startCluster } = await import('./cluster/start-cluster.ts');
  return await startCluster(store.home, read);
}

async function startHere(store: Store, { settings, ports }: ReadOptions): Promise<RunningServer> {
  const { host, port, grpcPort } = ports;
  const { lameDuckMs } = settings.limits;
  const server = await openServer(store, settings, { hasGrpc: grpcPort !== undefined });
  const { app, grpc } = server;
  let grpcTaken: number | undefined;
  let asked: AskedPort = { option: '--port', port };
  try {
    await app.listen({ port, host });
    if (grpcPort !== undefined) asked = { option: '--grpc-port', port: grpcPort };
    grpcTaken = await grpc?.listen(asked.port, host);
  } catch (error) {
    await app.close();
    throw listenError(error, host, asked);
  }
  const address = app.server.address() as AddressInfo;
  const shown = shownHost(address);
  await app.modelsLoaded();
  grpc?.announce();
  let closing: Promise<void> | undefined;
  return {
    url: `http://${shown}:${address.port}`,
    port: address.port,
    ...(grpcTaken !== undefined && { grpcAddress: `${shown}:${grpcTaken}` }),
    workers: 1,
    lameDuckMs,
    close({ lameDuckMs = 0 } = {}) {
      closing ??= (async () => {
        server.announceEnd();
        if (lameDuckMs > 0) await sleep(lameDuckMs);
        await server.close();
      })();
      return closing;
    },
  };
}
