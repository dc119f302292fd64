/** What the Open Inference Protocol asks of models, whatever transport brings it. */
import { ModelwrightError } from '../../core/errors.ts';
import { version } from '../../core/version.ts';
import { predictLogged } from '../../serve/predict-logged.ts';
import type { Resolved } from '../../serve/resolver.ts';
import { answerTensors, outputDescriptions } from '../../serve/tensors/answer-tensors.ts';
import type { Tensor, TensorDescription } from '../../serve/tensors/tensor.ts';
import { inputDescriptions } from '../../serve/tensors/tensor-reader.ts';
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

/** What the server says about itself. */
export const serverMetadata = { name: 'modelwright', version, extensions: ['binary_tensor_data'] } as const;

/** The version that answers. @throws what `Resolver.resolve` throws */
export function resolveAsked({ resolver }: ServerContext, { name, version }: AskedModel): Resolved | Promise<Resolved> {
  const ref = version === undefined ? name : `${name}@${version}`;
  return resolver.peek(ref) ?? resolver.resolve(ref);
}

/** Versions, inputs and outputs. @throws what `Resolver.resolve` throws */
export async function modelMetadata(context: ServerContext, asked: AskedModel): Promise<ModelMetadata> {
  const { served, version: found } = await resolveAsked(context, asked);
  const versions = (await listVersions(context.store, found.name)).map((one) => String(one.version)).reverse();
  return {
    name: found.name,
    versions,
    platform: 'modelwright',
    inputs: inputDescriptions(served.model.signature),
    outputs: outputDescriptions(served.model),
  };
}

/** False for a model that cannot be loaded, and while the server starts or stops. @throws MODEL_NOT_FOUND and its like */
export async function isModelReady(context: ServerContext, asked: AskedModel): Promise<boolean> {
  try {
    await resolveAsked(context, asked);
    return context.state === 'serving';
  } catch (error) {
    if (error instanceof ModelwrightError && error.http < 500) throw error;
    return false;
  }
}

/**
 * Predicts the rows of the inputs, logs and counts them; the signal says when nobody waits for the answer any more.
 *
 * @throws BODY_INVALID and ROW_INVALID for inputs that the model does not take, and what `predictLogged` throws.
 */
export async function inferTensors(
  { store, metrics, limits }: ServerContext,
  resolved: Resolved,
  inputs: readonly Tensor[],
  signal?: AbortSignal,
): Promise<Tensor[]> {
  const table = resolved.served.readTensors(inputs);
  if (table.nRows > limits.rows) throw invalid('inputs', `at most ${limits.rows} rows, found ${table.nRows}`);
  const { parts, predictionIds } = await predictLogged(resolved, table, store.predictions, { signal });
  metrics.countPredictions(resolved.version.name, resolved.version.version, table.nRows);
  return answerTensors(parts, resolved.served.model, predictionIds);
}
