/**
 * A model of another runtime as bytes: a head that says what it takes, gives and once answered, and the model's own bytes behind it.
 * Equal models give equal bytes; nothing in them is run to read them.
 */
import { z } from 'zod';
import { ModelwrightError } from '../core/errors.ts';
import { type Packable, pack, unpack } from '../core/pack.ts';
import { packedTable, unpackedTable } from '../estimators/table-state.ts';
import type { Table } from '../table/table.ts';
import { type Predictions, type Signature, tasks } from '../table/task.ts';
import { elementArrays, elementCount, isElementType, type NativeTensor, type TensorSpec } from './native-tensor.ts';
import type { AnswerPlan } from './rows/answer-plan.ts';
import type { RowPlan } from './rows/row-plan.ts';

const magic = 'MWONNX1\n';
/** Magic, and the length of the head. */
const fixedBytes = magic.length + 4;
const alignment = 8;

/** A model that takes rows of columns, with rows that it once answered. */
export interface RowSide {
  readonly signature: Signature;
  readonly plan: RowPlan;
  readonly answer: AnswerPlan;
  readonly golden: { readonly rows: Table; readonly predictions: Predictions };
}

/** What every graph shows; one that takes no rows has tensors that it once took, and the first elements of what it gave. */
export interface TensorSide {
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  readonly golden: { readonly feeds: readonly NativeTensor[]; readonly outputs: readonly NativeTensor[] };
}

export interface NativeContent {
  readonly graph: TensorSide;
  /** Absent: rows of columns mean nothing to the model. */
  readonly rows?: RowSide;
}

const spec = z.strictObject({
  name: z.string(),
  type: z.string().refine(isElementType),
  shape: z.array(z.int().nonnegative().nullable()),
});
const packedTensor = z.strictObject({
  name: z.string(),
  type: z.string().refine(isElementType),
  shape: z.array(z.int().nonnegative()),
  data: z.union([z.instanceof(Uint8Array), z.array(z.string())]),
});
const head = z.strictObject({
  format: z.literal(1),
  graph: z.strictObject({
    inputs: z.array(spec),
    outputs: z.array(spec),
    golden: z.strictObject({ feeds: z.array(packedTensor), outputs: z.array(packedTensor) }),
  }),
  rows: z
    .strictObject({
      signature: z.strictObject({
        inputs: z.array(
          z.strictObject({ name: z.string(), type: z.enum(['number', 'integer', 'string', 'boolean', 'datetime']) }),
        ),
        target: z.strictObject({ name: z.string(), task: z.enum(tasks), classes: z.array(z.string()) }),
      }),
      plan: z.strictObject({
        isSingle: z.boolean(),
        inputs: z.array(
          z.strictObject({
            tensor: z.string(),
            type: z.string().refine(isElementType),
            isMatrix: z.boolean(),
            columns: z.array(z.string()).min(1),
          }),
        ),
      }),
      answer: z.strictObject({
        value: z.string().optional(),
        label: z.string().optional(),
        scores: z.strictObject({ output: z.string(), kind: z.enum(['probabilities', 'logits']) }).optional(),
        labels: z.array(z.string()),
      }),
      golden: z.strictObject({
        rows: z.unknown(),
        predictions: z.strictObject({
          values: z.instanceof(Float64Array),
          probabilities: z.array(z.instanceof(Float64Array)).optional(),
        }),
      }),
    })
    .optional(),
});

/** True for bytes that `encodeNative` wrote. */
export function isNativeArtifact(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, magic.length)).toString('latin1') === magic;
}

export function encodeNative({ graph, rows }: NativeContent, model: Uint8Array): Uint8Array {
  const { feeds, outputs } = graph.golden;
  // Interfaces have no index signature, so their plain fields are no `Packable` to the compiler.
  const packed = pack({
    format: 1,
    graph: {
      ...(graph as unknown as Record<string, Packable>),
      golden: { feeds: feeds.map(packTensor), outputs: outputs.map(packTensor) },
    },
    rows: rows && {
      ...(rows as unknown as Record<string, Packable>),
      golden: {
        rows: packedTable(rows.golden.rows),
        predictions: { ...rows.golden.predictions } as unknown as Packable,
      },
    },
  });
  const modelAt = modelStart(packed.length);
  const bytes = new Uint8Array(modelAt + model.length);
  bytes.set(Buffer.from(magic, 'latin1'));
  new DataView(bytes.buffer).setUint32(magic.length, packed.length, true);
  bytes.set(packed, fixedBytes);
  bytes.set(model, modelAt);
  return bytes;
}

/** Where the model begins behind a head of some length. */
function modelStart(headBytes: number): number {
  return Math.ceil((fixedBytes + headBytes) / alignment) * alignment;
}

/**
 * The content, and the model's bytes as a view. Total: whatever the bytes, content or a typed error.
 *
 * @param what Names the artifact in messages.
 * @throws ARTIFACT_DAMAGED
 */
export function decodeNative(bytes: Uint8Array, what: string): { content: NativeContent; model: Uint8Array } {
  try {
    if (bytes.length < fixedBytes || !isNativeArtifact(bytes)) throw new RangeError('it does not begin as a model');
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(magic.length, true);
    const modelAt = modelStart(length);
    if (modelAt >= bytes.length) throw new RangeError('its head is longer than the file');
    const { graph, rows } = head.parse(unpack(bytes.subarray(fixedBytes, fixedBytes + length), what));
    const golden = { feeds: graph.golden.feeds.map(unpackTensor), outputs: graph.golden.outputs.map(unpackTensor) };
    const content: NativeContent = { graph: { ...graph, golden }, ...(rows && { rows: rowSide(rows) }) };
    return { content, model: bytes.subarray(modelAt) };
  } catch (error) {
    if (error instanceof ModelwrightError) throw error;
    const problem = error instanceof Error ? error.message : String(error);
    throw new ModelwrightError('ARTIFACT_DAMAGED', { hash: what, problem: problem.slice(0, 200) }, { cause: error });
  }
}

function rowSide(side: NonNullable<z.infer<typeof head>['rows']>): RowSide {
  const { predictions } = side.golden;
  const rows = unpackedTable(side.golden.rows);
  const arrays = [predictions.values, ...(predictions.probabilities ?? [])];
  if (arrays.some(({ length }) => length !== rows.nRows)) throw new RangeError('its golden rows are not complete');
  return { ...side, golden: { rows, predictions } };
}

function packTensor({ data, ...about }: NativeTensor): Packable {
  if (!ArrayBuffer.isView(data)) return { ...about, data };
  return { ...about, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}

function unpackTensor({ data, ...about }: z.infer<typeof packedTensor>): NativeTensor {
  if (about.type === 'string') {
    if (data instanceof Uint8Array) throw new RangeError('a golden tensor of texts has none');
    return { ...about, data };
  }
  if (!(data instanceof Uint8Array)) throw new RangeError('a golden tensor of numbers has none');
  const Elements = elementArrays[about.type];
  if (data.length !== elementCount(about.shape) * Elements.BYTES_PER_ELEMENT) {
    throw new RangeError('a golden tensor is not complete');
  }
  return { ...about, data: new Elements(new Uint8Array(data).buffer) };
}
