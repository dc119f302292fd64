/** Rows of truth and probabilities, checked where they come in. */
import { ModelwrightError } from '../../core/errors.ts';

/**
 * Class codes with the probabilities of as many rows.
 *
 * @throws SHAPE_MISMATCH for lengths that differ or fewer than two classes, VALUE_INVALID for codes, probabilities or weights
 *   outside their range, ROWS_TOO_FEW for none.
 */
export function checkRows(
  yTrue: ArrayLike<number>,
  probabilities: readonly Float64Array[],
  weights?: ArrayLike<number>,
): void {
  const n = yTrue.length;
  if (probabilities.length < 2) wrong('SHAPE_MISMATCH', 'probabilities', 'an array per class', probabilities.length);
  if (n < 1) throw new ModelwrightError('ROWS_TOO_FEW', { what: 'yTrue', needed: 1, rows: 0 });
  for (const ofClass of probabilities) {
    if (ofClass.length !== n) wrong('SHAPE_MISMATCH', 'probabilities', `one per row (${n})`, ofClass.length);
    if (!ofClass.every((p) => p >= 0 && p <= 1)) wrong('VALUE_INVALID', 'probabilities', '0 to 1', 'one outside');
  }
  if (weights && weights.length !== n) wrong('SHAPE_MISMATCH', 'weights', `one per row (${n})`, weights.length);
  let total = 0;
  for (let row = 0; row < n; row++) {
    const code = yTrue[row];
    if (!(Number.isInteger(code) && code >= 0 && code < probabilities.length)) {
      wrong('VALUE_INVALID', 'yTrue', `class codes 0 to ${probabilities.length - 1}`, 'one outside');
    }
    const weight = weights?.[row] ?? 1;
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
      wrong('VALUE_INVALID', 'weights', 'finite values >= 0', 'one that is not');
    }
    total += weight;
  }
  if (!(total > 0)) wrong('VALUE_INVALID', 'weights', 'a positive sum', total);
}

function wrong(code: 'SHAPE_MISMATCH' | 'VALUE_INVALID', what: string, law: string, value: string | number): never {
  throw new ModelwrightError(code, { what, law, value });
}
