/**
 * The gate before an ONNX runtime: walks every message of a file without recursion and without trust, and refuses what reaches outside
 * the file, what lies about its size, operators that are not of the standard, and what nests or grows without bound.
 */
import { TextDecoder } from 'node:util';
import { type Field, type Fields, type MessageName, onnxMessages } from './onnx-messages.ts';
import { refusedModel, shownText } from './refused-model.ts';
import { TensorFacts } from './tensor-law.ts';
import { Wire } from './wire.ts';

export interface GateLimits {
  readonly modelBytes: number;
  /** In all graphs and functions together. */
  readonly nodes: number;
  /** Graphs within graphs. */
  readonly depth: number;
  /** Bytes of a name, a description or an entry of the metadata. */
  readonly textBytes: number;
}

export const gateLimits: GateLimits = {
  modelBytes: 512 * 1024 * 1024,
  nodes: 1_000_000,
  depth: 16,
  textBytes: 1024 * 1024,
};

const domains = new Set(['', 'ai.onnx', 'ai.onnx.ml']);
/** Messages within messages, of any kind: more than 16 graphs need. */
const maxNesting = 80;
const maxTypeDepth = 16;
/** Metadata that would choose options of the runtime. */
const forbiddenMetadata = new Set(['ort_config', 'session_options']);

/** A message that is being walked through. */
interface Frame {
  readonly message: MessageName;
  readonly fields: Fields;
  readonly end: number;
  readonly graphs: number;
  readonly types: number;
  readonly tensor: TensorFacts | undefined;
  /** Bit n: field n was there. */
  seen: number;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Checks the bytes of a model.
 *
 * @throws MODEL_FILE_REFUSED naming the law and what broke it
 */
export function checkOnnx(bytes: Uint8Array, limits: GateLimits = gateLimits): void {
  checkOnnxSize(bytes.length, limits);
  if (bytes.length === 0) throw refusedModel('the file', 'an ONNX model', 'nothing: it is empty');
  new Walk(bytes, limits).run();
}

/** Refuses a size before the file is read. @throws MODEL_FILE_REFUSED */
export function checkOnnxSize(bytes: number, { modelBytes }: Pick<GateLimits, 'modelBytes'> = gateLimits): void {
  if (bytes > modelBytes) throw refusedModel('the file', `at most ${modelBytes} bytes`, bytes);
}

class Walk {
  readonly #wire: Wire;
  readonly #limits: GateLimits;
  readonly #stack: Frame[];
  #nodes = 0;

  constructor(bytes: Uint8Array, limits: GateLimits) {
    this.#wire = new Wire(bytes);
    this.#limits = limits;
    const [message, end] = ['ModelProto' as const, bytes.length];
    const fields = onnxMessages[message];
    this.#stack = [{ message, fields, end, graphs: 0, types: 0, tensor: undefined, seen: 0 }];
  }

  run(): void {
    const graphSeen = 1 << 7;
    for (let frame = this.#stack.at(-1); frame; frame = this.#stack.at(-1)) {
      if (this.#wire.at < frame.end) this.#field(frame);
      else {
        frame.tensor?.check();
        if (frame.message === 'ModelProto' && (frame.seen & graphSeen) === 0) {
          throw refusedModel('the file', 'an ONNX model with a graph', 'none');
        }
        this.#stack.pop();
      }
    }
  }

  #field(frame: Frame): void {
    const key = this.#wire.varint(frame.end);
    const number = Number(key >> 3n);
    const wireType = Number(key & 7n);
    const field = frame.fields.get(number);
    if (!field) throw refusedModel(frame.message, 'fields of ONNX 1.20', `field ${number}`);
    if (field.once) {
      if ((frame.seen & (1 << number)) !== 0) throw refusedModel(`${frame.message}.${field.name}`, 'one of it', 'two');
      frame.seen |= 1 << number;
    }
    switch (field.kind) {
      case 'varint':
        this.#expect(frame, field, wireType, wireType === 0);
        this.#number(frame, field, this.#wire.varint(frame.end));
        return;
      case 'float':
        this.#expect(frame, field, wireType, wireType === 5);
        this.#wire.skip(4, frame.end);
        return;
      case 'varints':
      case 'floats':
      case 'doubles':
        this.#numbers(frame, field, wireType);
        return;
      case 'bytes':
      case 'text':
        this.#expect(frame, field, wireType, wireType === 2);
        this.#bytes(frame, field, this.#wire.length(frame.end));
        return;
      default:
        this.#expect(frame, field, wireType, wireType === 2);
        if (frame.tensor && field.name === 'external_data') {
          throw refusedModel('the place of a tensor', 'inside the file', 'outside of it (external_data)');
        }
        this.#enter(frame, field.kind);
    }
  }

  #expect({ message }: Frame, { name, kind }: Field, wireType: number, holds: boolean): void {
    if (!holds) throw refusedModel(`${message}.${name}`, `${kind} on the wire`, `wire type ${wireType}`);
  }

  #enter(frame: Frame, message: MessageName): void {
    const length = this.#wire.length(frame.end);
    const { depth, nodes } = this.#limits;
    const graphs = frame.graphs + (message === 'GraphProto' ? 1 : 0);
    // The graph of the model is depth 0; those in attributes of its nodes are depth 1.
    if (graphs > depth + 1) throw refusedModel('graphs within graphs', `at most ${depth} levels`, 'more');
    const types = message === 'TypeProto' ? frame.types + 1 : frame.types;
    if (types > maxTypeDepth) throw refusedModel('types within types', `at most ${maxTypeDepth} levels`, 'more');
    if (this.#stack.length >= maxNesting) throw refusedModel('messages', `at most ${maxNesting} levels`, 'more');
    if (message === 'NodeProto' && ++this.#nodes > nodes) throw refusedModel('nodes', `at most ${nodes}`, 'more');
    const tensor = message === 'TensorProto' ? new TensorFacts() : undefined;
    const end = this.#wire.at + length;
    this.#stack.push({ message, fields: onnxMessages[message], end, graphs, types, tensor, seen: 0 });
  }

  #number({ tensor }: Frame, { name }: Field, value: bigint): void {
    if (!tensor) return;
    if (name === 'data_type') tensor.dataType(value);
    if (name === 'data_location' && value !== 0n) {
      throw refusedModel('the place of a tensor', 'inside the file', 'outside of it (data_location)');
    }
  }

  /** Numbers one by one, or packed into bytes. */
  #numbers(frame: Frame, field: Field, wireType: number): void {
    const size = field.kind === 'floats' ? 4 : 8;
    const single = field.kind === 'varints' ? 0 : field.kind === 'floats' ? 5 : 1;
    this.#expect(frame, field, wireType, wireType === 2 || wireType === single);
    const { tensor, end } = frame;
    if (tensor && field.name === 'dims') {
      const last = wireType === 2 ? this.#wire.length(end) + this.#wire.at : 0;
      do {
        if (wireType === 2 && this.#wire.at >= last) return;
        tensor.dimension(this.#wire.varint(wireType === 2 ? last : end));
      } while (wireType === 2);
      return;
    }
    if (wireType !== 2) {
      if (field.kind === 'varints') this.#wire.varint(end);
      else this.#wire.skip(size, end);
      tensor?.entries(field.name, 1);
      return;
    }
    const length = this.#wire.length(end);
    if (field.kind === 'varints') {
      const count = this.#wire.countVarints(length);
      tensor?.entries(field.name, count);
      return;
    }
    if (length % size !== 0) {
      throw refusedModel(`${frame.message}.${field.name}`, `a multiple of ${size} bytes`, length);
    }
    this.#wire.skip(length, end);
    tensor?.entries(field.name, length / size);
  }

  #bytes({ message, tensor }: Frame, { name, kind }: Field, length: number): void {
    if (message === 'TensorProto' && name === 'raw_data') {
      tensor!.rawData(length);
      this.#wire.take(length);
      return;
    }
    const { textBytes } = this.#limits;
    if (length > textBytes) throw refusedModel(`${message}.${name}`, `at most ${textBytes} bytes`, length);
    const bytes = this.#wire.take(length);
    if (kind === 'bytes') {
      tensor?.entries(name, 1);
      return;
    }
    const text = textOf(bytes, `${message}.${name}`);
    if (tensor && name === 'name') tensor.name = text;
    const isOperator = message === 'NodeProto' || message === 'FunctionProto';
    if (isOperator && name === 'domain' && !domains.has(text)) {
      throw refusedModel('the domain of an operator', 'ai.onnx or ai.onnx.ml', shownText(text));
    }
    if (message === 'StringStringEntryProto') this.#entry(name, text);
  }

  /** An entry of a map of texts: where its tensor lies, or an option of the runtime. */
  #entry(name: string, text: string): void {
    const holder = this.#stack.at(-2);
    const isOption = holder?.message === 'ModelProto' && name === 'key' && forbiddenMetadata.has(text);
    if (isOption) throw refusedModel('the metadata', 'no options of the runtime', shownText(text));
  }
}

function textOf(bytes: Uint8Array, what: string): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw refusedModel(what, 'UTF-8', 'other bytes');
  }
}
