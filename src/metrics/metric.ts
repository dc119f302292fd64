/** What a metric is: a score of predictions against truth, with its direction. One metric per file; the list is index.ts. */
import type { Predictions, Task } from '../table/task.ts';

/** Truth and predictions of the same rows. Class codes; in a binary task code 1 is the positive class. */
export interface Outcomes {
  readonly yTrue: Float64Array;
  readonly predictions: Predictions;
  /** Number of classes; 0 for regression. */
  readonly nClasses: number;
  /** Non-negative weights, one per row; absent = all 1. */
  readonly sampleWeight?: Float64Array;
}

export interface Metric {
  /** Wire name, snake_case: `roc_auc`. */
  readonly name: string;
  readonly tasks: readonly Task[];
  readonly direction: 'maximize' | 'minimize';
  /** What it reads: predicted values (numbers or class codes) or class probabilities. */
  readonly needs: 'values' | 'probabilities';
  /** How its confidence interval is made: `wilson` for plain proportions, `delong` for AUC, else the bootstrap. */
  readonly interval: 'wilson' | 'delong' | 'bootstrap';
  /**
   * The score. NaN where the metric is not defined (one class only, no rows).
   * Sums have a fixed shape, so the same outcomes give the same bits.
   */
  compute(outcomes: Outcomes): number;
  /**
   * The row's share of the score, for metrics that are a mean over rows (losses, accuracy): what paired tests compare.
   */
  perRow?(outcomes: Outcomes): Float64Array;
}

/** Keeps the literal types of a definition. */
export function defineMetric<const M extends Metric>(metric: M): M {
  return metric;
}
