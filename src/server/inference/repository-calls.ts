/** What Triton's extensions for repositories and statistics ask, whatever transport brings it. */
import type { VersionStatistics } from '../../serve/statistics.ts';
import { listVersions, resolveModel } from '../../tracking/registry.ts';
import type { ServerContext } from '../server-context.ts';
import type { AskedModel } from './model-calls.ts';

/**
 * The statistics of one version, of all versions of a model, or of all models; of several those that were asked or are ready.
 *
 * @throws MODEL_NOT_FOUND, VERSION_NOT_FOUND and their like
 */
export async function inferenceStatistics(
  { store, repository, statistics }: ServerContext,
  { name, version }: Partial<AskedModel>,
): Promise<VersionStatistics[]> {
  if (name !== undefined && version !== undefined)
    return [statistics.of(await resolveModel(store, `${name}@${version}`))];
  const versions = await listVersions(store, name);
  return versions
    .filter((one) => repository.isReady(one) || statistics.of(one).lastInferenceMs > 0)
    .map((one) => statistics.of(one));
}
