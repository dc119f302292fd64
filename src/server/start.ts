/** Starts the server on a port of this machine. */
import type { AddressInfo } from 'node:net';
import type { Platform } from '../app/platform.ts';
import { ModelwrightError } from '../core/errors.ts';
import { resolveModel } from '../tracking/registry.ts';
import { buildServer } from './build-server.ts';
import { defaultLimits, type RequestLimits } from './request-limits.ts';

export interface StartOptions {
  readonly platform: Pick<Platform, 'store'>;
  /** 0 asks for any free port. */
  readonly port?: number;
  readonly host?: string;
  readonly limits?: Partial<RequestLimits>;
  /** Model that answers on the routes of MLflow's scoring server, such as `flights@champion`; default: the only one. */
  readonly mlflowModel?: string;
}

/** A server that listens. */
export interface RunningServer {
  /** Such as `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly port: number;
  /** Finishes requests in flight, flushes the prediction log and frees the port. The platform stays open. */
  close(): Promise<void>;
}

const loopback = ['127.0.0.1', '::1', 'localhost'];

/**
 * Listens, and resolves when the models are loaded and the first request can be sent.
 *
 * @throws HOST_REFUSED for a host beyond this machine, PARAM_INVALID for a port that none can be, PORT_IN_USE, MODEL_NOT_FOUND and its like
 *   for a model that is to answer MLflow's routes.
 */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  const { platform, port = 8080, host = '127.0.0.1', limits, mlflowModel } = options;
  if (!loopback.includes(host)) throw new ModelwrightError('HOST_REFUSED', { host });
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new ModelwrightError('PARAM_INVALID', { name: 'port', law: '0 <= port <= 65535', value: port });
  }
  const store = await platform.store();
  if (mlflowModel !== undefined) await resolveModel(store, mlflowModel);
  const app = buildServer({ store, limits, mlflowModel });
  try {
    await app.listen({ port, host });
  } catch (error) {
    await app.close();
    throw listenError(error, host, port);
  }
  const { port: taken, family, address } = app.server.address() as AddressInfo;
  await app.modelsLoaded();
  let closing: Promise<void> | undefined;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${taken}`,
    port: taken,
    close() {
      closing ??= closeWithin(app, limits?.drainMs ?? defaultLimits.drainMs);
      return closing;
    },
  };
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

function listenError(error: unknown, host: string, port: number): unknown {
  const { code } = error as { code?: string };
  if (code === 'EADDRINUSE') return new ModelwrightError('PORT_IN_USE', { port, host }, { cause: error });
  if (code !== 'EACCES') return error;
  const details = { name: 'port', law: 'a port that this user may open', value: port };
  return new ModelwrightError('PARAM_INVALID', details, { cause: error });
}
