/** How much a model relies on each column: the loss of score when the column's values are shuffled among the rows. */
import { createRng } from '../math/philox.ts';
import { variance } from '../math/reduce.ts';
import type { Rng } from '../math/rng.ts';
import type { Metric } from '../metrics/metric.ts';
import { takeFromColumn } from '../table/column.ts';
import { select, type Table, takeRows, withColumns } from '../table/table.ts';
import type { Predictions, Target } from '../table/task.ts';
import { normalCdf, studentTQuantile } from './distributions.ts';
import { repeatsOf, takeOutcomes } from './repeats.ts';
import { type Interval, sampledIntervals } from './sampled-intervals.ts';
import { gainStatistic } from './statistic.ts';
import { unitsOf } from './units.ts';

export interface ImportanceRequest {
  readonly predict: (X: Table) => Predictions;
  readonly X: Table;
  /** Of the rows of X. */
  readonly target: Pick<Target, 'task' | 'classes' | 'values'>;
  readonly metric: Metric;
  /** Safe whole number >= 0. A column's shuffles depend on the seed and its name, not on the other columns. */
  readonly seed: number;
  /** Shuffles per column; default 3. */
  readonly repeats?: number;
  /** A seeded sample of so many rows is used when there are more; default 2000. */
  readonly maxRows?: number;
  /** Names of the columns to shuffle; default all. */
  readonly columns?: readonly string[];
}

export interface Importance {
  readonly feature: string;
  /** Score lost, in the metric's unit, positive = the model is worse without the column; null if not defined. */
  readonly value: number | null;
  /** Of `value` at 95 %: what other rows and other shuffles would have said. */
  readonly ci: Interval | null;
  /** Probability of a loss this large by chance alone, where the model does not need the column; null if not defined. */
  readonly pValue: number | null;
}

/** For a standard error; percentiles would need more. */
const resamples = 200;

/** Permutation importance (Breiman 2001) of columns of X, largest first; equal ones in the order of X. */
export function permutationImportance(request: ImportanceRequest): Importance[] {
  const { predict, metric, target, repeats = 3 } = request;
  const rng = createRng(request.seed).split('importance');
  const rows = sampleRows(request.X.nRows, request.maxRows ?? 2000, rng);
  const X = takeRows(request.X, rows);
  const [truth] = repeatsOf({
    yTrue: target.values,
    nClasses: target.classes.length,
    predictions: { values: target.values },
  }).map((outcomes) => takeOutcomes(outcomes, rows));
  const judged = (predictions: Predictions) => ({ ...truth, predictions });
  const whole = [judged(predict(X))];
  const columns = request.columns ? select(X, request.columns).columns : X.columns;
  const statistics = columns.map((column) => {
    const shuffled = Array.from({ length: repeats }, (_, repeat) => {
      const order = rng.split(`column-${column.name}`).split(String(repeat)).permutation(X.nRows);
      return judged(predict(withColumns(X, [takeFromColumn(column, order)])));
    });
    const apart = shuffled.map((one) => gainStatistic(metric, whole, [one]).value);
    return { ...gainStatistic(metric, whole, shuffled), shuffleVariance: repeats > 1 ? variance(apart) / repeats : 0 };
  });
  const intervals = sampledIntervals(statistics, {
    units: unitsOf(X.nRows, undefined),
    rng: rng.split('interval'),
    resamples,
  });
  return columns
    .map(({ name }, c): Importance => {
      const { value, bounds, shuffleVariance } = statistics[c];
      if (!Number.isFinite(value)) return { feature: name, value: null, ci: null, pValue: null };
      const sampled = intervals[c];
      if (!sampled) return { feature: name, value, ci: null, pValue: null };
      const error = Math.sqrt(sampled.standardError * sampled.standardError + shuffleVariance);
      const reach = studentTQuantile(0.975, resamples - 1) * error;
      const ci: Interval = [Math.max(bounds[0], value - reach), Math.min(bounds[1], value + reach)];
      return { feature: name, value, ci, pValue: error > 0 ? normalCdf(-value / error) : value > 0 ? 0 : 1 };
    })
    .sort((a, b) => (b.value ?? Number.NEGATIVE_INFINITY) - (a.value ?? Number.NEGATIVE_INFINITY) || 0);
}

/** Rows in their order; a seeded sample without repeats when there are more than `most`. */
function sampleRows(nRows: number, most: number, rng: Rng): Int32Array {
  const order = rng.split('rows').permutation(nRows);
  return order.subarray(0, Math.min(nRows, most)).sort((a, b) => a - b);
}
