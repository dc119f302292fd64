/** Weights of rows from a column of the data. */
import { ModelwrightError } from '../core/errors.ts';
import type { Column } from '../table/column.ts';

/** Larger weights leave no digits for the others. */
const mostWeight = 1e12;

/**
 * The weight of each of some rows.
 *
 * @throws VALUE_INVALID for a column that is no numbers, for missing, negative or too large weights, and where none is above 0.
 */
export function weightsOf(column: Column, rows: Int32Array): Float64Array {
  const what = `weight column "${column.name}"`;
  const law = `a number of 0 to ${mostWeight} in every row`;
  const refuse = (value: string) => new ModelwrightError('VALUE_INVALID', { what, law, value });
  if (column.kind !== 'number') throw refuse(`a ${column.kind} column`);
  const weights = Float64Array.from(rows, (row) => column.values[row]);
  const missing = weights.filter(Number.isNaN).length;
  if (missing > 0) throw refuse(`${missing} row(s) without a value; drop or fill them first`);
  const others = weights.filter((weight) => !(weight >= 0 && weight <= mostWeight)).length;
  if (others > 0) throw refuse(`${others} row(s) with another`);
  if (weights.some((weight) => weight > 0)) return weights;
  throw new ModelwrightError('VALUE_INVALID', { what, law: 'some weight above 0', value: '0 in every row' });
}

/** The same weights with a mean of 1: only their ratios matter. */
export function ofMeanOne(weights: Float64Array): Float64Array {
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  return weights.map((weight) => weight / mean);
}
