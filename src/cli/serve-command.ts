/** `serve`: the server until somebody stops it. */
import type { Platform } from '../app/platform.ts';
import { ModelwrightError } from '../core/errors.ts';
import { type DeclaredServing, defaultServing, mostWorkers } from '../serve/repository/declared-serving.ts';
import type { Store } from '../store/open-store.ts';
import type { Io } from './screen.ts';

/** What the command line needs of folders of its own rank; the program's entry hands it in. */
export interface Doors {
  serve(): Promise<{
    startServer(options: {
      readonly platform: Platform;
      readonly port: number;
      readonly host: string;
      readonly grpcPort?: number;
      readonly workers?: number | 'auto';
      readonly mlflowModel?: string;
      readonly access: AccessFlags;
      readonly serving?: DeclaredServing;
      readonly log: 'text' | 'json';
      readonly traces: boolean;
    }): Promise<{
      readonly url: string;
      readonly grpcAddress?: string;
      readonly workers: number;
      readonly lameDuckMs: number;
      close(options?: { readonly lameDuckMs?: number }): Promise<void>;
    }>;
  }>;
}

/** What flags say about who may use the server; the project says the rest. */
interface AccessFlags {
  readonly auth?: ('keys' | 'jwt')[];
  readonly allowedHosts?: string[];
  readonly predictRate?: number;
}

/** As typed. */
export interface ServeFlags {
  /** As typed. */
  readonly port: string;
  readonly host: string;
  /** As typed; absent: gRPC is not spoken. */
  readonly grpcPort?: string;
  /** As typed: a number, or `auto`; absent: what the configuration says. */
  readonly workers?: string;
  readonly mlflowModel?: string;
  /** As typed, such as `keys,jwt`. */
  readonly auth?: string;
  readonly allowedHosts?: string;
  readonly predictRate?: string;
  /** `registry` or `explicit`; absent: what the configuration says. */
  readonly modelControl?: string;
  /** Names between commas; absent: what the configuration says. */
  readonly loadModels?: string;
  /** As typed. */
  readonly log: string;
  readonly traces?: boolean;
}

type Flags = ServeFlags & { readonly json: boolean; readonly quiet: boolean };

const highestPort = 65_535;
const mostShown = 5;

/**
 * Serves until SIGINT or SIGTERM, then finishes what is in flight. With `json`, one line `{ url, workers, models }` when it listens, and where gRPC is asked
 * for `grpcAddress`.
 * Returns the exit code.
 *
 * @throws PARAM_INVALID, HOST_REFUSED, PORT_IN_USE, MODEL_NOT_FOUND and its like for `mlflowModel`, PACKAGE_ABSENT for traces
 */
export async function serveUntilStopped(
  platform: Platform,
  { port, host, grpcPort, workers, mlflowModel, log, traces = false, json, quiet, ...flags }: Flags,
  doors: Doors,
  io: Io,
): Promise<number> {
  const ports = {
    port: portOf('--port', port),
    ...(grpcPort !== undefined && { grpcPort: portOf('--grpc-port', grpcPort) }),
    ...(workers !== undefined && { workers: workersOf(workers) }),
  };
  if (log !== 'text' && log !== 'json') {
    throw new ModelwrightError('PARAM_INVALID', { name: '--log', law: 'text or json', value: log });
  }
  const serving = servingOf(platform.project.serving, flags);
  const { startServer } = await doors.serve();
  const access = accessOf(flags);
  const server = await startServer({ platform, host, mlflowModel, serving, log, traces, access, ...ports });
  const stopped = new Promise<NodeJS.Signals>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  const { listVersions } = await import('../tracking/registry.ts');
  const store = await platform.store();
  const models = [...new Set((await listVersions(store)).map(({ name }) => name))];
  const wantsKeys = (access.auth ?? platform.project.access?.auth)?.includes('keys') ?? false;
  const isLocked = wantsKeys && !(await hasKeys(store));
  const { url, grpcAddress } = server;
  const processes = server.workers;
  io.stdout.write(
    json
      ? `${JSON.stringify({ url, grpcAddress, workers: processes, models })}\n`
      : greeting({ url, grpcAddress, processes, models, isLocked }),
  );
  // A person does not want to wait; an orchestrator sends requests for some time yet.
  const lameDuckMs = (await stopped) === 'SIGTERM' ? server.lameDuckMs : 0;
  if (!quiet && log === 'text') {
    const duck = lameDuckMs > 0 ? `not ready, answering for ${lameDuckMs} ms more, then ` : '';
    io.stderr.write(`stopping: ${duck}finishing the requests in flight\n`);
  }
  await server.close({ lameDuckMs });
  return 0;
}

/** Whether anybody could be let in by a key. */
async function hasKeys(store: Store): Promise<boolean> {
  const { listKeys } = await import('../access/keys.ts');
  return (await listKeys(store, { all: false })).length > 0;
}

function accessOf({ auth, allowedHosts, predictRate }: Pick<Flags, 'auth' | 'allowedHosts' | 'predictRate'>) {
  return {
    ...(auth !== undefined && { auth: waysOf(auth) }),
    ...(allowedHosts !== undefined && { allowedHosts: allowedHosts.split(',').map((name) => name.trim()) }),
    ...(predictRate !== undefined && { predictRate: rateOf(predictRate) }),
  } satisfies AccessFlags;
}

const ways = ['keys', 'jwt'] as const;

/** Ways to say who one is; `none` stands alone. */
function waysOf(typed: string): (typeof ways)[number][] {
  const words = typed.split(',').map((word) => word.trim());
  if (typed.trim() === 'none') return [];
  const known = ways.filter((way) => words.includes(way));
  if (known.length === words.length) return known;
  throw new ModelwrightError('PARAM_INVALID', { name: '--auth', law: 'none, keys, jwt, or keys,jwt', value: typed });
}

function rateOf(typed: string): number {
  if (/^\d{1,7}$/.test(typed) && Number(typed) >= 1) return Number(typed);
  throw new ModelwrightError('PARAM_INVALID', { name: '--predict-rate', law: 'a whole number >= 1', value: typed });
}

/** What the configuration says about serving, with what the flags say instead. */
function servingOf(
  declared: DeclaredServing = defaultServing,
  { modelControl, loadModels }: Pick<Flags, 'modelControl' | 'loadModels'>,
): DeclaredServing {
  const control = modelControl ?? declared.control;
  if (control !== 'registry' && control !== 'explicit') {
    throw new ModelwrightError('PARAM_INVALID', {
      name: '--model-control',
      law: 'registry or explicit',
      value: control.slice(0, 100),
    });
  }
  const names = loadModels?.split(',').map((name) => name.trim());
  if (names && control !== 'explicit') {
    throw new ModelwrightError('PARAM_INVALID', {
      name: '--load-models',
      law: 'no value without --model-control explicit',
      value: names.length === 1 ? 'one' : String(names.length),
    });
  }
  return { ...declared, control, ...(names && { load: names.filter((name) => name !== '') }) };
}

function portOf(name: string, typed: string): number {
  if (/^\d{1,5}$/.test(typed) && Number(typed) <= highestPort) return Number(typed);
  throw new ModelwrightError('PARAM_INVALID', { name, law: `0 <= port <= ${highestPort}`, value: typed });
}

function workersOf(typed: string): number | 'auto' {
  if (typed === 'auto') return typed;
  if (/^\d{1,3}$/.test(typed) && Number(typed) >= 1 && Number(typed) <= mostWorkers) return Number(typed);
  const law = `a whole number from 1 to ${mostWorkers}, or auto`;
  throw new ModelwrightError('PARAM_INVALID', { name: '--workers', law, value: typed.slice(0, 100) });
}

interface Greeting {
  readonly url: string;
  readonly grpcAddress?: string;
  readonly processes: number;
  readonly models: readonly string[];
  readonly isLocked: boolean;
}

function greeting({ url, grpcAddress, processes, models, isLocked }: Greeting): string {
  const shown = models.slice(0, mostShown).map((name) => `  POST ${url}/v1/models/${encodeURIComponent(name)}/predict`);
  const more = models.length > mostShown ? [`  ... and ${models.length - mostShown} more models`] : [];
  const none = ['no model is registered yet; it is served as soon as `modelwright train` has one'];
  const lines = [
    `serving ${url}${processes > 1 ? ` with ${processes} processes` : ''}`,
    ...(models.length === 0 ? none : [...shown, ...more]),
    `  GET  ${url}/openapi.json`,
    ...(isLocked
      ? ['no key is good yet; `modelwright keys create <name>` makes one, and it counts within a second']
      : []),
    ...(grpcAddress === undefined ? [] : [`serving grpc://${grpcAddress}, the Open Inference Protocol`]),
  ];
  return `${[...lines, 'stop with Ctrl-C'].join('\n')}\n`;
}
