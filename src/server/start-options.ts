/** What a server can be started with, and what is made of it: checked, with the project's settings and the defaults. */
import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import { type AccessInput, type AccessSettings, readAccess } from '../access/access-settings.ts';
import type { Platform } from '../app/platform.ts';
import type { Project } from '../app/project.ts';
import { ModelwrightError } from '../core/errors.ts';
import { type DeclaredServing, mostWorkers } from '../serve/repository/declared-serving.ts';
import type { DeclaredPrivacy } from '../store/privacy/declared-privacy.ts';
import { defaultLimits, type RequestLimits } from './request-limits.ts';

export interface StartOptions {
  readonly platform: Pick<Platform, 'store'> & { readonly project?: Pick<Project, 'access' | 'serving' | 'privacy'> };
  /** 0 asks for any free port. */
  readonly port?: number;
  readonly host?: string;
  /** Port of the Open Inference Protocol over gRPC, on the same host; 0 asks for any free port. Absent: it is not spoken. */
  readonly grpcPort?: number;
  /** Processes that share the ports, or `auto`: one for each core; default: what the project says, else this process alone. */
  readonly workers?: number | 'auto';
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
  /** Processes that answer. */
  readonly workers: number;
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

/** What a server goes by, whatever number of processes it runs in; all of it can be sent to another process. */
export interface ServerSettings {
  readonly limits: RequestLimits;
  /** With the host, where that is a name. */
  readonly access: AccessSettings;
  readonly serving?: DeclaredServing;
  readonly privacy?: DeclaredPrivacy;
  readonly log: LogFormat;
  readonly traces: boolean;
  readonly mlflowModel?: string;
}

/** Where a server listens. */
export interface AskedPorts {
  readonly host: string;
  readonly port: number;
  readonly grpcPort?: number;
}

export interface ReadOptions {
  readonly settings: ServerSettings;
  readonly ports: AskedPorts;
  readonly workers: number;
}

const loopback = ['127.0.0.1', '::1', 'localhost'];

/** @throws HOST_REFUSED, CONFIG_INVALID, PARAM_INVALID */
export function readStartOptions(options: StartOptions): ReadOptions {
  const { platform, port = 8080, host = '127.0.0.1', grpcPort, log = 'text', traces = false, mlflowModel } = options;
  const serving = options.serving ?? platform.project?.serving;
  const limits: RequestLimits = { ...defaultLimits, ...serving?.limits, ...options.limits };
  const access = readAccess({ ...platform.project?.access, ...options.access });
  if (!loopback.includes(host) && access.auth.length === 0) throw new ModelwrightError('HOST_REFUSED', { host });
  checkPort('port', port);
  if (grpcPort !== undefined) checkPort('grpcPort', grpcPort);
  const allowedHosts = [...access.allowedHosts, ...namesOf(host)];
  return {
    settings: {
      limits,
      access: { ...access, allowedHosts },
      serving,
      privacy: platform.project?.privacy,
      log,
      traces,
      mlflowModel,
    },
    ports: { host, port, ...(grpcPort !== undefined && { grpcPort }) },
    workers: countOf(options.workers ?? serving?.workers ?? 1),
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

function countOf(workers: number | 'auto'): number {
  if (workers === 'auto') return Math.min(availableParallelism(), mostWorkers);
  if (Number.isInteger(workers) && workers >= 1 && workers <= mostWorkers) return workers;
  const law = `a whole number from 1 to ${mostWorkers}, or auto`;
  throw new ModelwrightError('PARAM_INVALID', { name: 'workers', law, value: workers });
}
