/** Whether a registered version is what it was when it was made. */
import type { Store } from '../store/open-store.ts';
import { openModel } from './opened-model.ts';

/** Checks hash, structure and golden rows. @throws ARTIFACT_DAMAGED, GOLDEN_MISMATCH */
export async function verifyModel(store: Store, ref: string) {
  const { version, model, bytes } = await openModel(store, ref);
  const { name, artifactHash, lineage } = version;
  return {
    name,
    version: version.version,
    artifactHash,
    lineage,
    bytes,
    goldenRows: model.golden.rows.nRows,
    verified: true as const,
  };
}
