/** What a model relies on over many rows: the mean size of each column's contributions. */
import { mean, variance } from '../../math/reduce.ts';
import { studentTQuantile } from '../distributions.ts';
import type { Interval } from '../sampled-intervals.ts';
import type { Explanation } from './explanation.ts';

export interface ColumnImportance {
  readonly column: string;
  /** Mean over the rows of the size of the column's values, summed over outputs; in the explanation's scale. */
  readonly value: number;
  /** Of `value` at 95 %: what other rows would have said. Null for fewer than two rows. */
  readonly ci: Interval | null;
}

/** Every column, largest first; equal ones in the order of the columns. */
export function globalImportance({ inputs, nRows, nOutputs }: Explanation): ColumnImportance[] {
  const { names, values } = inputs;
  const importances = names.map((column, j): ColumnImportance => {
    const sizes = new Float64Array(nRows);
    for (let k = 0; k < nOutputs; k++) {
      const from = (k * names.length + j) * nRows;
      for (let row = 0; row < nRows; row++) sizes[row] += Math.abs(values[from + row]);
    }
    const value = nRows === 0 ? 0 : mean(sizes);
    if (nRows < 2) return { column, value, ci: null };
    const reach = studentTQuantile(0.975, nRows - 1) * Math.sqrt(variance(sizes) / nRows);
    return { column, value, ci: [Math.max(0, value - reach), value + reach] };
  });
  return importances.sort((a, b) => b.value - a.value || 0);
}
