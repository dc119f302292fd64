/** The messages of the inference service besides those of inference itself. */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { TensorDescription } from '../../serve/tensors/tensor.ts';
import type { AskedModel, ModelMetadata } from '../inference/model-calls.ts';
import { type Fields, readMessage, textField } from './message-reader.ts';

/** Fields 1 and 2 of every request about a model, and the model that they name once they are read. */
export function askedModelFields(): { readonly fields: Fields; asked(): AskedModel } {
  let name = '';
  let version = '';
  return {
    fields: {
      1: textField((text) => {
        name = text;
      }),
      2: textField((text) => {
        version = text;
      }),
    },
    asked: () => ({ name, ...(version !== '' && { version }) }),
  };
}

/** ModelReadyRequest and ModelMetadataRequest. @throws BODY_INVALID */
export function readAskedModel(bytes: Uint8Array): AskedModel {
  const { fields, asked } = askedModelFields();
  readMessage(bytes, fields);
  return asked();
}

/** ServerLiveResponse, ServerReadyResponse and ModelReadyResponse. */
export function yesOrNo(answer: boolean): Uint8Array {
  const writer = new BinaryWriter();
  if (answer) writer.tag(1, WireType.Varint).bool(true);
  return writer.finish();
}

/** ServerMetadataResponse */
export function writeServerMetadata(metadata: {
  readonly name: string;
  readonly version: string;
  readonly extensions: readonly string[];
}): Uint8Array {
  const writer = new BinaryWriter();
  writeTexts(writer, 1, [metadata.name]);
  writeTexts(writer, 2, [metadata.version]);
  writeTexts(writer, 3, metadata.extensions);
  return writer.finish();
}

/** ModelMetadataResponse */
export function writeModelMetadata(metadata: ModelMetadata): Uint8Array {
  const writer = new BinaryWriter();
  writeTexts(writer, 1, [metadata.name]);
  writeTexts(writer, 2, metadata.versions);
  writeTexts(writer, 3, [metadata.platform]);
  writeDescriptions(writer, 4, metadata.inputs);
  writeDescriptions(writer, 5, metadata.outputs);
  return writer.finish();
}

function writeDescriptions(writer: BinaryWriter, field: number, tensors: readonly TensorDescription[]): void {
  for (const tensor of tensors) {
    writer.tag(field, WireType.LengthDelimited).fork();
    writeDescription(writer, tensor);
    writer.join();
  }
}

/** Fields 1 to 3 of TensorMetadata and of InferOutputTensor. */
export function writeDescription(writer: BinaryWriter, { name, datatype, shape }: TensorDescription): void {
  writeTexts(writer, 1, [name]);
  writeTexts(writer, 2, [datatype]);
  writer.tag(3, WireType.LengthDelimited).fork();
  for (const length of shape) writer.int64(length);
  writer.join();
}

/** One field, once for every text. */
export function writeTexts(writer: BinaryWriter, field: number, texts: readonly string[]): void {
  for (const text of texts) writer.tag(field, WireType.LengthDelimited).string(text);
}
