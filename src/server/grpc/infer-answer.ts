/** ModelInferResponse: the answer to an inference, with its tensors as typed contents or raw. */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { writeElements } from '../../serve/tensors/binary-elements.ts';
import { wantedTensors, writtenAtOnce } from '../inference/inference-answer.ts';
import type { InferenceRequest } from '../inference/inference-request.ts';
import type { InferredTensors } from '../inference/model-calls.ts';
import { writeDescription, writeTexts } from './model-messages.ts';
import { writeContents } from './tensor-contents.ts';

/**
 * Puts the answer together; other work may go on wherever this yields, which it does where there are many elements.
 *
 * @throws BODY_INVALID for an output that the model does not have.
 */
export function* writeInferAnswer(
  { version, tensors, fallback }: InferredTensors,
  { id, outputs, binary }: Pick<InferenceRequest, 'id' | 'outputs' | 'binary'>,
): Generator<void, Uint8Array> {
  const wanted = wantedTensors(tensors, outputs);
  const writer = new BinaryWriter();
  writeTexts(writer, 1, [version.name]);
  writeTexts(writer, 2, [String(version.version)]);
  if (id !== undefined) writeTexts(writer, 3, [id]);
  if (fallback) writeTextParameter(writer, 4, 'fallback', fallback);
  for (const [i, tensor] of wanted.entries()) {
    if (i > 0 && tensor.data.length > writtenAtOnce) yield;
    writer.tag(5, WireType.LengthDelimited).fork();
    writeDescription(writer, tensor);
    if (!binary) {
      writer.tag(5, WireType.LengthDelimited).fork();
      yield* writeContents(writer, tensor);
      writer.join();
    }
    writer.join();
  }
  if (binary) {
    for (const tensor of wanted) {
      if (tensor.data.length > writtenAtOnce) yield;
      writer.tag(6, WireType.LengthDelimited).bytes(yield* writeElements(tensor));
    }
  }
  return writer.finish();
}

/** An entry of a `map<string, InferParameter>`. */
function writeTextParameter(writer: BinaryWriter, field: number, name: string, value: string): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  writeTexts(writer, 1, [name]);
  writer.tag(2, WireType.LengthDelimited).fork();
  writeTexts(writer, 3, [value]);
  writer.join();
  writer.join();
}
