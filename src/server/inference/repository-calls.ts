/** What Triton's extensions for repositories and statistics ask, whatever transport brings it. */
import type { Caller } from '../../access/caller.ts';
import { checkModel, mayUse } from '../../access/check-access.ts';
import type { IndexedVersion } from '../../serve/repository/model-repository.ts';
import type { VersionStatistics } from '../../serve/statistics.ts';
import { listVersions, resolveModel } from '../../tracking/registry.ts';
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
  { store, repository, statistics }: ServerContext,
  { name, version }: Partial<AskedModel>,
  caller: Caller,
): Promise<VersionStatistics[]> {
  if (name !== undefined) checkModel(caller, name);
  if (name !== undefined && version !== undefined)
    return [statistics.of(await resolveModel(store, `${name}@${version}`))];
  const versions = await listVersions(store, name);
  return versions
    .filter((one) => mayUse(caller, one.name))
    .filter((one) => repository.isReady(one) || statistics.of(one).lastInferenceMs > 0)
    .map((one) => statistics.of(one));
}
