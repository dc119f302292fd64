/** Which models and versions this process serves: what the project declares, and what was loaded and unloaded since. */
import { ModelwrightError } from '../../core/errors.ts';
import type { DeclaredNative } from '../../native/declared-native.ts';
import type { ModelVersion } from '../../tracking/registry.ts';
import type { DeclaredCache } from '../answer-cache/declared-cache.ts';
import type { DeclaredFallback } from '../fallback/declared-fallback.ts';
import { type DeclaredServing, type DeclaredWarmUp, defaultServing } from './declared-serving.ts';
import { mostKept, type VersionPolicy, versionsOf } from './version-policy.ts';

/** A version of a list, as far as the rules look at it. */
export type ListedVersion = Pick<ModelVersion, 'name' | 'version' | 'aliases'>;

export class ServingRules {
  readonly #declared: DeclaredServing;
  /** Names that were loaded; undefined where every model of the registry is served. */
  readonly #loaded: Set<string> | undefined;
  /** Policies that came with a load, which win over declared ones. */
  readonly #policies = new Map<string, VersionPolicy>();

  constructor(declared: DeclaredServing = defaultServing) {
    this.#declared = declared;
    this.#loaded = declared.control === 'explicit' ? new Set() : undefined;
  }

  /** How many models are held in memory. */
  get memory(): DeclaredServing['memory'] {
    return this.#declared.memory;
  }

  /** Whether models are loaded and unloaded by request. */
  get isExplicit(): boolean {
    return this.#loaded !== undefined;
  }

  serves(name: string): boolean {
    return this.#loaded?.has(name) ?? true;
  }

  policyOf(name: string): VersionPolicy | undefined {
    return this.#policies.get(name) ?? this.#declared.models[name]?.versions;
  }

  cacheOf(name: string): DeclaredCache | undefined {
    return this.#declared.models[name]?.cache;
  }

  fallbackOf(name: string): DeclaredFallback | undefined {
    return this.#declared.models[name]?.fallback;
  }

  nativeOf(name: string): DeclaredNative | undefined {
    return this.#declared.models[name]?.native;
  }

  warmUpOf(name: string): DeclaredWarmUp | undefined {
    return this.#declared.models[name]?.warmUp;
  }

  /** @throws MODEL_UNLOADED */
  requireServed(name: string): void {
    if (!this.serves(name)) throw new ModelwrightError('MODEL_UNLOADED', { model: name });
  }

  /**
   * Refuses a version that does not answer by its number.
   *
   * @param existing Asked for only where a policy is in force.
   * @throws VERSION_UNAVAILABLE
   */
  async requireKept(name: string, version: number, existing: () => Promise<readonly number[]>): Promise<void> {
    const policy = this.policyOf(name);
    if (!policy) return;
    const kept = versionsOf(policy, await existing());
    if (kept.includes(version)) return;
    const available = kept.length > 0 ? kept.join(', ') : 'none';
    throw new ModelwrightError('VERSION_UNAVAILABLE', { model: name, version, available });
  }

  /** What is loaded of a model before it is asked for: what its name stands for, and what its policy keeps. */
  refsOf(name: string, versions: readonly ListedVersion[], policy = this.policyOf(name)): string[] {
    if (!policy) return [name];
    const existing = versions.filter((one) => one.name === name).map(({ version }) => version);
    return [
      name,
      ...versionsOf(policy, existing)
        .slice(0, mostKept)
        .map((version) => `${name}@${version}`),
    ];
  }

  /** Takes the models that are declared to be loaded at the start into service; those that are not there are left out. */
  begin(versions: readonly ListedVersion[]): void {
    const all = this.#declared.load.includes('*');
    for (const { name } of versions) if (all || this.#declared.load.includes(name)) this.#loaded?.add(name);
  }

  /** From now on a model is served, with the policy that came with the request or else the declared one. */
  load(name: string, policy?: VersionPolicy): void {
    this.#loaded?.add(name);
    if (policy) this.#policies.set(name, policy);
    else this.#policies.delete(name);
  }

  unload(name: string): void {
    this.#loaded?.delete(name);
    this.#policies.delete(name);
  }
}
