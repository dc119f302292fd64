/** The answer to an inference request: JSON, with the outputs that were wanted so in binary behind it. */
import { writeElements } from '../../serve/tensors/binary-elements.ts';
import type { Tensor } from '../../serve/tensors/tensor.ts';
import { listed } from '../../table/table.ts';
import { invalid } from '../check-body.ts';
import { jsonPieces } from '../json-answer.ts';
import type { InferenceRequest } from './inference-request.ts';
import type { InferredTensors } from './model-calls.ts';

/** Where the length of the JSON stands when bytes follow it, in requests and answers. */
export const jsonLengthHeader = 'inference-header-content-length';

/** Elements of an answer's tensor that are written at once. */
export const writtenAtOnce = 2_000;

export interface InferenceAnswer {
  /** JSON, and what follows it. */
  readonly body: string | Uint8Array;
  /** Bytes of JSON; absent when nothing follows it. */
  readonly jsonBytes?: number;
}

/**
 * Puts the answer together, piece by piece; other work may go on wherever this yields.
 *
 * @throws BODY_INVALID for an output that the model does not have.
 */
export function* inferenceAnswer(
  { version, tensors, fallback }: InferredTensors,
  { id, outputs, binary }: Pick<InferenceRequest, 'id' | 'outputs' | 'binary'>,
): Generator<void, InferenceAnswer> {
  const tails: Uint8Array[] = [];
  const described: object[] = [];
  let isLarge = false;
  for (const [i, tensor] of wantedTensors(tensors, outputs).entries()) {
    const { name, datatype, shape, data } = tensor;
    if (i > 0 && data.length > writtenAtOnce) yield;
    if (!(outputs?.[i].binary ?? binary)) {
      isLarge ||= data.length > writtenAtOnce;
      described.push({ name, datatype, shape, data: elementsAsJson(tensor) });
      continue;
    }
    const bytes = yield* writeElements(tensor);
    tails.push(bytes);
    described.push({ name, datatype, shape, parameters: { binary_data_size: bytes.length } });
  }
  const answer = {
    model_name: version.name,
    model_version: String(version.version),
    ...(id !== undefined && { id }),
    ...(fallback && { parameters: { fallback } }),
    outputs: described,
  };
  const json = isLarge ? yield* jsonPieces(answer, writtenAtOnce) : JSON.stringify(answer);
  if (tails.length === 0) return { body: json };
  const head = typeof json === 'string' ? Buffer.from(json) : json;
  return { body: Buffer.concat([head, ...tails]), jsonBytes: head.length };
}

/** The tensors that were asked for, in that order; all when nobody asked. @throws BODY_INVALID for an output that the model does not have. */
export function wantedTensors(
  tensors: readonly Tensor[],
  outputs: readonly { readonly name: string }[] | undefined,
): readonly Tensor[] {
  if (!outputs) return tensors;
  return outputs.map((one, i) => {
    const tensor = tensors.find(({ name }) => name === one.name);
    if (tensor) return tensor;
    const known = listed(tensors.map(({ name }) => name));
    throw invalid(`outputs[${i}].name`, `the model has no such output; its outputs are: ${known}`);
  });
}

function elementsAsJson({ datatype, data }: Tensor): readonly (number | boolean | string | null)[] {
  if (!(data instanceof Float64Array)) return data;
  return datatype === 'BOOL' ? Array.from(data, (value) => value === 1) : Array.from(data);
}
