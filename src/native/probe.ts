/** Inputs that nobody sent: what a model is asked when it is imported, and again whenever it is loaded. */
import { createRng } from '../math/philox.ts';
import type { Rng } from '../math/rng.ts';
import { booleanColumn, numberColumn, stringColumn } from '../table/build.ts';
import { type Table, tableOf } from '../table/table.ts';
import { elementCount, elementsFrom, type NativeTensor, type TensorSpec } from './native-tensor.ts';
import type { RowPlan } from './rows/row-plan.ts';

/** Rows go through these sizes of numbers, because nobody knows the scale of a column. */
const scales = [1, 10, 100, 1000];

/** Rows for the columns of a plan, the same for the same plan. @param texts That the graph knows. */
export function probeRows({ inputs }: RowPlan, nRows: number, texts: readonly string[]): Table {
  const rng = createRng(0).split('probe');
  const columns = inputs.flatMap(({ type, columns: names }) =>
    names.map((name, k) => {
      const stream = rng.split(`${name}-${k}`);
      const cells = <Cell>(cell: (row: number) => Cell) => Array.from({ length: nRows }, (_, row) => cell(row));
      if (type === 'string')
        return stringColumn(
          name,
          cells(() => textFrom(stream, texts)),
        );
      if (type === 'bool')
        return booleanColumn(
          name,
          cells(() => stream.integer(2) === 1),
        );
      if (type.startsWith('float')) {
        return numberColumn(
          name,
          cells((row) => stream.normal() * scales[row % scales.length]),
        );
      }
      return numberColumn(
        name,
        cells(() => stream.integer(2)),
      );
    }),
  );
  return tableOf(columns, nRows);
}

/** Lengths that are tried for dimensions that a call chooses; the first of a shape counts rows. */
export const probeLengths = [8, 32, 128, 224, 1] as const;

/** Tensors for the inputs of a graph, the same for the same inputs. */
export function probeTensors(inputs: readonly TensorSpec[], length: number, texts: readonly string[]): NativeTensor[] {
  const rng = createRng(0).split('probe');
  return inputs.map(({ name, type, shape: wanted }) => {
    const stream = rng.split(name);
    const shape = wanted.map((one, place) => one ?? (place === 0 ? 2 : length));
    const count = elementCount(shape);
    if (type === 'string') {
      return { name, type, shape, data: Array.from({ length: count }, () => textFrom(stream, texts)) };
    }
    const isFloat = type.startsWith('float');
    const values = Float64Array.from({ length: count }, () => (isFloat ? stream.normal() : stream.integer(2)));
    return { name, type, shape, data: elementsFrom(type, values) };
  });
}

function textFrom(rng: Rng, texts: readonly string[]): string {
  return texts.length === 0 ? 'a' : texts[rng.integer(texts.length)];
}
