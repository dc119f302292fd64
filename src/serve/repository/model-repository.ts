/**
 * The registry as a repository of models that this process loads and unloads. Loading means: from now on this process answers for the
 * model, with what its names and aliases stand for in the registry, and follows them as they move. Unloading means that it does not,
 * while the registry stays as it is. Neither outlives the process.
 */
import { ModelwrightError } from '../../core/errors.ts';
import type { Store } from '../../store/open-store.ts';
import { listVersions, type ModelVersion } from '../../tracking/registry.ts';
import type { ModelLoader } from '../model-loader.ts';
import type { Resolver } from '../resolver.ts';
import type { ServingRules } from './serving-rules.ts';
import { type VersionPolicy, versionsOf } from './version-policy.ts';

/** A version and whether it answers. */
export interface IndexedVersion {
  readonly name: string;
  readonly version: number;
  readonly state: 'READY' | 'UNAVAILABLE';
  /** Why it is not ready; empty for one that is. */
  readonly reason: string;
}

/** What answers already, which the repository opens and closes. */
export interface ModelRepositoryParts {
  readonly store: Store;
  readonly resolver: Resolver;
  readonly rules: ServingRules;
  readonly loader: ModelLoader;
}

export class ModelRepository {
  readonly #store: Store;
  readonly #resolver: Resolver;
  readonly #rules: ServingRules;
  readonly #loader: ModelLoader;
  /** Why the last load of a name failed. */
  readonly #failures = new Map<string, string>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor({ store, resolver, rules, loader }: ModelRepositoryParts) {
    this.#store = store;
    this.#resolver = resolver;
    this.#rules = rules;
    this.#loader = loader;
  }

  /** Every version of every model, the newest first within a model. */
  async index({ ready = false }: { readonly ready?: boolean } = {}): Promise<IndexedVersion[]> {
    const versions = await listVersions(this.#store);
    const all = versions.map((version) => this.#indexed(version, versions));
    return ready ? all.filter(({ state }) => state === 'READY') : all;
  }

  /** Whether a version is in memory and answers. */
  isReady(version: ModelVersion): boolean {
    return this.#rules.serves(version.name) && this.#loader.holds(version);
  }

  /**
   * Takes a model into service, or reads the registry for it again when it is. Resolves when its versions are loaded and warmed up;
   * until then, and when one of them fails, what answered before still does.
   *
   * @throws MODEL_CONTROL_OFF, MODEL_NOT_FOUND, and what loading throws.
   */
  async load(name: string, policy?: VersionPolicy): Promise<void> {
    await this.#inTurn(async () => {
      const versions = await this.#prepared(name, policy);
      this.#failures.delete(name);
      this.#rules.load(name, policy);
      this.#resolver.forget(name);
      for (const ref of this.#rules.refsOf(name, versions)) await this.#resolver.resolve(ref);
    });
  }

  /** The first half of `load`: takes into memory what would answer. @throws what `load` throws */
  async prepare(name: string, policy?: VersionPolicy): Promise<void> {
    await this.#inTurn(async () => void (await this.#prepared(name, policy)));
  }

  /**
   * Takes a model out of service. Requests that began are still answered; its memory is given back soon after.
   *
   * @throws MODEL_CONTROL_OFF, MODEL_NOT_FOUND
   */
  async unload(name: string): Promise<void> {
    await this.#inTurn(async () => {
      await listVersions(this.#store, name);
      this.#failures.delete(name);
      this.#rules.unload(name);
      this.#resolver.forget(name);
    });
  }

  async #prepared(name: string, policy?: VersionPolicy): Promise<ModelVersion[]> {
    const versions = await listVersions(this.#store, name);
    const aliased = versions.flatMap(({ aliases }) => aliases.map((alias) => `${name}@${alias}`));
    try {
      for (const ref of [...this.#rules.refsOf(name, versions, policy), ...aliased]) await this.#resolver.prepare(ref);
    } catch (error) {
      if (error instanceof ModelwrightError && !this.#rules.serves(name)) this.#failures.set(name, error.message);
      throw error;
    }
    return versions;
  }

  /** One change at a time, so that the last request decides. */
  async #inTurn(change: () => Promise<void>): Promise<void> {
    if (!this.#rules.isExplicit) throw new ModelwrightError('MODEL_CONTROL_OFF', {});
    const mine = this.#turn.then(change);
    this.#turn = mine.catch(() => {});
    await mine;
  }

  #indexed(version: ModelVersion, versions: readonly ModelVersion[]): IndexedVersion {
    const reason = this.#reason(version, versions);
    const state = reason === undefined ? 'READY' : 'UNAVAILABLE';
    return { name: version.name, version: version.version, state, reason: reason ?? '' };
  }

  #reason(version: ModelVersion, versions: readonly ModelVersion[]): string | undefined {
    const { name } = version;
    if (!this.#rules.serves(name)) return this.#failures.get(name) ?? 'unloaded';
    if (this.isReady(version)) return undefined;
    const refusal = this.#loader.refusalOf(version);
    if (refusal) return refusal.message;
    const policy = this.#rules.policyOf(name);
    const existing = versions.filter((one) => one.name === name).map((one) => one.version);
    const isKept = !policy || version.aliases.length > 0 || versionsOf(policy, existing).includes(version.version);
    return isKept ? 'is loaded when it is asked for' : 'is not among the versions that answer by number';
  }
}
