/** What Triton's extensions for repositories and statistics ask, whatever transport brings it. */
import type { Caller } from '../../access/caller.ts';
import { checkModel, mayUse } from '../../access/check-access.ts';
import type { IndexedVersion } from '../../serve/repository/model-repository.ts';
import type { VersionPolicy } from '../../serve/repository/version-policy.ts';
import type { VersionStatistics } from '../../serve/statistics.ts';
import { sumStatistics } from '../../serve/sum-statistics.ts';
import { listVersions, type ModelVersion, resolveModel } from '../../tracking/registry.ts';
import type { ServerContext } from '../server-context.ts';
import type { AskedModel } from './model-calls.ts';

/** Every version of the models that the caller may use, or those alone that answer. */
export async function repositoryIndex(
  { repository }: ServerContext,
  asked: { readonly ready?: boolean },
  caller: Caller,
): Promise<IndexedVersion[]> {
  return (await repository.index(asked)).filter(({ name }) => mayUse(caller, name));
}

/**
 * The statistics of one version, of all versions of a model, or of all models that the caller may use; of several those that were
 * asked or are ready.
 *
 * @throws MODEL_NOT_FOUND, VERSION_NOT_FOUND and their like
 */
export async function inferenceStatistics(
  { store, repository, siblings }: ServerContext,
  { name, version }: Partial<AskedModel>,
  caller: Caller,
): Promise<VersionStatistics[]> {
  if (name !== undefined) checkModel(caller, name);
  if (name !== undefined && version !== undefined)
    return await ofAll([await resolveModel(store, `${name}@${version}`)]);
  const versions = (await listVersions(store, name)).filter((one) => mayUse(caller, one.name));
  const sums = await ofAll(versions);
  return sums.filter(({ lastInferenceMs }, i) => lastInferenceMs > 0 || repository.isReady(versions[i]));

  /** What all processes counted of each version. */
  async function ofAll(asked: readonly ModelVersion[]): Promise<VersionStatistics[]> {
    if (asked.length === 0) return [];
    const named = asked.map((one) => ({ name: one.name, version: one.version }));
    const answers = await siblings.ask({ kind: 'statistics', versions: named });
    return named.map((_, i) => sumStatistics(answers.map((counted) => counted[i])));
  }
}

/**
 * Takes a model into service in every process of the server: first into the memory of all, so that one that cannot changes nothing.
 *
 * @throws what `ModelRepository.load` throws
 */
export async function loadModel({ siblings }: ServerContext, name: string, policy?: VersionPolicy): Promise<void> {
  await siblings.ask({ kind: 'prepare', name, policy });
  await siblings.ask({ kind: 'load', name, policy });
}

/** Takes a model out of service in every process of the server. @throws what `ModelRepository.unload` throws */
export async function unloadModel({ siblings }: ServerContext, name: string): Promise<void> {
  await siblings.ask({ kind: 'unload', name });
}
