/**
 * Which version answers for a name. Names are looked up once and then followed: the registry's change counter is read a few times a
 * second, and a name moves to another version only when that version is loaded and has repeated its golden rows. Requests hold the
 * version they began with, so a move drops none and mixes none.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicMs } from '../core/clock.ts';
import { asModelwrightError, ModelwrightError } from '../core/errors.ts';
import { type NativeSide, nativeOf } from '../native/native-model.ts';
import type { Store } from '../store/open-store.ts';
import { parseModelRef } from '../tracking/model-ref.ts';
import { generation, listVersions, type ModelVersion, resolveModel } from '../tracking/registry.ts';
import { openModelCache, type ServedModel } from './model-cache.ts';
import { ModelLoader } from './model-loader.ts';
import { ServingRules } from './repository/serving-rules.ts';

/** A version that is ready to answer. */
export interface Resolved {
  readonly version: ModelVersion;
  readonly served: ServedModel;
}

/** A version whose model has processes of its own. */
export interface NativeVersion {
  readonly version: ModelVersion;
  readonly native: NativeSide;
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
  readonly loader?: ModelLoader;
  /** Which models and versions are served; default: all of the registry. */
  readonly rules?: ServingRules;
  /** Time between two readings of the registry's counter. */
  readonly pollMs?: number;
}

/** Names that are followed at most; others are looked up again when they are asked for. */
const maxNames = 1_000;
const retryMs = 2_000;
const mostTries = 5;

/** Opens a resolver over a store. `close` it before the store. */
export function openResolver(store: Store, options: ResolverOptions = {}): Resolver {
  return new Resolver(store, options);
}

export class Resolver {
  readonly #store: Store;
  readonly #loader: ModelLoader;
  readonly #rules: ServingRules;
  readonly #pollMs: number;
  /** The version that answers for each name that was asked for. */
  readonly #followed = new Map<string, ModelVersion>();
  readonly #problems = new Map<string, ServingProblem>();
  readonly #stopped = new AbortController();
  #generation = -1;
  #retryAtMs = Number.POSITIVE_INFINITY;
  #polling: Promise<void> = Promise.resolve();

  constructor(store: Store, { loader = new ModelLoader(openModelCache(store)), rules, pollMs = 200 }: ResolverOptions) {
    this.#store = store;
    this.#loader = loader;
    this.#rules = rules ?? new ServingRules();
    this.#pollMs = pollMs;
  }

  /** Loads what the first models that are served stand for and starts following the registry. What fails becomes a problem. */
  async start(maxModels = 32): Promise<void> {
    await this.poll();
    this.#polling = this.#pollUntilStopped();
    const versions = await listVersions(this.#store).catch((error: unknown) => {
      this.#note('registry', error);
      return [];
    });
    this.#rules.begin(versions);
    const names = [...new Set(versions.map(({ name }) => name))].filter((name) => this.#rules.serves(name));
    for (const ref of names.slice(0, maxModels).flatMap((name) => this.#rules.refsOf(name, versions))) {
      if (this.#stopped.signal.aborted) return;
      await this.resolve(ref).catch((error: unknown) => this.#note(ref, error));
    }
  }

  /** The version for a reference when it is at hand: the path of nearly every request. */
  peek(ref: string): Resolved | undefined {
    const version = this.#followed.get(ref);
    const served = version && this.#loader.get(version);
    return served && { version: version!, served };
  }

  /**
   * The version for `name`, `name@alias` or `name@3`, loaded.
   *
   * @throws NAME_INVALID, MODEL_NOT_FOUND, VERSION_NOT_FOUND, ALIAS_NOT_FOUND; MODEL_UNLOADED and VERSION_UNAVAILABLE for what this
   * process does not serve; what `ModelCache.load` throws, and WARM_UP_FAILED.
   */
  async resolve(ref: string): Promise<Resolved> {
    const known = this.#followed.get(ref);
    if (known) return { version: known, served: await this.#loader.load(known) };
    for (let tries = 1; ; tries++) {
      const seen = this.#generation;
      const version = await this.#admitted(ref);
      const served = await this.#loader.load(version);
      // It may have been unloaded meanwhile.
      this.#rules.requireServed(version.name);
      // A move that was noticed meanwhile did not move this name, which nobody followed yet.
      if (seen !== this.#generation && tries < mostTries) continue;
      if (seen !== this.#generation) this.#generation = -1;
      this.#follow(ref, version);
      return { version, served };
    }
  }

  /** Loads and warms up what a reference stands for, without answering for it. @throws what `resolve` throws for what is served */
  async prepare(ref: string): Promise<void> {
    await this.#loader.loadAgain(await resolveModel(this.#store, ref));
  }

  /** Stops answering for a model until it is asked for and served again. Requests keep the version that they began with. */
  forget(name: string): void {
    for (const ref of [...this.#followed.keys(), ...this.#problems.keys()]) {
      if (parseModelRef(ref).name === name) this.#drop(ref);
    }
  }

  /** What does not answer as the registry says, for readiness. */
  problems(): ServingProblem[] {
    return [...this.#problems.values(), ...this.#unready()];
  }

  /** Models whose processes do not answer now. */
  #unready(): ServingProblem[] {
    return [...this.#followed].flatMap(([subject, version]) => {
      const served = this.#loader.peek(version);
      const error = served && nativeOf(served.model)?.problem;
      return error ? [{ subject, error }] : [];
    });
  }

  /** Versions that names stand for and that have processes of their own, each once. */
  natives(): NativeVersion[] {
    const found = new Map<string, NativeVersion>();
    for (const version of this.#followed.values()) {
      const served = this.#loader.peek(version);
      const native = served && nativeOf(served.model);
      if (native) found.set(`${version.name}@${version.version}`, { version, native });
    }
    return [...found.values()];
  }

  /** Models in memory. */
  get loadedModels(): number {
    return this.#loader.size;
  }

  /** Reads the counter and moves the names that are to move. Never throws: what fails becomes a problem, and the old version answers. */
  async poll(): Promise<void> {
    this.#loader.release(new Set([...this.#followed.values()].map(({ artifactHash }) => artifactHash)));
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
    this.#loader.close();
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
      const next = await this.#admitted(ref);
      if (next.artifactHash !== current?.artifactHash) await this.#loader.load(next);
      this.#follow(ref, next);
    } catch (error) {
      if (isOutOfService(error)) this.#drop(ref);
      else this.#note(ref, error, current?.version);
    }
  }

  /** The version of a reference that this process serves. */
  async #admitted(ref: string): Promise<ModelVersion> {
    const version = await resolveModel(this.#store, ref);
    const { name } = version;
    this.#rules.requireServed(name);
    if (parseModelRef(ref).by === 'version') {
      const existing = async () => (await listVersions(this.#store, name)).map((one) => one.version);
      await this.#rules.requireKept(name, version.version, existing);
    }
    return version;
  }

  #drop(ref: string): void {
    this.#followed.delete(ref);
    this.#problems.delete(ref);
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

/** What a name ends with that is no longer served, though the registry has it. */
function isOutOfService(error: unknown): boolean {
  return error instanceof ModelwrightError && (error.code === 'MODEL_UNLOADED' || error.code === 'VERSION_UNAVAILABLE');
}
