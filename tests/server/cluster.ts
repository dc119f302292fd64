/** A server of two processes for tests, and requests that come over connections of their own. */
import { spawnSync } from 'node:child_process';
import { type Agent, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStore, type Store } from '../../src/store/open-store.ts';
import { type Child, startChild } from '../store/children.ts';
import { withHome } from '../store/with-home.ts';
import { registerModel, smallModel } from './small-models.ts';

export interface Cluster {
  readonly home: string;
  /** Of the test; the server has its own. */
  readonly store: Store;
  readonly child: Child;
  readonly url: string;
  readonly port: number;
  readonly grpcAddress: string;
  /** The processes that answer, as the system knows them. */
  pids(): number[];
  /** One request over a new connection, or over one of the agent's. */
  send(path: string, body?: unknown, options?: SendOptions): Promise<Reply>;
  /** Asks until every process has answered several times. */
  sendToBoth(path: string, body?: unknown, options?: SendOptions): Promise<Reply[]>;
}

/** Options of the server, `privacy` of its project, and what is done before it starts; default: two versions of `late`. */
interface ClusterOptions {
  readonly prepare?: (store: Store, home: string) => Promise<unknown>;
  readonly [option: string]: unknown;
}

interface SendOptions {
  readonly agent?: Agent;
  readonly token?: string;
  /** The request fails when nothing moves for so long. */
  readonly patienceMs?: number;
}

export interface Reply {
  readonly status: number;
  /** Differs between processes. */
  readonly process: string;
  // biome-ignore lint/suspicious/noExplicitAny: the answer of any route; a test that reads a field that is not there fails.
  readonly json: any;
}

/** Runs a test with a server of two processes. */
export async function withCluster(
  { prepare = registerTwo, ...options }: ClusterOptions,
  test: (cluster: Cluster) => Promise<void>,
): Promise<void> {
  await withHome(async (home) => {
    const store = await openStore(home);
    await prepare(store, home);
    const child = startChild('../server/serve-home', home, JSON.stringify({ workers: 2, ...options }));
    await child.until('url');
    const [line] = child.lines;
    if (!line) throw new Error((await child.ended).errors);
    const url = String(line['url']);
    const send: Cluster['send'] = (path, body, how) => sendOver(url + path, body, how);
    try {
      await test({
        home,
        store,
        child,
        url,
        port: Number(new URL(url).port),
        grpcAddress: String(line['grpcAddress']),
        pids: () => childrenOf(child.process.pid!),
        send,
        async sendToBoth(path, body, how) {
          const replies: Reply[] = [];
          const answers = new Map<string, number>();
          while (answers.size < 2 || Math.min(...answers.values()) < 3) {
            const reply = await send(path, body, how);
            replies.push(reply);
            answers.set(reply.process, (answers.get(reply.process) ?? 0) + 1);
            if (replies.length > 200) throw new Error('one process answers everything');
          }
          return replies;
        },
      });
    } finally {
      // A process that a test has stopped would never end by itself.
      for (const pid of childrenOf(child.process.pid!)) process.kill(pid, 'SIGKILL');
      child.process.kill('SIGKILL');
      await child.ended;
      await store.close();
    }
  });
}

async function registerTwo(store: Store): Promise<void> {
  for (const seed of [1, 2]) await registerModel(store, 'late', smallModel('binary', seed));
}

function childrenOf(pid: number): number[] {
  const { stdout } = spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' });
  return stdout.split('\n').filter(Boolean).map(Number);
}

/** Resolves when it is so; the deadline of the test bounds it. */
export async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await isSo())) await sleep(50);
}

/** What the server says of itself as a whole; what went wrong where no answer comes in time. */
export async function readinessOf({ send }: Pick<Cluster, 'send'>, token?: string): Promise<string> {
  return JSON.stringify(await send('/healthz/ready', undefined, { token, patienceMs: 3_000 }).catch(String));
}

function sendOver(url: string, body: unknown, { agent, token, patienceMs = 60_000 }: SendOptions = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        method: body === undefined ? 'GET' : 'POST',
        agent: agent ?? false,
        headers: {
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
      },
      (answer) => {
        const process = String(answer.headers['x-request-id']).split('-', 1)[0];
        const isJson = answer.headers['content-type']?.includes('application/json');
        const read = isJson ? json(answer) : answer.setEncoding('utf8').reduce((all, part) => all + part, '');
        read.then((content) => resolve({ status: answer.statusCode!, process, json: content }), reject);
      },
    );
    sent.setTimeout(patienceMs, () => sent.destroy(new Error('no answer')));
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
