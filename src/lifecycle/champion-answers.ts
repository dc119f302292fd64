/** Answers of models of different trainings in one list of classes, so that they can meet on the same rows. */
import { findClass } from '../data/target-classes.ts';
import type { Predictions } from '../table/task.ts';

/** The classes of the later training, then those that only the earlier one knows: answers that are wrong now, but answers. */
export function classesOfBoth(later: readonly string[], earlier: readonly string[]): string[] {
  return [...later, ...earlier.filter((text) => findClass(later, text) === undefined)];
}

/** Answers in the codes of `classes`, which holds every one of the model's `own`; classes that it does not know get probability 0. */
export function answersIn(
  classes: readonly string[],
  { values, probabilities }: Predictions,
  own: readonly string[],
): Predictions {
  const codes = own.map((text) => classes.indexOf(findClass(classes, text)!));
  const columns = probabilities && classes.map(() => new Float64Array(values.length));
  // Two spellings that the earlier training told apart may be one class now.
  for (const [k, code] of codes.entries()) {
    const column = columns?.[code];
    if (column) for (const [row, probability] of probabilities![k].entries()) column[row] += probability;
  }
  return { values: values.map((code) => codes[code]), probabilities: columns };
}
