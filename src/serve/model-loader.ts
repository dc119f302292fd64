/** Takes versions into memory: opened, warmed up, and released when no name stands for them any more. */
import { monotonicMs } from '../core/clock.ts';
import { asModelwrightError, type ModelwrightError } from '../core/errors.ts';
import type { ModelVersion } from '../tracking/registry.ts';
import { type ModelCache, namingModel, type ServedModel } from './model-cache.ts';

/** What a version must do before it answers; rejects for one that must not. */
export type WarmUp = (resolved: { readonly version: ModelVersion; readonly served: ServedModel }) => Promise<void>;

export interface LoaderOptions {
  readonly warmUp?: WarmUp;
  /** How long a model that no name stands for stays in memory. */
  readonly idleMs?: number;
}

/** Warming up is work, so a version that failed is not tried again at once. */
const warmUpAgainMs = 30_000;
const mostRefusals = 1_000;

export class ModelLoader {
  readonly #cache: ModelCache;
  readonly #warmUp: WarmUp;
  readonly #idleMs: number;
  /** How the warm-up of each model went, by the name that it answers for. */
  readonly #warmUps = new WeakMap<ServedModel, Map<string, Promise<void>>>();
  /** Why versions could not be taken into memory, and until when that stands without another try. */
  readonly #refusals = new Map<string, { readonly error: ModelwrightError; readonly untilMs: number }>();
  /** Since when models stand for no name. */
  readonly #idleSinceMs = new Map<string, number>();

  constructor(cache: ModelCache, { warmUp = async () => {}, idleMs = 5_000 }: LoaderOptions = {}) {
    this.#cache = cache;
    this.#warmUp = warmUp;
    this.#idleMs = idleMs;
  }

  /** The model of a version that was loaded, when it is in memory. */
  get({ artifactHash }: ModelVersion): ServedModel | undefined {
    return this.#cache.get(artifactHash);
  }

  /** The same; unlike `get`, this does not count as asking for it. */
  peek({ artifactHash }: ModelVersion): ServedModel | undefined {
    return this.#cache.peek(artifactHash);
  }

  /** Models in memory. */
  get size(): number {
    return this.#cache.size;
  }

  /** Bytes of their artifacts. */
  get bytes(): number {
    return this.#cache.bytes;
  }

  /** Ends the processes of models that have some. */
  close(): void {
    this.#cache.close();
  }

  /** Whether a version is in memory and fit to answer; this does not count as asking for it. */
  holds(version: ModelVersion): boolean {
    return this.peek(version) !== undefined && !this.#refusals.has(keyOf(version));
  }

  /** The model of a version, ready to answer. @throws what `ModelCache.load` throws, and what its warm-up rejects with */
  async load(version: ModelVersion): Promise<ServedModel> {
    const key = keyOf(version);
    const refused = this.#refusals.get(key);
    if (refused && refused.untilMs > monotonicMs()) throw refused.error;
    try {
      const served =
        this.#cache.get(version.artifactHash) ?? (await this.#cache.load(version.artifactHash, version.name));
      await this.#warmedUp(version, served);
      this.#refusals.delete(key);
      return served;
    } catch (thrown) {
      const error = namingModel(thrown, version.name, version.version);
      const known = asModelwrightError(error);
      if (this.#refusals.size >= mostRefusals) this.#refusals.clear();
      const untilMs = known.code === 'WARM_UP_FAILED' ? monotonicMs() + warmUpAgainMs : 0;
      this.#refusals.set(key, { error: known, untilMs });
      throw error;
    }
  }

  /** The same without regard to a warm-up that failed a moment ago. */
  async loadAgain(version: ModelVersion): Promise<ServedModel> {
    this.#refusals.delete(keyOf(version));
    return await this.load(version);
  }

  /** Why a version could not be taken into memory when that was tried last. */
  refusalOf(version: ModelVersion): ModelwrightError | undefined {
    return this.#refusals.get(keyOf(version))?.error;
  }

  /** Gives back the memory of models other than these that have not been among them for some seconds; to be called now and then. */
  release(needed: ReadonlySet<string>): void {
    const now = monotonicMs();
    const held = this.#cache.hashes();
    for (const hash of this.#idleSinceMs.keys()) {
      if (needed.has(hash) || !this.#cache.peek(hash)) this.#idleSinceMs.delete(hash);
    }
    for (const hash of held) {
      if (needed.has(hash)) continue;
      const since = this.#idleSinceMs.get(hash) ?? now;
      this.#idleSinceMs.set(hash, since);
      if (now - since >= this.#idleMs) this.#cache.release(hash);
    }
  }

  /** Callers that ask at the same time share one warm-up; one that went well is not repeated while the model is in memory. */
  async #warmedUp(version: ModelVersion, served: ServedModel): Promise<void> {
    const byName = this.#warmUps.get(served) ?? new Map<string, Promise<void>>();
    this.#warmUps.set(served, byName);
    const warmed = byName.get(version.name) ?? this.#warmUp({ version, served });
    byName.set(version.name, warmed);
    try {
      await warmed;
    } catch (error) {
      byName.delete(version.name);
      throw error;
    }
  }
}

function keyOf({ name, version }: ModelVersion): string {
  return `${name}@${version}`;
}
