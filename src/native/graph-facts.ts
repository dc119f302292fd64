/** What a graph that passed the gate says about itself, and the one thing in it that is changed: maps of probabilities become tensors. */
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  type GraphProto,
  type ModelProto,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProto_DataType,
  ValueInfoProtoSchema,
} from 'onnx-buf';
import { refusedModel } from './gate/refused-model.ts';

export interface GraphFacts {
  /** The bytes that run. */
  readonly bytes: Uint8Array;
  /** Labels of the classes in the order of their scores, where the graph tells them. */
  readonly labels: readonly string[] | undefined;
  /** Texts that the graph knows, for inputs that are made up. */
  readonly texts: readonly string[];
  readonly producer: string;
  readonly irVersion: number;
  readonly opsets: Readonly<Record<string, number>>;
  readonly nodes: number;
}

const maxTexts = 100;
const maxLabels = 100_000;

/** @param bytes Of a model that `checkOnnx` let through. @throws MODEL_FILE_REFUSED for bytes that are no model all the same */
export function graphFacts(bytes: Uint8Array): GraphFacts {
  const model = decoded(bytes);
  const { graph } = model;
  if (!graph) throw refusedModel('the file', 'an ONNX model with a graph', 'none');
  const labels = labelsOf(graph);
  const isChanged = replaceZipMaps(graph, labels?.length);
  return {
    bytes: isChanged ? toBinary(ModelProtoSchema, model) : bytes,
    labels,
    texts: textsOf(graph),
    producer: [model.producerName, model.producerVersion].filter((part) => part !== '').join(' '),
    irVersion: Number(model.irVersion),
    opsets: Object.fromEntries(model.opsetImport.map(({ domain, version }) => [domain || 'ai.onnx', Number(version)])),
    nodes: graph.node.length,
  };
}

function decoded(bytes: Uint8Array): ModelProto {
  try {
    return fromBinary(ModelProtoSchema, bytes);
  } catch (error) {
    throw refusedModel('the file', 'messages of ONNX', error instanceof Error ? error.message : String(error));
  }
}

/** Labels that the last operator with such an attribute gives, or the constant in which converters of scikit-learn keep them. */
function labelsOf({ node, initializer }: GraphProto): readonly string[] | undefined {
  const named = node.flatMap(({ attribute }) => attribute).filter(({ name }) => name.startsWith('classlabels'));
  const found = named.map(listOf).filter((list) => list.length > 0);
  const last = found.at(-1);
  if (last) return last.slice(0, maxLabels);
  const constant = initializer.find(({ name }) => name === 'classes');
  if (!constant) return undefined;
  const { dataType, int64Data, int32Data, stringData, rawData } = constant;
  if (stringData.length > 0) return stringData.map(utf8);
  if (int64Data.length > 0) return int64Data.map(String);
  if (int32Data.length > 0) return int32Data.map(String);
  const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
  if (dataType === TensorProto_DataType.INT64) {
    return Array.from({ length: rawData.length / 8 }, (_, i) => String(view.getBigInt64(8 * i, true)));
  }
  if (dataType !== TensorProto_DataType.INT32) return undefined;
  return Array.from({ length: rawData.length / 4 }, (_, i) => String(view.getInt32(4 * i, true)));
}

function listOf({ strings, ints }: AttributeProto): readonly string[] {
  return strings.length > 0 ? strings.map(utf8) : ints.map(String);
}

function textsOf({ node }: GraphProto): readonly string[] {
  const known = node.flatMap(({ attribute }) => attribute).filter(({ name }) => /^(cats|keys)_strings$/.test(name));
  return [...new Set(known.flatMap(({ strings }) => strings.slice(0, maxTexts).map(utf8)))].slice(0, maxTexts);
}

/** `ZipMap` makes a map from class to probability of each row, which no protocol of tensors carries: its own input takes its place. */
function replaceZipMaps(graph: GraphProto, width: number | undefined): boolean {
  let isChanged = false;
  for (const [i, { opType, domain, input, output }] of graph.node.entries()) {
    const place = graph.output.findIndex(({ name }) => name === output[0]);
    if (opType !== 'ZipMap' || domain !== 'ai.onnx.ml' || place < 0) continue;
    graph.node[i] = create(NodeProtoSchema, { opType: 'Identity', input, output });
    const rows = { value: { case: 'dimParam' as const, value: 'rows' } };
    const columns = width === undefined ? {} : { value: { case: 'dimValue' as const, value: BigInt(width) } };
    const tensor = { elemType: TensorProto_DataType.FLOAT, shape: { dim: [rows, columns] } };
    const type = { value: { case: 'tensorType' as const, value: tensor } };
    graph.output[place] = create(ValueInfoProtoSchema, { name: output[0], type });
    isChanged = true;
  }
  return isChanged;
}

function utf8(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
