/** Scores of predictions with their confidence intervals at 95 %. */
import { ModelwrightError } from '../core/errors.ts';
import { createRng } from '../math/philox.ts';
import { metricByName, metricsFor } from '../metrics/index.ts';
import type { Metric } from '../metrics/metric.ts';
import type { Predictions, Target } from '../table/task.ts';
import { closedInterval } from './closed-interval.ts';
import { meanScore, repeatsOf } from './repeats.ts';
import { type Interval, type Sampled, sampledIntervals } from './sampled-intervals.ts';
import { scoreStatistic } from './statistic.ts';
import { unitsOf } from './units.ts';

/** A score with its interval `[low, high]`; null where it is not defined. */
export interface Score {
  readonly value: number | null;
  readonly ci: Interval | null;
}

export interface Evaluation {
  /** By wire name, in the order of the list of metrics or as asked for. */
  readonly metrics: Record<string, Score>;
  readonly rows: number;
}

export interface EvaluationRequest {
  readonly target: Pick<Target, 'task' | 'classes' | 'values'>;
  /**
   * A list means repeats of cross-validation over the same rows in the same order: a score is the mean over the repeats, and its
   * interval comes from drawing rows again, the same ones in every repeat.
   */
  readonly predictions: Predictions | readonly Predictions[];
  /** Wire names; default: all metrics of the task. */
  readonly metrics?: readonly string[];
  /** Safe whole number >= 0; the same seed gives the same intervals. */
  readonly seed: number;
  /** Rows of one number are not independent of each other: whole groups are drawn. */
  readonly groups?: Int32Array;
}

/**
 * Evaluates. Intervals: Wilson for proportions and DeLong for the area under the ROC curve where rows are independent and
 * predicted once; else by resampling (sampled-intervals.ts).
 *
 * @throws PARAM_INVALID for an unknown metric, METRIC_UNFIT for one of another task, SHAPE_MISMATCH when lengths differ.
 */
export function evaluate(request: EvaluationRequest): Evaluation {
  const { target, seed, groups } = request;
  const repeats = repeatsOf({
    yTrue: target.values,
    nClasses: target.classes.length,
    predictions: request.predictions,
  });
  const rows = target.values.length;
  for (const { predictions } of repeats) checkLength(predictions.values.length, rows);
  const wanted = wantedMetrics(request);
  const values = wanted.map((metric) => meanScore(metric, repeats));
  const independent = repeats.length === 1 && !groups;
  const closed = wanted.map((metric, m) =>
    independent && Number.isFinite(values[m]) ? closedInterval(metric, repeats[0]) : undefined,
  );
  const open = wanted.filter((_, m) => closed[m] === undefined && Number.isFinite(values[m]));
  const sampled = new Map<string, Sampled | null>();
  const statistics = open.map((metric) => scoreStatistic(metric, repeats));
  const intervals = sampledIntervals(statistics, {
    units: unitsOf(rows, groups),
    classes: target.task === 'regression' ? undefined : target.values,
    rng: createRng(seed).split('evaluate'),
  });
  for (const [m, metric] of open.entries()) sampled.set(metric.name, intervals[m]);
  const metrics: Record<string, Score> = {};
  for (const [m, metric] of wanted.entries()) {
    const value = Number.isFinite(values[m]) ? values[m] : null;
    metrics[metric.name] = { value, ci: closed[m] ?? sampled.get(metric.name)?.ci ?? null };
  }
  return { metrics, rows };
}

function wantedMetrics({ target, metrics }: EvaluationRequest): Metric[] {
  const fitting = metricsFor(target.task);
  if (!metrics) return fitting;
  return metrics.map((name) => {
    const metric = metricByName(name);
    if (fitting.includes(metric)) return metric;
    const available = fitting.map((each) => each.name).join(', ');
    throw new ModelwrightError('METRIC_UNFIT', { metric: name, task: target.task, available });
  });
}

function checkLength(predicted: number, rows: number): void {
  if (predicted === rows) return;
  const value = `${predicted} and ${rows}`;
  throw new ModelwrightError('SHAPE_MISMATCH', { what: 'predictions', law: 'one per row of the target', value });
}
