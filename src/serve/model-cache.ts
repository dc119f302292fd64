/** Loaded models by artifact hash: each is opened once, has repeated its golden rows, and stays until others need its place. */
import { monotonicMs } from '../core/clock.ts';
import { ModelwrightError } from '../core/errors.ts';
import { type LoadedModel, openArtifact } from '../estimators/artifact.ts';
// Artifacts name their estimators; this makes all of them known.
import '../estimators/index.ts';
import type { Blobs } from '../store/blobs.ts';
import { compileFeatureReader, type FeatureReader } from './feature-record.ts';
import { compileRowReader, type RowReader } from './row-reader.ts';
import { compileTensorReader, type TensorReader } from './tensors/tensor-reader.ts';

/** A model that is ready to answer; immutable. */
export interface ServedModel {
  readonly artifactHash: string;
  readonly model: LoadedModel;
  readonly readRows: RowReader;
  readonly readTensors: TensorReader;
  readonly readFeatures: FeatureReader;
}

export interface ModelCache {
  /** The model when it is loaded. */
  get(artifactHash: string): ServedModel | undefined;
  /**
   * Loads a model, or gives the loaded one; callers that ask at the same time share one load.
   *
   * @throws ARTIFACT_DAMAGED, ARTIFACT_UNSUPPORTED, STATE_INVALID, ESTIMATOR_UNKNOWN or GOLDEN_MISMATCH; again without reading
   * for some seconds, so that requests for a damaged model stay cheap.
   */
  load(artifactHash: string): Promise<ServedModel>;
  /** Gives a model's place back; who holds it may go on. */
  release(artifactHash: string): void;
  /** Whether a model is loaded; unlike `get`, this does not count as asking for it. */
  has(artifactHash: string): boolean;
  hashes(): readonly string[];
  /** Models loaded now. */
  readonly size: number;
}

/** A damaged artifact is looked at again after this time: somebody may have put it back. */
const refusedForMs = 2_000;

/** A cache over the blobs of a store that keeps the `maxModels` models asked for last. */
export function openModelCache({ blobs }: { readonly blobs: Pick<Blobs, 'get'> }, { maxModels = 64 } = {}): ModelCache {
  const loaded = new Map<string, ServedModel>();
  const loading = new Map<string, Promise<ServedModel>>();
  const refused = new Map<string, { readonly error: unknown; readonly untilMs: number }>();

  function touch(served: ServedModel): ServedModel {
    loaded.delete(served.artifactHash);
    loaded.set(served.artifactHash, served);
    return served;
  }

  async function open(artifactHash: string): Promise<ServedModel> {
    try {
      const model = openArtifact(await blobs.get(artifactHash), artifactHash);
      model.verifyGolden();
      const { signature } = model;
      const served = Object.freeze({
        artifactHash,
        model,
        readRows: compileRowReader(signature),
        readTensors: compileTensorReader(signature),
        readFeatures: compileFeatureReader(signature),
      });
      refused.delete(artifactHash);
      loaded.set(artifactHash, served);
      for (const oldest of loaded.keys()) {
        if (loaded.size <= maxModels) break;
        loaded.delete(oldest);
      }
      return served;
    } catch (error) {
      if (refused.size >= 1000) refused.clear();
      refused.set(artifactHash, { error, untilMs: monotonicMs() + refusedForMs });
      throw error;
    } finally {
      loading.delete(artifactHash);
    }
  }

  return {
    get(artifactHash) {
      const served = loaded.get(artifactHash);
      return served && touch(served);
    },
    async load(artifactHash) {
      const served = loaded.get(artifactHash);
      if (served) return touch(served);
      const known = refused.get(artifactHash);
      if (known && known.untilMs > monotonicMs()) throw known.error;
      let opening = loading.get(artifactHash);
      if (!opening) {
        opening = open(artifactHash);
        loading.set(artifactHash, opening);
      }
      return await opening;
    },
    release: (artifactHash) => void loaded.delete(artifactHash),
    has: (artifactHash) => loaded.has(artifactHash),
    hashes: () => [...loaded.keys()],
    get size() {
      return loaded.size;
    },
  };
}

/** The same error with the model's name beside the hash, for people who do not know hashes. */
export function namingModel(error: unknown, name: string, version: number): unknown {
  if (!(error instanceof ModelwrightError)) return error;
  if (error.code === 'INTERVALS_ABSENT' || error.code === 'COVERAGE_UNREACHABLE') {
    return new ModelwrightError(error.code, { ...error.details, model: `${name}@${version}` }, { cause: error });
  }
  if (error.code !== 'ARTIFACT_DAMAGED') return error;
  const { hash, problem } = error.details as { hash: string; problem: string };
  const details = { hash: `${hash} of model ${name}@${version}`, problem, model: name, version };
  return new ModelwrightError('ARTIFACT_DAMAGED', details, { cause: error });
}
