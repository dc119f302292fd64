/** What the models of folds say about the rows that each held out, put together. */
import type { Predictions } from '../../table/task.ts';
import type { Fold } from '../estimator.ts';

/**
 * One entry per element of `rows`; a row that no fold holds out has NaN.
 *
 * @param rows row numbers, ascending.
 * @param predictions of each fold's `valid`, in its order.
 */
export function heldOutPredictions(
  rows: Int32Array,
  folds: readonly Pick<Fold, 'valid'>[],
  predictions: readonly Predictions[],
): Predictions {
  const placeOf = new Map(Array.from(rows, (row, place) => [row, place]));
  const values = new Float64Array(rows.length).fill(Number.NaN);
  const probabilities = predictions[0].probabilities?.map(() => new Float64Array(rows.length).fill(Number.NaN));
  for (const [fold, { valid }] of folds.entries()) {
    const said = predictions[fold];
    for (const [i, row] of valid.entries()) {
      const place = placeOf.get(row);
      if (place === undefined) continue;
      values[place] = said.values[i];
      probabilities?.forEach((ofClass, code) => {
        ofClass[place] = said.probabilities![code][i];
      });
    }
  }
  return { values, probabilities };
}
