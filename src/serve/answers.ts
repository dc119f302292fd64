/** Predictions in the caller's terms: class texts or numbers, and probabilities by class text. */
import { ModelwrightError } from '../core/errors.ts';
import { isUnlabelled, type Predictions, type Signature } from '../table/task.ts';

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
  checkFinite({ values }, firstRow);
  // Loops, because of one row, as nearly every request has, the iterators of lists would take longer than its answer.
  const predictions: (string | number)[] = [];
  for (const value of values) predictions.push(classes.length > 0 ? classes[value] : value);
  if (!probabilities) return { predictions };
  const byRow: Readonly<Record<string, number>>[] = [];
  for (let row = 0; row < predictions.length; row++) byRow.push(byClass(classes, probabilities, row));
  return { predictions, probabilities: byRow };
}

/**
 * Refuses what is no answer.
 *
 * @throws VALUE_INVALID when a prediction is not finite (inputs so large that the arithmetic overflows).
 */
export function checkFinite({ values }: Pick<Predictions, 'values'>, firstRow = 0): void {
  for (let row = 0; row < values.length; row++) {
    if (Number.isFinite(values[row])) continue;
    const what = `prediction of row ${firstRow + row}`;
    throw new ModelwrightError('VALUE_INVALID', { what, law: 'a finite number', value: String(values[row]) });
  }
}

/** What a model without a target says besides, by wire name; one entry per row in each list. */
export type MeasuresByName = Readonly<Record<string, readonly (number | boolean)[]>>;

/** The measures that predictions carry, and of anomalies the verdict as yes or no; undefined of a model with a target. */
export function measuresOf(
  parts: readonly Predictions[],
  { name, task }: Signature['target'],
): MeasuresByName | undefined {
  if (!isUnlabelled(task)) return undefined;
  const names = parts[0]?.measures?.map((measure) => measure.name) ?? [];
  const measures: Record<string, (number | boolean)[]> = {};
  for (const [m, measure] of names.entries()) {
    measures[measure] = parts.flatMap((part) => [...(part.measures?.[m].values ?? [])]);
  }
  if (task === 'anomaly') measures[name] = parts.flatMap(({ values }) => Array.from(values, (code) => code === 1));
  return Object.keys(measures).length > 0 ? measures : undefined;
}

/** Where the truth is, row by row: intervals for numbers, sets for classes. */
export interface Regions {
  readonly intervals?: readonly (readonly [low: number, high: number])[];
  /** Texts of the classes in each set, the most probable first. */
  readonly sets?: readonly (readonly string[])[];
}

/**
 * The intervals or sets that predictions carry.
 *
 * @throws VALUE_INVALID when an end is not finite, because the model's own calibration had too few rows.
 */
export function regionsOf({ interval, sets, probabilities }: Predictions, { classes }: Signature['target']): Regions {
  if (interval) {
    const { low, high } = interval;
    if (!low.every(Number.isFinite) || !high.every(Number.isFinite)) {
      const [what, law] = ['interval', 'ends that calibration rows can tell'];
      throw new ModelwrightError('VALUE_INVALID', { what, law, value: 'infinity; ask for less coverage' });
    }
    return { intervals: Array.from(low, (value, row) => [value, high[row]]) };
  }
  if (!sets) return {};
  const { members } = sets;
  const codes = classes.map((_, code) => code);
  return {
    sets: Array.from(members[0], (_, row) => {
      const inside = codes.filter((code) => members[code][row] === 1);
      if (probabilities) inside.sort((a, b) => probabilities[b][row] - probabilities[a][row] || a - b);
      return inside.map((code) => classes[code]);
    }),
  };
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
