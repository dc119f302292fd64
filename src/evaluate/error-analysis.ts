/** Which rows and which classes a model gets most wrong: numbers only, never the rows themselves. */
import { ModelwrightError } from '../core/errors.ts';
import { wilsonInterval } from '../math/tests/wilson.ts';
import { confusionOf } from '../metrics/confusion.ts';
import type { Metric, Outcomes } from '../metrics/metric.ts';
import './distributions.ts';
import type { Interval } from './sampled-intervals.ts';

export interface WorstRow {
  /** Number of the row, from 0. */
  readonly row: number;
  /** Its share of the metric. */
  readonly loss: number;
}

/**
 * The rows that cost the metric most, worst first, equal ones in row order. Rows whose loss is not defined are left out.
 *
 * @param metric one that is a mean over rows (`perRow`): log loss, Brier, squared error ... @param most default 20.
 * @throws PARAM_INVALID for a metric that is no mean over rows.
 */
export function worstRows(metric: Metric, outcomes: Outcomes, most = 20): WorstRow[] {
  const losses = metric.perRow?.(outcomes);
  if (!losses) {
    const law = 'a metric that is a mean over rows, such as log_loss or rmse';
    throw new ModelwrightError('PARAM_INVALID', { name: 'metric', law, value: metric.name });
  }
  const sign = metric.direction === 'minimize' ? 1 : -1;
  const rows = Array.from(losses.keys()).filter((row) => !Number.isNaN(losses[row]));
  return rows
    .sort((a, b) => sign * (losses[b] - losses[a]) || a - b)
    .slice(0, most)
    .map((row) => ({ row, loss: losses[row] }));
}

export interface ConfusedPair {
  /** Class codes. */
  readonly actual: number;
  readonly predicted: number;
  readonly rows: number;
  /** Of the rows of the actual class, with its interval at 95 % (Wilson). */
  readonly share: { readonly value: number; readonly ci: Interval };
}

/** Pairs of classes of which one is taken for the other, most rows first; equal ones by code. @param most default 20. */
export function confusedPairs(outcomes: Outcomes, most = 20): ConfusedPair[] {
  const confusion = confusionOf({ ...outcomes, sampleWeight: undefined });
  if (!confusion) return [];
  const { nClasses, cells } = confusion;
  const pairs: ConfusedPair[] = [];
  for (let actual = 0; actual < nClasses; actual++) {
    const own = cells.subarray(actual * nClasses, (actual + 1) * nClasses);
    const total = own.reduce((sum, rows) => sum + rows, 0);
    for (const [predicted, rows] of own.entries()) {
      if (predicted === actual || rows === 0) continue;
      pairs.push({ actual, predicted, rows, share: { value: rows / total, ci: wilsonInterval(rows, total) } });
    }
  }
  return pairs.sort((a, b) => b.rows - a.rows || a.actual - b.actual || a.predicted - b.predicted).slice(0, most);
}
