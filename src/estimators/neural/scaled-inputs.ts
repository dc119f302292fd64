/** The inputs of a network: columns around zero with a deviation of one, held within bounds. */
import type { NumberColumn } from '../../table/column.ts';
import type { Table } from '../../table/table.ts';
import { moments } from '../preprocess/moments.ts';

/** What brings a column to its scale; a column that does not vary has scale 0 and becomes 0. */
export type InputScales = {
  readonly means: Float64Array;
  readonly scales: Float64Array;
  /** Added to a number that is held within bounds, see `keepZeros`; absent: nothing is. */
  readonly shifts?: Float64Array;
};

/** Further from the mean than this many deviations, values count as this far. */
export const inputBound = 8;

export function inputScales({ columns }: Table, weights: Float64Array | undefined): InputScales {
  const learned = (columns as readonly NumberColumn[]).map(({ values }) => moments(values, weights));
  return {
    means: Float64Array.from(learned, ({ mean }) => mean),
    scales: Float64Array.from(learned, ({ deviation }) => (deviation > 0 ? 1 / deviation : 0)),
  };
}

/** Rows one after the other, each of `width` numbers, the last of which are 0. */
export function scaledRows({ columns, nRows }: Table, inputs: InputScales, width: number): Float32Array {
  const rows = new Float32Array(nRows * width);
  for (const [j, column] of columns.entries()) {
    const { values } = column as NumberColumn;
    for (let row = 0; row < nRows; row++) rows[row * width + j] = scaled(values[row], inputs, j);
  }
  return rows;
}

/** The same for one row, written to the beginning of `inputs`. */
export function scaleRow(row: Float64Array, scales: InputScales, inputs: Float32Array): void {
  for (let j = 0; j < row.length; j++) inputs[j] = scaled(row[j], scales, j);
}

function scaled(value: number, { means, scales, shifts }: InputScales, column: number): number {
  const scale = scales[column];
  if (scale === 0) return 0;
  const held = Math.max(-inputBound, Math.min(inputBound, (value - means[column]) * scale));
  return shifts ? held + shifts[column] : held;
}
