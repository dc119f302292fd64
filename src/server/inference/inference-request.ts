/** Inference requests of the Open Inference Protocol as they come in JSON, with tensors in binary behind it where a client likes. */
import { readElements } from '../../serve/tensors/binary-elements.ts';
import { datatypes, elementsOf, isDatatype, maxRank, type Tensor } from '../../serve/tensors/tensor.ts';
import { typeName } from '../../table/json-type.ts';
import { invalid, listOfFields } from '../check-body.ts';
import { elementsOfJson, jsonAtOnce, otherType } from './json-elements.ts';

/** Which outputs a request wants, and how. */
export interface WantedOutput {
  readonly name: string;
  readonly binary: boolean;
}

/** A request that has the right form; whether it fits the model is for others to say. */
export interface InferenceRequest {
  /** Given back in the answer. */
  readonly id?: string;
  readonly inputs: readonly Tensor[];
  /** Absent: all outputs. */
  readonly outputs?: readonly WantedOutput[];
  /** True when outputs that do not say otherwise are wanted in binary. */
  readonly binary: boolean;
  /** Of the request itself, as they came. */
  readonly parameters: Fields;
}

type Fields = Readonly<Record<string, unknown>>;

/** Inputs of a request at most, and as many outputs. */
export const maxTensors = 10_000;
const maxIdLength = 1024;

/**
 * Reads a request; other work may go on wherever this yields, which it does where there are many elements. Unknown fields and parameters
 * are ignored, as the protocol asks for.
 *
 * @param tail Bytes behind the JSON, which inputs with `binary_data_size` take one after the other.
 * @throws BODY_INVALID naming what is wrong.
 */
export function* readInferenceRequest(body: unknown, tail: Uint8Array): Generator<void, InferenceRequest> {
  const fields = fieldsOf(body, '');
  let at = 0;
  const inputs = yield* readTensors(listOfFields(fields, 'inputs', maxTensors), function* (entry, i) {
    const input = yield* inputOf(entry, `inputs[${i}]`, tail.subarray(at));
    at += input.taken;
    return input.tensor;
  });
  if (at !== tail.length) throw invalid('inputs', `take ${at} bytes behind the JSON, found ${tail.length}`);
  const parameters = parametersOf(fields, 'parameters');
  const binary = flagOf(parameters, 'binary_data_output', 'parameters') ?? false;
  return { id: idOf(fields), inputs, outputs: outputsOf(fields, binary), binary, parameters };
}

/** Reads tensors one after the other; yields between them where they have many elements. */
export function* readTensors<Entry>(
  entries: readonly Entry[],
  read: (entry: Entry, i: number) => Generator<void, Tensor>,
): Generator<void, Tensor[]> {
  const tensors: Tensor[] = [];
  let ofTurn = 0;
  for (const [i, entry] of entries.entries()) {
    if (ofTurn >= jsonAtOnce) {
      yield;
      ofTurn = 0;
    }
    const tensor = yield* read(entry, i);
    tensors.push(tensor);
    ofTurn += tensor.data.length;
  }
  return tensors;
}

/** The id that a request gives itself. @throws BODY_INVALID */
export function idOf({ id }: Fields): string | undefined {
  if (id === undefined || (typeof id === 'string' && id.length <= maxIdLength)) return id;
  throw invalid('id', `expected a text of at most ${maxIdLength} characters`);
}

/** The outputs that a request wants; undefined stands for all. @throws BODY_INVALID */
export function outputsOf(fields: Fields, binary: boolean): WantedOutput[] | undefined {
  if (fields.outputs === undefined) return undefined;
  const list = listOfFields(fields, 'outputs', maxTensors);
  // As other servers have it, an empty list asks for everything.
  if (list.length === 0) return undefined;
  return list.map((entry, i) => {
    const path = `outputs[${i}]`;
    const output = fieldsOf(entry, path);
    const parameters = parametersOf(output, `${path}.parameters`);
    if (parameters.classification !== undefined) {
      throw invalid(`${path}.parameters.classification`, 'is not known here; ask for "probabilities"');
    }
    return { name: nameOf(output, path), binary: flagOf(parameters, 'binary_data', `${path}.parameters`) ?? binary };
  });
}

/** What an input says about itself, whatever form its elements have. @throws BODY_INVALID */
export function describedInput(fields: Fields, path: string): Omit<Tensor, 'data'> {
  const name = nameOf(fields, path);
  const { datatype } = fields;
  if (!isDatatype(datatype)) throw invalid(`${path}.datatype`, `expected one of ${datatypes.join(', ')}`);
  return { name, datatype, shape: shapeOf(fields.shape, `${path}.shape`) };
}

/** Elements that fill the bytes. @throws BODY_INVALID at the path */
export function* elementsOfBytes(
  { datatype, shape }: Omit<Tensor, 'data'>,
  bytes: Uint8Array,
  path: string,
): Generator<void, Tensor['data']> {
  try {
    return yield* readElements(datatype, elementsOf(shape), bytes);
  } catch (error) {
    if (error instanceof RangeError) throw invalid(path, error.message);
    throw error;
  }
}

function* inputOf(entry: unknown, path: string, tail: Uint8Array): Generator<void, { tensor: Tensor; taken: number }> {
  const fields = fieldsOf(entry, path);
  const described = describedInput(fields, path);
  const { datatype, shape } = described;
  const { data } = fields;
  const size = parametersOf(fields, `${path}.parameters`).binary_data_size;
  if (size === undefined) {
    const elements = yield* elementsOfJson(data, datatype, elementsOf(shape), `${path}.data`);
    return { tensor: { ...described, data: elements }, taken: 0 };
  }
  if (data !== undefined) throw invalid(path, 'has both data and binary_data_size');
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 0 || size > tail.length) {
    throw invalid(`${path}.parameters.binary_data_size`, `expected at most the ${tail.length} bytes that are left`);
  }
  const elements = yield* elementsOfBytes(described, tail.subarray(0, size), path);
  return { tensor: { ...described, data: elements }, taken: size };
}

function shapeOf(value: unknown, path: string): number[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > maxRank) {
    throw invalid(path, `expected a list of 1 to ${maxRank} lengths`);
  }
  if (
    !value.every((length) => Number.isSafeInteger(length) && length >= 0) ||
    !Number.isSafeInteger(elementsOf(value))
  ) {
    throw invalid(path, 'expected whole numbers of at least 0');
  }
  return value;
}

function nameOf({ name }: Fields, path: string): string {
  if (typeof name === 'string' && name !== '') return name;
  throw invalid(`${path}.name`, 'expected a text');
}

function parametersOf({ parameters }: Fields, path: string): Fields {
  return parameters === undefined ? {} : fieldsOf(parameters, path);
}

function flagOf(parameters: Fields, name: string, path: string): boolean | undefined {
  const value = parameters[name];
  if (value === undefined || typeof value === 'boolean') return value;
  throw otherType(value, 'true or false', `${path}.${name}`);
}

function fieldsOf(value: unknown, path: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw invalid(path, `expected an object, found ${value === undefined ? 'nothing' : typeName(value)}`);
}
