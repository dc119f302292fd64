/** How rows of columns become the tensors of a graph, and its outputs predictions. A graph for which this means nothing takes tensors only. */
import type { InputColumn } from '../../table/task.ts';
import type { TensorSpec } from '../native-tensor.ts';

/** One input of the graph: a column per row, or several side by side. */
export interface PlannedInput {
  readonly tensor: string;
  readonly type: TensorSpec['type'];
  /** False: shape [rows]. True: shape [rows, columns]. */
  readonly isMatrix: boolean;
  readonly columns: readonly string[];
}

export interface RowPlan {
  readonly inputs: readonly PlannedInput[];
  /** True when the graph takes exactly one row at a time. */
  readonly isSingle: boolean;
}

/** A plan, or why there is none. */
export type Planned<Plan> = { readonly plan: Plan } | { readonly reason: string };

const maxColumns = 10_000;

/** @param columns Names for all columns in order; without them those of the graph's inputs. */
export function planInputs(inputs: readonly TensorSpec[], columns: readonly string[]): Planned<RowPlan> {
  const planned: PlannedInput[] = [];
  const leading = new Set(inputs.map(({ shape }) => shape[0]));
  const [batch] = leading;
  if (inputs.length === 0) return { reason: 'it has no inputs' };
  if (leading.size !== 1 || (batch !== null && batch !== 1)) return { reason: 'its inputs have no number of rows' };
  for (const { name, type, shape } of inputs) {
    const width = shape.length === 1 ? 1 : shape[1];
    if (shape.length > 2) return { reason: `its input "${name}" has ${shape.length} dimensions` };
    if (width === null || width === 0) return { reason: `its input "${name}" has no fixed number of columns` };
    const names = width === 1 ? [name] : Array.from({ length: width }, (_, k) => `${name}_${k}`);
    planned.push({ tensor: name, type, isMatrix: shape.length === 2, columns: names });
  }
  const all = planned.flatMap((one) => one.columns);
  if (all.length > maxColumns) return { reason: `it has ${all.length} columns, at most ${maxColumns} are rows` };
  let at = 0;
  const take = (names: readonly string[]) => {
    at += names.length;
    return columns.length === all.length ? columns.slice(at - names.length, at) : names;
  };
  return { plan: { inputs: planned.map((one) => ({ ...one, columns: take(one.columns) })), isSingle: batch === 1 } };
}

/** The columns of a plan in the source's terms. */
export function columnsOf({ inputs }: RowPlan): InputColumn[] {
  return inputs.flatMap(({ type, columns }) => columns.map((name) => ({ name, type: columnTypes[type] })));
}

const columnTypes: Readonly<Record<TensorSpec['type'], InputColumn['type']>> = {
  float32: 'number',
  float64: 'number',
  int8: 'integer',
  int16: 'integer',
  int32: 'integer',
  int64: 'integer',
  uint8: 'integer',
  uint16: 'integer',
  uint32: 'integer',
  uint64: 'integer',
  bool: 'boolean',
  string: 'string',
};
