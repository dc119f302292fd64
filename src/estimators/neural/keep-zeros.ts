/** Columns with many zeros, as parts of numbers and of categories are, stay zero on their way into a network, which then skips them. */
import type { NumberColumn } from '../../table/column.ts';
import type { Table } from '../../table/table.ts';
import type { Layer } from './network.ts';
import type { InputScales } from './scaled-inputs.ts';

interface Network {
  readonly inputs: InputScales;
  readonly layers: readonly Layer[];
}

/**
 * Of so many zeros a column has that they are worth it. Its mean is then within three deviations of zero (a share p of zeros makes the
 * variance at least p times the square of the mean), so that single precision loses next to nothing by the shift.
 */
const enoughZeros = 1 / 8;

/**
 * The same network for columns that are shifted back by their mean: the biases of its first layer take up what the shifts add.
 *
 * @param X that it learned from.
 * @param weights of its rows; absent: all alike.
 */
export function keepZeros({ inputs, layers }: Network, { columns }: Table, weights: Float64Array | undefined): Network {
  const { means, scales } = inputs;
  const shifts = Float64Array.from(columns, (column, j) =>
    zerosOf((column as NumberColumn).values, weights) < enoughZeros ? 0 : means[j] * scales[j],
  );
  if (shifts.every((shift) => shift === 0)) return { inputs, layers };
  const [first, ...rest] = layers;
  const { outputs, weights: matrix } = first;
  const biases = first.biases.map((bias, k) =>
    shifts.reduce((sum, shift, j) => sum - shift * matrix[j * outputs + k], bias),
  );
  return { inputs: { ...inputs, shifts }, layers: [{ ...first, biases }, ...rest] };
}

/** Share of the weight, 0 to 1. */
function zerosOf(values: Float64Array, weights: Float64Array | undefined): number {
  let zeros = 0;
  let total = 0;
  for (let row = 0; row < values.length; row++) {
    const weight = weights?.[row] ?? 1;
    total += weight;
    if (values[row] === 0) zeros += weight;
  }
  return zeros / total;
}
