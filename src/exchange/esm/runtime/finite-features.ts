/** Features of models that take no missing values. Carried inside exported modules. */
import { RowError } from './row-error.ts';

/**
 * Copies the features of a row into `inputs`.
 *
 * @throws RowError VALUE_MISSING, VALUE_INVALID when one is missing or infinite.
 */
export function takeFinite(
  numbers: Float64Array,
  features: readonly number[],
  inputs: Float64Array,
  row: number,
): void {
  for (let j = 0; j < features.length; j++) {
    inputs[j] = numbers[features[j]];
    if (!Number.isFinite(inputs[j])) throw refused(inputs[j], row);
  }
}

function refused(value: number, row: number): RowError {
  if (!Number.isNaN(value)) {
    return new RowError('VALUE_INVALID', `row ${row}: expected finite features, got an infinite one`, { row });
  }
  return new RowError('VALUE_MISSING', `row ${row}: the model does not accept missing values`, { row });
}
