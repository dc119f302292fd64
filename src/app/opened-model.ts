/** A registered version together with its loaded artifact. */
import '../estimators/index.ts';
import { type LoadedModel, openArtifact } from '../estimators/artifact.ts';
import { isNativeArtifact } from '../native/native-artifact.ts';
import { openNative } from '../native/native-model.ts';
import type { Store } from '../store/open-store.ts';
import { type ModelVersion, resolveModel } from '../tracking/registry.ts';

export interface OpenedModel {
  readonly version: ModelVersion;
  readonly model: LoadedModel;
  readonly bytes: number;
}

/** What a model without a target cannot do wherever it is to be evaluated. */
export const unjudgeable = 'be evaluated against one; its report says what can be said of it';

/** Time of a call to a model in a process of its own, of some thousand rows. */
const timeoutMs = 60_000;

/** Loads what a reference names and replays its golden rows. @throws MODEL_NOT_FOUND and its like, ARTIFACT_DAMAGED, GOLDEN_MISMATCH */
export async function openModel(store: Store, ref: string): Promise<OpenedModel> {
  const version = await resolveModel(store, ref);
  const bytes = await store.blobs.get(version.artifactHash);
  const what = `${version.name}@${version.version}`;
  if (isNativeArtifact(bytes)) {
    const model = await openNative(bytes, { what, read: () => store.blobs.get(version.artifactHash), timeoutMs });
    // Nobody closes a model: its process ends by itself when nothing was asked for a while, or with this one.
    model.native.retire();
    return { version, model, bytes: bytes.length };
  }
  const model = openArtifact(bytes, what);
  model.verifyGolden();
  return { version, model, bytes: bytes.length };
}
