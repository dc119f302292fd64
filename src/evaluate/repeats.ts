/** Predictions of the same rows, once or by several repeats of cross-validation. */
import type { Metric, Outcomes } from '../metrics/metric.ts';
import type { Predictions } from '../table/task.ts';

/** Truth and what was predicted, for one repeat or many. */
export interface Judged {
  readonly yTrue: Float64Array;
  /** Number of classes; 0 for regression. */
  readonly nClasses: number;
  readonly predictions: Predictions | readonly Predictions[];
}

/** One entry per repeat. */
export function repeatsOf({ yTrue, nClasses, predictions }: Judged): Outcomes[] {
  const all = (Array.isArray(predictions) ? predictions : [predictions]) as readonly Predictions[];
  return all.map((each) => ({ yTrue, nClasses, predictions: each }));
}

/** Mean score over the repeats; NaN when one of them is not defined. */
export function meanScore(metric: Metric, repeats: readonly Outcomes[]): number {
  return meanOver(repeats, (outcomes) => metric.compute(outcomes));
}

/** Mean of a figure over the repeats; exactly the figure when it is the same in all. */
export function meanOver<T>(repeats: readonly T[], figure: (repeat: T) => number): number {
  const first = figure(repeats[0]);
  let beyond = 0;
  for (let repeat = 1; repeat < repeats.length; repeat++) beyond += figure(repeats[repeat]) - first;
  return first + beyond / repeats.length;
}

/** The chosen rows of some outcomes. */
export function takeOutcomes({ yTrue, predictions, nClasses }: Outcomes, rows: Int32Array): Outcomes {
  return {
    nClasses,
    yTrue: taken(yTrue, rows),
    predictions: {
      values: taken(predictions.values, rows),
      probabilities: predictions.probabilities?.map((column) => taken(column, rows)),
    },
  };
}

function taken(values: Float64Array, rows: Int32Array): Float64Array {
  const picked = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) picked[i] = values[rows[i]];
  return picked;
}
