/** ModelInferRequest: the message of an inference as the request that every transport makes of it. */
import { WireType } from '@bufbuild/protobuf/wire';
import { maxRank, type Tensor } from '../../serve/tensors/tensor.ts';
import { invalid } from '../check-body.ts';
import {
  describedInput,
  elementsOfBytes,
  type InferenceRequest,
  idOf,
  maxTensors,
  outputsOf,
  readTensors,
} from '../inference/inference-request.ts';
import type { AskedModel } from '../inference/model-calls.ts';
import {
  bytesField,
  type Field,
  type Fields,
  mapField,
  messageField,
  readMessageInPieces,
  repeatedField,
  scalarField,
  textField,
} from './message-reader.ts';
import { askedModelFields } from './model-messages.ts';
import { TensorContents } from './tensor-contents.ts';

/** What the message asks for, and of which model. */
export interface InferCall {
  readonly model: AskedModel;
  /** Read when the model is known. `binary` says that tensors came as raw contents, in which the answer goes as well. */
  request(): Generator<void, InferenceRequest>;
}

type Parameter = boolean | number | string;
type Parameters = Map<string, Parameter>;

interface InputMessage {
  name?: string;
  datatype?: string;
  readonly shape: number[];
  readonly contents: TensorContents;
}

const maxParameters = 1000;

/**
 * Reads the message; other work may go on wherever this yields, which it does where there are many elements. None of the parameters of
 * inputs is known here; those of requests and outputs are looked at as over HTTP.
 *
 * @throws BODY_INVALID naming what is wrong.
 */
export function* readInferCall(bytes: Uint8Array): Generator<void, InferCall> {
  const model = askedModelFields();
  const inputs: InputMessage[] = [];
  const outputs: { name?: string; parameters: Parameters }[] = [];
  const raw: Uint8Array[] = [];
  const parameters: Parameters = new Map();
  let id: string | undefined;
  yield* readMessageInPieces(bytes, {
    ...model.fields,
    3: textField((text) => {
      id = text;
    }),
    4: parameterField(parameters),
    5: messageField(() => inputFields(added(inputs, { shape: [], contents: new TensorContents() }, 'inputs'))),
    6: messageField(() => outputFields(added(outputs, { parameters: new Map() }, 'outputs'))),
    7: bytesField((content) => added(raw, content, 'raw_input_contents')),
  });
  return {
    model: model.asked(),
    request: function* () {
      return {
        id: idOf({ id }),
        inputs: yield* tensorsOf(inputs, raw),
        outputs: outputsOf(
          { outputs: outputs.map((one) => ({ name: one.name, parameters: Object.fromEntries(one.parameters) })) },
          raw.length > 0,
        ),
        binary: raw.length > 0,
        parameters: Object.fromEntries(parameters),
      };
    },
  };
}

function* tensorsOf(inputs: readonly InputMessage[], raw: readonly Uint8Array[]): Generator<void, Tensor[]> {
  if (raw.length > 0 && raw.length !== inputs.length) {
    throw invalid('raw_input_contents', `expected one for each of ${inputs.length} inputs, found ${raw.length}`);
  }
  return yield* readTensors(inputs, function* (input, i) {
    const path = `inputs[${i}]`;
    const described = describedInput({ ...input }, path);
    if (raw.length === 0) return { ...described, data: yield* input.contents.elements(described, `${path}.contents`) };
    if (!input.contents.isEmpty) throw invalid(path, 'has both contents and raw_input_contents');
    return { ...described, data: yield* elementsOfBytes(described, raw[i], path) };
  });
}

function inputFields(input: InputMessage): Fields {
  return {
    1: textField((text) => {
      input.name = text;
    }),
    2: textField((text) => {
      input.datatype = text;
    }),
    3: repeatedField(WireType.Varint, (reader) => {
      const length = Number(reader.int64());
      // One more than there may be is enough to refuse the shape.
      if (input.shape.length <= maxRank) input.shape.push(length);
    }),
    5: messageField(() => input.contents.fields),
  };
}

function outputFields(output: { name?: string; parameters: Parameters }): Fields {
  return {
    1: textField((text) => {
      output.name = text;
    }),
    2: parameterField(output.parameters),
  };
}

/** `map<string, InferParameter>` */
function parameterField(parameters: Parameters): Field {
  return mapField<Parameter>(parameterFields, (key, value) => {
    if (parameters.size >= maxParameters) throw invalid('parameters', `at most ${maxParameters} of them`);
    if (value !== undefined) parameters.set(key, value);
  });
}

/** InferParameter: one of five types. */
function parameterFields(take: (value: Parameter) => void): Fields {
  return {
    1: scalarField(WireType.Varint, (reader) => take(reader.bool())),
    2: scalarField(WireType.Varint, (reader) => take(Number(reader.int64()))),
    3: textField(take),
    4: scalarField(WireType.Bit64, (reader) => take(reader.double())),
    5: scalarField(WireType.Varint, (reader) => take(Number(reader.uint64()))),
  };
}

/** Adds an entry to a list of bounded length. */
function added<Entry>(list: Entry[], entry: Entry, path: string): Entry {
  if (list.length >= maxTensors) throw invalid(path, `at most ${maxTensors} entries in one request`);
  list.push(entry);
  return entry;
}
