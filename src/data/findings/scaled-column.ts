/** Columns that were standardised with the rows of the whole file: training rows then know the mean and the spread of the holdout. */
import { mean, variance } from '../../math/reduce.ts';
import { picked, spreadRows } from '../row-sample.ts';
import type { FindingRule } from './finding.ts';

const minRows = 50;
/** Distance of the mean from 0 and of the standard deviation from 1 that rounding may leave. */
const rounding = 1e-6;

/** Rows of a first look, and how far from 0 and 1 their mean and standard deviation may be. */
const looked = 400;
const near = 0.5;
/** The same of all rows. */
const slightly = 1e-5;

export const scaledColumn: FindingRule = {
  code: 'scaled_column',
  find({ columns }) {
    const names = columns.flatMap(({ column, role }) => {
      if (role !== 'numeric' || column.kind !== 'number') return [];
      if (!mayBeScaled(picked(column.values, spreadRows(column.values.length, looked)), near)) return [];
      if (!mayBeScaled(column.values, slightly)) return [];
      const present = column.values.filter(Number.isFinite);
      if (present.length < minRows || Math.abs(mean(present)) > rounding) return [];
      const isUnit = [0, 1].some((ddof) => Math.abs(Math.sqrt(variance(present, ddof)) - 1) <= rounding);
      return isUnit ? [column.name] : [];
    });
    return names.map((name) => ({
      code: 'scaled_column',
      severity: 'info',
      column: name,
      message: `Column "${name}" has mean 0 and standard deviation 1 over all rows, so it was standardised before the split and every row knows a little of the holdout. Give the raw column: training scales inside each fold, and predictions then need no scaling of yours.`,
    }));
  },
};

/** A look that costs little: plain sums, whose own error is far below what is allowed. */
function mayBeScaled(values: Float64Array, allowed: number): boolean {
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (!Number.isFinite(value)) continue;
    count++;
    sum += value;
    squares += value * value;
  }
  const middle = sum / count;
  const spread = Math.sqrt(Math.max(0, squares / count - middle * middle));
  // With few values the two kinds of standard deviation are apart.
  return Math.abs(middle) <= allowed && Math.abs(spread - 1) <= allowed + 1 / count;
}
