/** An ONNX graph under construction: nodes, constants and names. Equal nodes are built once. */
import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import {
  type GraphProtoSchema,
  ModelProtoSchema,
  type NodeProtoSchema,
  type TensorProtoSchema,
  type ValueInfoProtoSchema,
} from 'onnx-buf';
import { version } from '../../core/version.ts';
import {
  type Attribute,
  attributeMessage,
  doubleType,
  type Tensor,
  type TensorData,
  tensorInfo,
  tensorMessage,
} from './messages.ts';

export const mlDomain = 'ai.onnx.ml';

/** The operator sets that the graphs are written for; onnxruntime 1.20 and later know them. */
const opsets = [
  { domain: '', version: 17n },
  { domain: mlDomain, version: 4n },
];

export class Graph {
  readonly #nodes: MessageInitShape<typeof NodeProtoSchema>[] = [];
  readonly #constants: MessageInitShape<typeof TensorProtoSchema>[] = [];
  readonly #inputs: MessageInitShape<typeof ValueInfoProtoSchema>[] = [];
  readonly #outputs: MessageInitShape<typeof ValueInfoProtoSchema>[] = [];
  readonly #taken = new Set<Tensor>();
  readonly #known = new Map<string, Tensor>();
  #fresh = 0;

  /** An input of the model: one column, nRows x 1. `note` explains its values. */
  input(name: Tensor, type: 'number' | 'string', note: string): Tensor {
    this.#taken.add(name);
    this.#inputs.push({ ...tensorInfo(name, type, 1), docString: note });
    return name;
  }

  /** The tensor under a name that callers of the model use; `width` columns, or none for one value per row. */
  output(name: Tensor, tensor: Tensor, type: 'number' | 'string', width?: number): void {
    let unique = name;
    for (let i = 2; this.#taken.has(unique); i++) unique = `${name}_${i}`;
    this.#taken.add(unique);
    this.#nodes.push({ opType: 'Identity', input: [tensor], output: [unique], name: unique });
    this.#outputs.push(tensorInfo(unique, type, width));
  }

  /** Result of an operator over tensors. */
  op(
    opType: string,
    input: readonly Tensor[],
    attributes: Readonly<Record<string, Attribute>> = {},
    domain = '',
  ): Tensor {
    // Trees come once; a key of their size would cost more than the nodes.
    const isLarge = Object.values(attributes).some((value) => Array.isArray(value) && value.length > 1000);
    const key = isLarge ? undefined : JSON.stringify([opType, input, attributes], keyPart);
    return this.#once(key, (output) => {
      const attribute = Object.entries(attributes).map(([name, value]) => attributeMessage(name, value));
      this.#nodes.push({ opType, domain, input: [...input], output: [output], name: output, attribute });
    });
  }

  /** A constant. */
  constant(data: TensorData): Tensor {
    const key = JSON.stringify(['', data], keyPart);
    return this.#once(key, (name) => this.#constants.push(tensorMessage(name, data)));
  }

  /** A constant of one number, which any tensor can be combined with. */
  number(value: number): Tensor {
    return this.constant({ dims: [], values: Float64Array.of(value) });
  }

  /** A constant of whole numbers, such as places of columns. */
  indices(values: readonly number[]): Tensor {
    return this.constant({ dims: [values.length], values: BigInt64Array.from(values, BigInt) });
  }

  /** Any number or truth value as a double. */
  double(tensor: Tensor): Tensor {
    return this.op('Cast', [tensor], { to: doubleType });
  }

  /** The whole model as bytes; `properties` say where it comes from. */
  bytes(name: string, properties: Readonly<Record<string, string>>): Uint8Array {
    const graph: MessageInitShape<typeof GraphProtoSchema> = {
      name,
      node: this.#nodes,
      initializer: this.#constants,
      input: this.#inputs,
      output: this.#outputs,
    };
    const model = create(ModelProtoSchema, {
      irVersion: 8n,
      producerName: 'modelwright',
      producerVersion: version,
      opsetImport: opsets,
      metadataProps: Object.entries(properties).map(([key, value]) => ({ key, value })),
      graph,
    });
    return toBinary(ModelProtoSchema, model);
  }

  /** The tensor of that key, built under a fresh name when there is none yet. */
  #once(key: string | undefined, build: (name: Tensor) => void): Tensor {
    const known = key === undefined ? undefined : this.#known.get(key);
    if (known !== undefined) return known;
    let name: Tensor;
    do name = `t${this.#fresh++}`;
    while (this.#taken.has(name));
    this.#taken.add(name);
    if (key !== undefined) this.#known.set(key, name);
    build(name);
    return name;
  }
}

/** Numbers that JSON lacks, told apart. */
function keyPart(_: string, value: unknown): unknown {
  if (typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))) return `number ${value}`;
  return Object.is(value, -0) ? 'number -0' : value;
}
