/** A choice's predictions of held-out rows put together, in parts of which one judges what was learned from the others. */
import { heldOutPredictions } from '../estimators/ensemble/held-out.ts';
import type { Fold } from '../estimators/estimator.ts';
import type { Predictions } from '../table/task.ts';
import type { TrainingData } from './fold-task.ts';
import { pick } from './pick.ts';

/** Of the rows that some fold holds out, ascending. */
export interface HeldOutRows {
  readonly rows: Int32Array;
  /** The fold of each; with one fold alone, as where few instants hold all rows, which half of its rows it is in. */
  readonly foldOf: Int32Array;
  readonly yTrue: Float64Array;
  readonly probabilities: readonly Float64Array[];
}

/** Undefined without class probabilities, and of a single row, which nothing can judge. */
export function heldOutRows(
  heldOut: readonly Predictions[],
  folds: readonly Fold[],
  { y }: Pick<TrainingData, 'y'>,
): HeldOutRows | undefined {
  const placed = folds.flatMap(({ valid }, fold) => Array.from(valid, (row) => [row, fold] as const));
  placed.sort(([a], [b]) => a - b);
  const rows = Int32Array.from(placed, ([row]) => row);
  const isOnlyFold = new Set(placed.map(([, fold]) => fold)).size < 2;
  if (rows.length < (isOnlyFold ? 2 : 1)) return undefined;
  const { probabilities } = heldOutPredictions(rows, folds, heldOut);
  if (!probabilities) return undefined;
  return {
    rows,
    foldOf: Int32Array.from(placed, ([, fold], place) => (isOnlyFold ? Number(place * 2 >= rows.length) : fold)),
    yTrue: pick(y, rows),
    probabilities: probabilities.map(atMostOne),
  };
}

/** The weighted mean of certain members may be a hair above 1. */
function atMostOne(ofClass: Float64Array): Float64Array {
  return ofClass.map((p) => Math.min(1, p));
}

/** The predictions of some held-out rows by fold again, in the order of each fold's rows. */
export function byFold(predictions: Predictions, rows: Int32Array, folds: readonly Fold[]): Predictions[] {
  const placeOf = new Map(Array.from(rows, (row, place) => [row, place]));
  return folds.map(({ valid }) => {
    const places = valid.map((row) => placeOf.get(row)!);
    return {
      values: pick(predictions.values, places),
      probabilities: predictions.probabilities?.map((ofClass) => pick(ofClass, places)),
    };
  });
}

/** What `of` makes of each fold's rows when it learned from those of the others. */
export function crossFitted<Learned>(
  { foldOf, yTrue, probabilities }: Omit<HeldOutRows, 'rows'>,
  learn: (yTrue: Float64Array, probabilities: readonly Float64Array[]) => Learned,
  of: (learned: Learned, probabilities: readonly Float64Array[]) => readonly Float64Array[],
): Float64Array[] {
  const places = Int32Array.from(foldOf, (_, place) => place);
  let made: Float64Array[] | undefined;
  for (const fold of [...new Set(foldOf)].sort((a, b) => a - b)) {
    const others = places.filter((place) => foldOf[place] !== fold);
    const own = places.filter((place) => foldOf[place] === fold);
    const learned = learn(
      pick(yTrue, others),
      probabilities.map((ofClass) => pick(ofClass, others)),
    );
    const said = of(
      learned,
      probabilities.map((ofClass) => pick(ofClass, own)),
    );
    made ??= said.map(() => new Float64Array(foldOf.length));
    for (const [k, column] of said.entries()) for (const [i, place] of own.entries()) made[k][place] = column[i];
  }
  return made ?? [];
}

/** At most so many of the rows, evenly spaced. */
export function evenly(rows: Int32Array, most: number): Int32Array {
  if (rows.length <= most) return rows;
  return Int32Array.from({ length: most }, (_, i) => rows[Math.floor((i * rows.length) / most)]);
}
