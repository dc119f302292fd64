/** A server on a free port over a fresh home, for one test. */
import type { DeclaredServing } from '../../src/serve/repository/declared-serving.ts';
import type { RequestLimits } from '../../src/server/request-limits.ts';
import { startServer } from '../../src/server/start.ts';
import type { RunningServer } from '../../src/server/start-options.ts';
import { openStore, type Store } from '../../src/store/open-store.ts';
import { withHome } from '../store/with-home.ts';

export interface Running {
  readonly store: Store;
  readonly server: RunningServer;
  readonly home: string;
  /** Sends a request; an object as body goes as JSON. */
  send(path: string, body?: unknown, init?: RequestInit): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read many shapes.
  readonly json: any;
}

/** Runs a test with a server; `prepare` registers models before it starts. With `grpcPort` it speaks gRPC as well; 0 takes a free one; `serving` says which models. */
export async function withServer(
  prepare: (store: Store) => Promise<unknown>,
  test: (running: Running) => Promise<void>,
  limits?: Partial<RequestLimits>,
  grpcPort?: number,
  serving?: DeclaredServing,
): Promise<void> {
  await withHome(async (home) => {
    const store = await openStore(home);
    await prepare(store);
    const server = await startServer({ platform: { store: async () => store }, port: 0, limits, grpcPort, serving });
    try {
      await test({ store, server, home, send: (path, body, init) => send(server.url + path, body, init) });
    } finally {
      await server.close();
      await store.close();
    }
  });
}

/** One request through the client of Node. */
export async function send(url: string, body?: unknown, init: RequestInit = {}): Promise<Answer> {
  const isText = typeof body === 'string' || body instanceof Uint8Array;
  const answer = await fetch(url, {
    ...(body !== undefined && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: (isText ? body : JSON.stringify(body)) as string,
    }),
    ...init,
  });
  const text = await answer.text();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return { status: answer.status, headers: answer.headers, text, json };
}
