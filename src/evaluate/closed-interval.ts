/** Confidence intervals by formula, for the scores that have one. */
import { log } from '../math/log.ts';
import { sigmoid } from '../math/sigmoid.ts';
import { delong } from '../math/tests/delong.ts';
import { wilsonInterval } from '../math/tests/wilson.ts';
import type { Metric, Outcomes } from '../metrics/metric.ts';
import './distributions.ts';
import type { Interval } from './sampled-intervals.ts';

/** Equal scores of resamples may differ by this much. */
export const rounding = 1e-12;

/** 0.975 quantile of the normal distribution. */
const z = 1.959963984540054;

/** The interval of a defined score at 95 %; undefined when the metric has no formula, null when the score is not defined. */
export function closedInterval(metric: Metric, outcomes: Outcomes): Interval | null | undefined {
  if (metric.interval === 'wilson' && metric.proportion) {
    const { successes, rows } = metric.proportion(outcomes);
    return rows > 0 ? wilsonInterval(successes, rows) : null;
  }
  const scores = outcomes.predictions.probabilities?.[1];
  return metric.interval === 'delong' && scores ? aucInterval(scores, outcomes.yTrue) : undefined;
}

/**
 * The interval of a score at the best value that there is. Samples drawn again from rows without a mistake have none either, and
 * would be certain of a handful of rows: the share of mistakes is bounded by Wilson's interval of the rarest class's rows.
 */
export function perfectInterval(metric: Metric, { yTrue, nClasses }: Outcomes, value: number): Interval | undefined {
  const [low, high] = metric.bounds;
  const best = metric.direction === 'maximize' ? high : low;
  if (Math.abs(value - best) > rounding || !Number.isFinite(high - low)) return undefined;
  const rows = nClasses > 0 ? rowsOfRarest(yTrue) : yTrue.length;
  const reach = (high - low) * (1 - wilsonInterval(rows, rows)[0]);
  return metric.direction === 'maximize' ? [high - reach, high] : [low, low + reach];
}

function rowsOfRarest(codes: Float64Array): number {
  const counts = new Map<number, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  return Math.min(...counts.values());
}

/**
 * DeLong's variance (DeLong, DeLong, Clarke-Pearson 1988) on the logit scale, which keeps the interval within 0 and 1.
 * A perfect order has no variance; it is then taken as that many successes out of the rarer class's rows (Wilson).
 */
function aucInterval(scores: Float64Array, yTrue: Float64Array): Interval | null {
  const { auc, variance } = delong(scores, yTrue);
  if (auc <= 0 || auc >= 1) {
    let positives = 0;
    for (const code of yTrue) positives += code;
    const rows = Math.min(positives, yTrue.length - positives);
    return wilsonInterval(auc * rows, rows);
  }
  // One row of a class says nothing about the scatter of that class.
  if (!Number.isFinite(variance)) return null;
  const logit = log(auc / (1 - auc));
  const reach = (z * Math.sqrt(variance)) / (auc * (1 - auc));
  return [sigmoid(logit - reach), sigmoid(logit + reach)];
}
