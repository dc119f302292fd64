/** Scores of predictions with their confidence intervals at 95 %. */
import { ModelwrightError } from '../core/errors.ts';
import { createRng } from '../math/philox.ts';
import { metricByName, metricsFor } from '../metrics/index.ts';
import type { Metric, Outcomes } from '../metrics/metric.ts';
import type { Predictions, Target } from '../table/task.ts';
import { calibrationInterval } from './calibration-interval.ts';
import { closedInterval, perfectInterval, rounding } from './closed-interval.ts';
import { type IntervalMethod, unitMethod } from './interval-method.ts';
import { meanScore, repeatsOf } from './repeats.ts';
import { type Interval, sampledIntervals } from './sampled-intervals.ts';
import { scoreStatistic } from './statistic.ts';
import { unitsOf } from './units.ts';

/** A score with its interval `[low, high]`; null where it is not defined. */
export interface Score {
  readonly value: number | null;
  readonly ci: Interval | null;
  /** How the interval was made (interval-method.ts); absent without one. */
  readonly method?: IntervalMethod;
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
  /** Metrics of the caller, after the named ones, such as costMetric. */
  readonly extra?: readonly Metric[];
  /** Safe whole number >= 0; the same seed gives the same intervals. */
  readonly seed: number;
  /** Rows of one number are not independent of each other: whole groups are drawn. */
  readonly groups?: Int32Array;
}

/**
 * Evaluates. Intervals: Wilson for proportions and DeLong for the area under the ROC curve where rows are independent and
 * predicted once; calibration errors by calibration-interval.ts; else by resampling or by the influence of rows (sampled-intervals.ts).
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
  const wanted = wantedMetrics(request).map((metric) => ({ metric, value: meanScore(metric, repeats) }));
  const independent = repeats.length === 1 && !groups;
  const scores = new Map(
    wanted.map(({ metric, value }) => [metric, independent && closedScore(metric, repeats[0], value)]),
  );
  const units = unitsOf(rows, groups);
  const rng = createRng(seed).split('evaluate');
  for (const { metric, value } of wanted) {
    const ci = Number.isFinite(value) ? calibrationInterval(metric, repeats, units, rng) : undefined;
    if (ci) scores.set(metric, { value, ci, method: unitMethod('consistency', groups !== undefined) });
  }
  const open = wanted.filter(({ metric, value }) => !scores.get(metric) && Number.isFinite(value));
  const intervals = sampledIntervals(
    open.map(({ metric }) => scoreStatistic(metric, repeats)),
    {
      units,
      classes: target.task === 'regression' ? undefined : target.values,
      rng,
    },
  );
  for (const [m, { metric, value }] of open.entries()) {
    const sampled = intervals[m];
    const perfect =
      sampled && sampled.ci[1] - sampled.ci[0] <= rounding ? perfectInterval(metric, repeats[0], value) : undefined;
    scores.set(metric, {
      value,
      ci: perfect ?? sampled?.ci ?? null,
      ...(sampled && { method: perfect ? 'wilson' : sampled.method }),
    });
  }
  const metrics: Record<string, Score> = {};
  for (const { metric } of wanted) metrics[metric.name] = scores.get(metric) || { value: null, ci: null };
  return { metrics, rows };
}

/** The score with an interval by formula; undefined when the metric has none. */
function closedScore(metric: Metric, outcomes: Outcomes, value: number): Score | undefined {
  if (!Number.isFinite(value)) return undefined;
  const ci = closedInterval(metric, outcomes);
  if (ci === undefined) return undefined;
  return ci === null ? { value, ci } : { value, ci, method: metric.interval };
}

function wantedMetrics({ target, metrics, extra = [] }: EvaluationRequest): Metric[] {
  const fitting = metricsFor(target.task);
  if (!metrics) return [...fitting, ...extra];
  const named = metrics.map((name) => {
    const metric = metricByName(name);
    if (fitting.includes(metric)) return metric;
    const available = fitting.map((each) => each.name).join(', ');
    throw new ModelwrightError('METRIC_UNFIT', { metric: name, task: target.task, available });
  });
  return [...named, ...extra];
}

function checkLength(predicted: number, rows: number): void {
  if (predicted === rows) return;
  const value = `${predicted} and ${rows}`;
  throw new ModelwrightError('SHAPE_MISMATCH', { what: 'predictions', law: 'one per row of the target', value });
}
