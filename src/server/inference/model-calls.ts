/** What the Open Inference Protocol asks of models, whatever transport brings it. */
import { ModelwrightError } from '../../core/errors.ts';
import { version } from '../../core/version.ts';
import type { AsyncPredictOptions, LoadedModel } from '../../estimators/artifact.ts';
import { nativeOf } from '../../native/native-model.ts';
import type { ServedModel } from '../../serve/model-cache.ts';
import type { Predicted, PredictionExtras, ReadRows } from '../../serve/predictor.ts';
import type { Resolved } from '../../serve/resolver.ts';
import type { RowBatch } from '../../serve/row-reader.ts';
import { answerTensors, outputDescriptions } from '../../serve/tensors/answer-tensors.ts';
import { turnsOf } from '../../serve/tensors/elements-at-once.ts';
import { graphDescriptions, runGraph } from '../../serve/tensors/graph-tensors.ts';
import type { Tensor, TensorDescription } from '../../serve/tensors/tensor.ts';
import { inputDescriptions } from '../../serve/tensors/tensor-reader.ts';
import type { Table } from '../../table/table.ts';
import { listVersions } from '../../tracking/registry.ts';
import { invalid } from '../check-body.ts';
import type { ServerContext } from '../server-context.ts';

/** A model as the protocol names it; without a version, the name decides. */
export interface AskedModel {
  readonly name: string;
  /** Number or alias. */
  readonly version?: string;
}

export interface ModelMetadata {
  readonly name: string;
  /** Oldest first. */
  readonly versions: readonly string[];
  readonly platform: string;
  readonly inputs: readonly TensorDescription[];
  readonly outputs: readonly TensorDescription[];
}

/** What a model answers, and who answered in place of the version that was chosen. */
export interface InferredTensors extends Pick<Predicted, 'fallback'> {
  readonly version: Resolved['version'];
  readonly tensors: readonly Tensor[];
}

/** What the server says about itself. */
export const serverMetadata = {
  name: 'modelwright',
  version,
  extensions: ['binary_tensor_data', 'model_repository', 'statistics'],
} as const;

/** The version that answers. @throws what `Resolver.resolve` throws */
export function resolveAsked(
  { predictor }: ServerContext,
  { name, version }: AskedModel,
): Resolved | Promise<Resolved> {
  return predictor.choose(version === undefined ? name : `${name}@${version}`);
}

/** Versions, inputs and outputs. @throws what `Resolver.resolve` throws */
export async function modelMetadata(context: ServerContext, asked: AskedModel): Promise<ModelMetadata> {
  const { served, version: found } = await resolveAsked(context, asked);
  const versions = (await listVersions(context.store, found.name)).map((one) => String(one.version)).reverse();
  return {
    name: found.name,
    versions,
    ...describedModel(served.model),
  };
}

/** Of a graph its own inputs; its outputs as well where it takes no rows, because rows are answered as those of every model. */
function describedModel(model: LoadedModel): Pick<ModelMetadata, 'platform' | 'inputs' | 'outputs'> {
  const native = nativeOf(model);
  return {
    platform: native ? 'onnxruntime_onnx' : 'modelwright',
    inputs: native ? graphDescriptions(native.inputs) : inputDescriptions(model.signature),
    outputs: native && !native.plan ? graphDescriptions(native.outputs) : outputDescriptions(model),
  };
}

/** False for a model that cannot be loaded, and while the server starts or stops. @throws MODEL_NOT_FOUND and its like */
export async function isModelReady(context: ServerContext, asked: AskedModel): Promise<boolean> {
  try {
    const { served } = await resolveAsked(context, asked);
    return context.state === 'serving' && !nativeOf(served.model)?.problem;
  } catch (error) {
    if (error instanceof ModelwrightError && error.http < 500) throw error;
    return false;
  }
}

/**
 * Predicts the rows of the inputs, logs and counts them. A model of tensors is asked and counted on the same terms, and not logged.
 *
 * @throws BODY_INVALID and ROW_INVALID for inputs that the model does not take, and what `Predictor.predict` throws.
 */
export async function inferTensors(
  { predictor, limits }: ServerContext,
  chosen: Resolved,
  inputs: readonly Tensor[],
  extras: PredictionExtras,
): Promise<InferredTensors> {
  const native = nativeOf(chosen.served.model);
  if (native && !native.plan) {
    const examples = inputs.reduce((most, { shape }) => Math.max(most, shape[0] ?? 1), 0);
    if (examples > limits.rows) throw invalid('inputs', `at most ${limits.rows} examples, found ${examples}`);
    const ask = (options: AsyncPredictOptions) => runGraph(native, inputs, options);
    return { version: chosen.version, tensors: await predictor.ask(chosen, examples, ask, extras) };
  }
  const { by, parts, ids, fallback } = await predictor.predict(chosen, readerOf(inputs, limits.rows), extras);
  return { version: by.version, tensors: answerTensors(parts, by.served.model, ids), fallback };
}

function readerOf(inputs: readonly Tensor[], most: number): ReadRows {
  const batchOf = (table: Table): RowBatch => {
    if (table.nRows > most) throw invalid('inputs', `at most ${most} rows, found ${table.nRows}`);
    return { table, warnings: [] };
  };
  const read: ReadRows = ({ readTensors }) => batchOf(readTensors(inputs));
  if (inputs.reduce((sum, input) => sum + turnsOf(input), 0) <= 1) return read;
  return Object.assign(read, {
    *inPieces({ readTensors }: ServedModel): Generator<void, RowBatch> {
      return batchOf(yield* readTensors.inPieces(inputs));
    },
  });
}
