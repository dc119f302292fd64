/** Starts the server on a port of this machine. */
import { type AddressInfo, isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AccessInput, readAccess } from '../access/access-settings.ts';
import type { Platform } from '../app/platform.ts';
import type { Project } from '../app/project.ts';
import { ModelwrightError } from '../core/errors.ts';
import type { DeclaredServing } from '../serve/repository/declared-serving.ts';
import { resolveModel } from '../tracking/registry.ts';
import { buildServer } from './build-server.ts';
import type { GrpcDoor } from './grpc/open-grpc.ts';
import { openJsonLog } from './observe/json-log.ts';
import { openTracing } from './observe/open-tracing.ts';
import { openTextLog } from './observe/text-log.ts';
import { defaultLimits, type RequestLimits } from './request-limits.ts';

export interface StartOptions {
  readonly platform: Pick<Platform, 'store'> & { readonly project?: Pick<Project, 'access' | 'privacy' | 'serving'> };
  /** 0 asks for any free port. */
  readonly port?: number;
  readonly host?: string;
  /** Port of the Open Inference Protocol over gRPC, on the same host; 0 asks for any free port. Absent: it is not spoken. */
  readonly grpcPort?: number;
  readonly limits?: Partial<RequestLimits>;
  /** Who may use the server, over what the project says; without `auth`, everybody who reaches it, and then on loopback alone. */
  readonly access?: AccessInput;
  /** Lines about every request as JSON, or problems alone as text (default); both on standard error. */
  readonly log?: LogFormat;
  /** Sends a span for every request to the collector that the environment names (`OTEL_EXPORTER_OTLP_ENDPOINT`). */
  readonly traces?: boolean;
  /** Model that answers on the routes of MLflow's scoring server, such as `flights@champion`; default: the only one. */
  readonly mlflowModel?: string;
  /** Which models and versions are served; default: what the project's configuration says, else all of the registry. */
  readonly serving?: DeclaredServing;
}

/** A server that listens. */
export interface RunningServer {
  /** Such as `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly port: number;
  /** Where gRPC clients connect, such as `127.0.0.1:8001`; absent when none was asked for. */
  readonly grpcAddress?: string;
  /**
   * Finishes requests in flight, flushes the prediction log and frees the port. The platform stays open.
   *
   * @param lameDuckMs Time for which it is not ready any more but answers all the same; default 0.
   */
  close(options?: { readonly lameDuckMs?: number }): Promise<void>;
  /** The time that orchestrators need to look elsewhere, for `close`. */
  readonly lameDuckMs: number;
}

/** How the server's log is written. */
export type LogFormat = 'text' | 'json';

const loopback = ['127.0.0.1', '::1', 'localhost'];

/**
 * Listens, and resolves when the models are loaded and the first request can be sent.
 *
 * @throws HOST_REFUSED for a host beyond this machine while nobody has to say who they are, CONFIG_INVALID for a public key that is none,
 *   PARAM_INVALID for a port that none can be, PORT_IN_USE, MODEL_NOT_FOUND and its like for a model that is to answer MLflow's routes,
 *   PACKAGE_ABSENT for traces without the OpenTelemetry SDK.
 */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  const { platform, port = 8080, host = '127.0.0.1', grpcPort, log = 'text', traces, mlflowModel } = options;
  const serving = options.serving ?? platform.project?.serving;
  const limits: RequestLimits = { ...defaultLimits, ...serving?.limits, ...options.limits };
  const access = readAccess({ ...platform.project?.access, ...options.access });
  if (!loopback.includes(host) && access.auth.length === 0) throw new ModelwrightError('HOST_REFUSED', { host });
  checkPort('port', port);
  if (grpcPort !== undefined) checkPort('grpcPort', grpcPort);
  const store = await platform.store();
  if (mlflowModel !== undefined) await resolveModel(store, mlflowModel);
  const tracing = traces ? await openTracing() : undefined;
  const lines = log === 'json' ? openJsonLog() : openTextLog();
  const allowedHosts = [...access.allowedHosts, ...namesOf(host)];
  const app = buildServer({
    store,
    limits,
    log: lines,
    mlflowModel,
    serving,
    privacy: platform.project?.privacy,
    access: { ...access, allowedHosts },
  });
  if (tracing) app.addHook('onClose', () => tracing.close());
  const { drainMs } = limits;
  const grpc = grpcPort === undefined ? undefined : await addGrpc(app, drainMs);
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
  const { port: taken, family, address } = app.server.address() as AddressInfo;
  const shown = family === 'IPv6' ? `[${address}]` : address;
  await app.modelsLoaded();
  grpc?.announce();
  let closing: Promise<void> | undefined;
  return {
    url: `http://${shown}:${taken}`,
    port: taken,
    ...(grpcTaken !== undefined && { grpcAddress: `${shown}:${grpcTaken}` }),
    lameDuckMs: limits.lameDuckMs,
    close({ lameDuckMs = 0 } = {}) {
      closing ??= (async () => {
        app.context.state = 'stopping';
        grpc?.announce();
        if (lameDuckMs > 0) await sleep(lameDuckMs);
        await closeWithin(app, drainMs);
      })();
      return closing;
    },
  };
}

/** A name that the server was told to listen on is one of its names. */
function namesOf(host: string): string[] {
  return isIP(host) === 0 ? [host] : [];
}

function checkPort(name: string, port: number): void {
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return;
  throw new ModelwrightError('PARAM_INVALID', { name, law: `0 <= ${name} <= 65535`, value: port });
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

/** The port that is being opened, and the option that chose it. */
interface AskedPort {
  readonly option: string;
  readonly port: number;
}

function listenError(error: unknown, host: string, { option, port }: AskedPort): unknown {
  const { code } = error as { code?: string };
  if (code === 'EADDRINUSE') return new ModelwrightError('PORT_IN_USE', { port, host, option }, { cause: error });
  if (code !== 'EACCES') return error;
  const details = { name: option, law: 'a port that this user may open', value: port };
  return new ModelwrightError('PARAM_INVALID', details, { cause: error });
}
