/** A model's artifact, opened to answer: whatever kind it is, it has repeated its golden rows and knows how it reads what requests bring. */
import { ModelwrightError } from '../core/errors.ts';
import { type LoadedModel, openArtifact } from '../estimators/artifact.ts';
// Artifacts name their estimators; this makes all of them known.
import '../estimators/index.ts';
import { isNativeArtifact } from '../native/native-artifact.ts';
import { type NativeOptions, nativeOf, openNative } from '../native/native-model.ts';
import type { Blobs } from '../store/blobs.ts';
import { compileLoggedColumns } from './logged-columns.ts';
import type { ServedModel } from './model-cache.ts';
import { compileRowReader } from './row-reader.ts';
import { compileGraphReader } from './tensors/graph-tensors.ts';
import { compileTensorReader } from './tensors/tensor-reader.ts';

/**
 * Reads, opens and tries a model.
 *
 * @param options For a model that has processes of its own.
 * @throws ARTIFACT_DAMAGED, ARTIFACT_UNSUPPORTED, STATE_INVALID, ESTIMATOR_UNKNOWN or GOLDEN_MISMATCH; ONNX_RUNTIME_MISSING, MODEL_DOWN
 *   and MODEL_CALL_FAILED for a model that runs in processes of its own
 */
export async function openServedModel(
  blobs: Pick<Blobs, 'get'>,
  artifactHash: string,
  options?: Pick<NativeOptions, 'declared' | 'onAnswered'>,
): Promise<ServedModel> {
  const bytes = await blobs.get(artifactHash);
  if (!isNativeArtifact(bytes)) {
    const model = openArtifact(bytes, artifactHash);
    model.verifyGolden();
    return servedModel(artifactHash, bytes.length, model);
  }
  const native = await openNative(bytes, { what: artifactHash, read: () => blobs.get(artifactHash), ...options });
  return servedModel(artifactHash, bytes.length, native);
}

function servedModel(artifactHash: string, bytes: number, model: LoadedModel): ServedModel {
  const { signature } = model;
  const native = nativeOf(model);
  const loggedColumns = compileLoggedColumns(signature);
  if (native && !native.plan) {
    const refuse = () => {
      throw new ModelwrightError('MODEL_TENSORS_ONLY', { model: artifactHash });
    };
    return Object.freeze({
      artifactHash,
      bytes,
      model,
      readRows: Object.assign(refuse, { inPieces: refuse }),
      readTensors: Object.assign(refuse, { inPieces: refuse }),
      loggedColumns,
    });
  }
  const readColumns = compileTensorReader(signature);
  return Object.freeze({
    artifactHash,
    bytes,
    model,
    readRows: compileRowReader(signature),
    readTensors: native?.plan ? compileGraphReader(native.plan, readColumns) : readColumns,
    loggedColumns,
  });
}
