/** Predictions in the caller's terms: class texts or numbers, and probabilities by class text. */
import { ModelwrightError } from '../core/errors.ts';
import type { Predictions, Signature } from '../table/task.ts';

/** One entry per row. */
export interface Answers {
  readonly predictions: (string | number)[];
  readonly probabilities?: Readonly<Record<string, number>>[];
}

/**
 * What a model said about some rows; `firstRow` is the place of the first among the caller's rows.
 *
 * @throws VALUE_INVALID when a prediction is not finite (inputs so large that the arithmetic overflows).
 */
export function answersOf(
  { values, probabilities }: Predictions,
  { classes }: Signature['target'],
  firstRow = 0,
): Answers {
  const predictions: (string | number)[] = new Array(values.length);
  for (let row = 0; row < values.length; row++) {
    if (!Number.isFinite(values[row])) {
      throw new ModelwrightError('VALUE_INVALID', {
        what: `prediction of row ${firstRow + row}`,
        law: 'a finite number',
        value: String(values[row]),
      });
    }
    predictions[row] = classes.length > 0 ? classes[values[row]] : values[row];
  }
  if (!probabilities) return { predictions };
  return { predictions, probabilities: predictions.map((_, row) => byClass(classes, probabilities, row)) };
}

/** An object without prototype, so that a class may have any text as its name. */
function byClass(
  classes: readonly string[],
  probabilities: readonly Float64Array[],
  row: number,
): Readonly<Record<string, number>> {
  const shares: Record<string, number> = Object.create(null);
  for (let code = 0; code < classes.length; code++) shares[classes[code]] = probabilities[code][row];
  return shares;
}
