/**
 * The routes that a server follows. They are read a few times a second; one takes effect when its versions are loaded. A server that
 * cannot read routes, or cannot hand on what it counts, sends everything to champions: nobody would notice what a candidate does there.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicMs } from '../../../core/clock.ts';
import type { Resolved, Resolver } from '../../../serve/resolver.ts';
import type { Store } from '../../../store/open-store.ts';
import { type ActiveRoute, activateRoute } from './active-route.ts';
import { RequestCounts } from './request-counts.ts';
import type { Route } from './route.ts';

export interface RoutesOptions {
  /** Time between two readings. */
  readonly pollMs?: number;
  /** A server that knows nothing new for so long is blind. */
  readonly blindAfterMs?: number;
  /** Hears what cannot be loaded or read, once each time it changes. */
  readonly report?: (error: unknown) => void;
}

interface Followed {
  readonly text: string;
  readonly active: ActiveRoute;
}

/** Rollouts that are followed at a time. */
const mostRoutes = 200;

export class Routes {
  readonly #store: Pick<Store, 'records'>;
  readonly #resolver: Pick<Resolver, 'resolve' | 'poll'>;
  readonly #pollMs: number;
  readonly #blindAfterMs: number;
  readonly #report: (error: unknown) => void;
  /** By model. */
  readonly #followed = new Map<string, Followed>();
  readonly #stopped = new AbortController();
  #polling: Promise<void> = Promise.resolve();
  #readAtMs = Number.NEGATIVE_INFINITY;
  #isUnheard = false;
  #problem = '';

  constructor(
    store: Pick<Store, 'records'>,
    resolver: Pick<Resolver, 'resolve' | 'poll'>,
    { pollMs = 200, blindAfterMs = 5_000, report = () => {} }: RoutesOptions = {},
  ) {
    this.#store = store;
    this.#resolver = resolver;
    this.#pollMs = pollMs;
    this.#blindAfterMs = blindAfterMs;
    this.#report = report;
  }

  /** Reads the routes and goes on following them. */
  async start(): Promise<void> {
    await this.poll();
    this.#polling = this.#pollUntilStopped();
  }

  async close(): Promise<void> {
    this.#stopped.abort();
    await this.#polling;
  }

  /** The route of a model; undefined without a rollout, and for a server that is blind or not heard. */
  of(model: string): ActiveRoute | undefined {
    const followed = this.#followed.get(model);
    if (!followed || this.#isUnheard || monotonicMs() - this.#readAtMs > this.#blindAfterMs) return undefined;
    return followed.active;
  }

  /** All of them, for what hands on their counts. */
  all(): ActiveRoute[] {
    return [...this.#followed.values()].map(({ active }) => active);
  }

  /** Tells whether what was counted can be handed on. */
  heard(isHeard: boolean): void {
    this.#isUnheard = !isHeard;
  }

  /** Reads once. Never throws: the routes stay as they are. */
  async poll(): Promise<void> {
    try {
      const rows = await this.#store.records
        .selectFrom('rollouts')
        .select(['model', 'route'])
        .where('settled', '=', 0)
        .limit(mostRoutes)
        .execute();
      const models = new Set(rows.map(({ model }) => model));
      const gone = [...this.#followed.keys()].filter((model) => !models.has(model));
      // The alias of a version that was promoted has moved by now: it is followed first, so nobody sees the one before again.
      if (gone.length > 0) await this.#resolver.poll();
      for (const model of gone) this.#followed.delete(model);
      for (const { model, route } of rows) {
        if (this.#followed.get(model)?.text !== route) await this.#follow(model, route);
      }
      this.#readAtMs = monotonicMs();
    } catch (error) {
      this.#tell(error);
    }
  }

  async #follow(model: string, text: string): Promise<void> {
    const route = JSON.parse(text) as Route;
    const before = this.#followed.get(model)?.active;
    if (before && before.route.rolloutId === route.rolloutId && isOlder(route, before.route)) return;
    const versions = new Map<string, Resolved>();
    for (const version of new Set(route.shares.map((share) => share.version))) {
      try {
        versions.set(version, await this.#resolver.resolve(version));
      } catch (error) {
        // Requests that it was to answer count as failed, and the champion answers them.
        this.#tell(error);
      }
    }
    const champion = versions.get(route.champion);
    if (!champion) return;
    const isSame = before?.route.rolloutId === route.rolloutId;
    if (isSame && before.route.revision !== route.revision) before.counts.forgetArrivals();
    // An object of its own: what was chosen by a route is known by it.
    const active = activateRoute(route, { ...champion }, versions, isSame ? before.counts : new RequestCounts());
    this.#followed.set(model, { text, active });
  }

  #tell(error: unknown): void {
    const problem = error instanceof Error ? error.message : String(error);
    if (problem === this.#problem) return;
    this.#problem = problem;
    this.#report(error);
  }

  async #pollUntilStopped(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      await sleep(this.#pollMs, undefined, { signal, ref: false }).catch(() => {});
      if (!signal.aborted) await this.poll();
    }
  }
}

function isOlder(route: Route, than: Route): boolean {
  return route.token < than.token || (route.token === than.token && route.revision < than.revision);
}
