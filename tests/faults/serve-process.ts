/** The built program serving a home as a process of its own, with what faults need: its id, its metrics, a client, ways to end it. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { openStore, type Store } from '../../src/store/open-store.ts';
import { bin } from '../cli/bin.ts';
import { type Answer, send } from '../server/with-server.ts';

export interface ServeProcess {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Sends a request; an object as body goes as JSON. */
  send(path: string, body?: unknown, init?: RequestInit): Promise<Answer>;
  /** Value of a metric, summed over its series whose text has `labels`; 0 where it has none. */
  metric(name: string, labels?: string): Promise<number>;
  signal(signal: NodeJS.Signals): void;
  /** Whether it runs still. */
  isAlive(): boolean;
  /** What it said on standard error so far. */
  errors(): string;
  /** Resolves when it has ended. */
  readonly ended: Promise<{ readonly exitCode: number | null; readonly signal: NodeJS.Signals | null }>;
}

export interface ServeOptions {
  /** Further words of `modelwright serve`. */
  readonly more?: readonly string[];
  /** Flags of Node. */
  readonly node?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Working directory, where a `modelwright.config.ts` may lie. */
  readonly cwd?: string;
  /** False leaves standard error unread. */
  readonly readsErrors?: boolean;
}

/** Starts it and waits until it listens. */
export async function serveProcess(home: string, options: ServeOptions = {}): Promise<ServeProcess> {
  const { more = [], node = [], env, cwd, readsErrors = true } = options;
  const words = [...node, bin, 'serve', '--port', '0', '--home', home, '--json', '--quiet', ...more];
  const child = spawn(process.execPath, words, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    cwd,
  });
  let errors = '';
  if (readsErrors) {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
  }
  let isAlive = true;
  const ended: ServeProcess['ended'] = new Promise((resolve) => {
    child.once('exit', (exitCode, signal) => {
      isAlive = false;
      resolve({ exitCode, signal });
    });
  });
  const url = await new Promise<string>((resolve, reject) => {
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      if (printed.endsWith('\n')) resolve(JSON.parse(printed).url);
    });
    void ended.then(() => reject(new Error(`it ended before it served: ${errors}`)));
  });
  const ask: ServeProcess['send'] = (path, body, init) => send(url + path, body, init);
  return {
    url,
    port: Number(new URL(url).port),
    pid: child.pid!,
    send: ask,
    async metric(name, labels = '') {
      const { text } = await ask('/metrics');
      const lines = text.split('\n').filter((line) => line.startsWith(name) && /[ {]/.test(line[name.length] ?? ''));
      return lines
        .filter((line) => line.includes(labels))
        .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
    },
    signal: (signal) => void child.kill(signal),
    isAlive: () => isAlive,
    errors: () => errors,
    ended,
  };
}

/** Runs a test with a server over a home that `prepare` fills; kills what is left of it. */
export async function withServeProcess(
  home: string,
  prepare: (store: Store) => Promise<unknown>,
  test: (server: ServeProcess) => Promise<void>,
  options?: ServeOptions,
): Promise<void> {
  const store = await openStore(home);
  await prepare(store);
  await store.close();
  const server = await serveProcess(home, options);
  try {
    await test(server);
  } finally {
    if (server.isAlive()) server.signal('SIGKILL');
    await server.ended;
  }
}

/** Resident memory of a process in bytes, where the system tells; else undefined. */
export function residentBytes(pid: number): number | undefined {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!;
    return Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}
