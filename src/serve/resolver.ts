/**
 * Which version answers for a name. Names are looked up once and then followed: the registry's change counter is read a few times a
 * second, and a name moves to another version only when that version is loaded and has repeated its golden rows. Requests hold the
 * version they began with, so a move drops none and mixes none.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicMs } from '../core/clock.ts';
import { asModelwrightError, type ModelwrightError } from '../core/errors.ts';
import { nativeOf } from '../native/native-model.ts';
import type { Store } from '../store/open-store.ts';
import { generation, listVersions, type ModelVersion, resolveModel } from '../tracking/registry.ts';
import { type ModelCache, namingModel, openModelCache, type ServedModel } from './model-cache.ts';

/** A version that is ready to answer. */
export interface Resolved {
  readonly version: ModelVersion;
  readonly served: ServedModel;
}

/** Why a name does not answer with the version that the registry names. */
export interface ServingProblem {
  /** The name as it is asked for, or `registry`. */
  readonly subject: string;
  /** The version that still answers, when there is one. */
  readonly serving?: number;
  readonly error: ModelwrightError;
}

export interface ResolverOptions {
  readonly cache?: ModelCache;
  /** Time between two readings of the registry's counter. */
  readonly pollMs?: number;
}

/** Names that are followed at most; others are looked up again when they are asked for. */
const maxNames = 1_000;
const retryMs = 2_000;
const mostTries = 5;

/** Opens a resolver over a store. `close` it before the store. */
export function openResolver(
  store: Store,
  { cache = openModelCache(store), pollMs = 200 }: ResolverOptions = {},
): Resolver {
  return new Resolver(store, cache, pollMs);
}

export class Resolver {
  readonly #store: Store;
  readonly #cache: ModelCache;
  readonly #pollMs: number;
  /** The version that answers for each name that was asked for. */
  readonly #followed = new Map<string, ModelVersion>();
  readonly #problems = new Map<string, ServingProblem>();
  readonly #stopped = new AbortController();
  #generation = -1;
  #retryAtMs = Number.POSITIVE_INFINITY;
  #polling: Promise<void> = Promise.resolve();

  constructor(store: Store, cache: ModelCache, pollMs: number) {
    this.#store = store;
    this.#cache = cache;
    this.#pollMs = pollMs;
  }

  /** Loads what the bare names of the first models stand for and starts following the registry. What fails becomes a problem. */
  async start(maxModels = 32): Promise<void> {
    await this.poll();
    this.#polling = this.#pollUntilStopped();
    const versions = await listVersions(this.#store).catch((error: unknown) => {
      this.#note('registry', error);
      return [];
    });
    const names = [...new Set(versions.map(({ name }) => name))];
    for (const name of names.slice(0, maxModels)) {
      if (this.#stopped.signal.aborted) return;
      await this.resolve(name).catch((error: unknown) => this.#note(name, error));
    }
  }

  /** The version for a reference when it is at hand: the path of nearly every request. */
  peek(ref: string): Resolved | undefined {
    const version = this.#followed.get(ref);
    const served = version && this.#cache.get(version.artifactHash);
    return served && { version: version!, served };
  }

  /**
   * The version for `name`, `name@alias` or `name@3`, loaded.
   *
   * @throws NAME_INVALID, MODEL_NOT_FOUND, VERSION_NOT_FOUND, ALIAS_NOT_FOUND, and what `ModelCache.load` throws.
   */
  async resolve(ref: string): Promise<Resolved> {
    const known = this.#followed.get(ref);
    if (known) return { version: known, served: await this.#load(known) };
    for (let tries = 1; ; tries++) {
      const seen = this.#generation;
      const version = await resolveModel(this.#store, ref);
      const served = await this.#load(version);
      // A move that was noticed meanwhile did not move this name, which nobody followed yet.
      if (seen !== this.#generation && tries < mostTries) continue;
      if (seen !== this.#generation) this.#generation = -1;
      this.#follow(ref, version);
      return { version, served };
    }
  }

  /** What does not answer as the registry says, for readiness. */
  problems(): ServingProblem[] {
    return [...this.#problems.values(), ...this.#unready()];
  }

  /** Models whose processes do not answer now. */
  #unready(): ServingProblem[] {
    return [...this.#followed].flatMap(([subject, { artifactHash }]) => {
      const served = this.#cache.get(artifactHash);
      const error = served && nativeOf(served.model)?.problem;
      return error ? [{ subject, error }] : [];
    });
  }

  /** Models in memory. */
  get loadedModels(): number {
    return this.#cache.size;
  }

  /** Reads the counter and moves the names that are to move. Never throws: what fails becomes a problem, and the old version answers. */
  async poll(): Promise<void> {
    let isMoved: boolean;
    try {
      const now = await generation(this.#store);
      this.#problems.delete('registry');
      isMoved = now !== this.#generation;
      if (!isMoved && monotonicMs() < this.#retryAtMs) return;
      this.#generation = now;
      this.#retryAtMs = Number.POSITIVE_INFINITY;
    } catch (error) {
      this.#note('registry', error);
      return;
    }
    const names = new Set([...(isMoved ? this.#followed.keys() : []), ...this.#problems.keys()]);
    for (const ref of names) await this.#move(ref);
  }

  /** Stops following. */
  async close(): Promise<void> {
    this.#stopped.abort();
    await this.#polling;
    this.#cache.close();
  }

  async #pollUntilStopped(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      await sleep(this.#pollMs, undefined, { signal, ref: false }).catch(() => {});
      if (!signal.aborted) await this.poll();
    }
  }

  async #move(ref: string): Promise<void> {
    const current = this.#followed.get(ref);
    try {
      const next = await resolveModel(this.#store, ref);
      if (next.artifactHash !== current?.artifactHash) await this.#load(next);
      this.#follow(ref, next);
    } catch (error) {
      this.#note(ref, error, current?.version);
    }
  }

  async #load(version: ModelVersion): Promise<ServedModel> {
    try {
      return this.#cache.get(version.artifactHash) ?? (await this.#cache.load(version.artifactHash));
    } catch (error) {
      throw namingModel(error, version.name, version.version);
    }
  }

  #follow(ref: string, version: ModelVersion): void {
    this.#problems.delete(ref);
    if (!this.#followed.has(ref) && this.#followed.size >= maxNames) {
      const [oldest] = this.#followed.keys();
      this.#followed.delete(oldest);
      this.#problems.delete(oldest);
    }
    this.#followed.set(ref, version);
  }

  #note(subject: string, error: unknown, serving?: number): void {
    this.#problems.set(subject, { subject, serving, error: asModelwrightError(error) });
    this.#retryAtMs = monotonicMs() + retryMs;
  }
}
