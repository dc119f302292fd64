/** What a metric is: a score of predictions against truth, with its direction. One metric per file; the list is index.ts. */
import type { Predictions, Task } from '../table/task.ts';
import type { CalibrationBin } from './calibration-bins.ts';
import type { Confusion } from './confusion-matrix.ts';

/** Truth and predictions of the same rows. Class codes; in a binary task code 1 is the positive class. */
export interface Outcomes {
  readonly yTrue: Float64Array;
  readonly predictions: Predictions;
  /** Number of classes; 0 for regression. */
  readonly nClasses: number;
  /** Non-negative weights, one per row; absent = all 1. A row of weight zero counts as absent. */
  readonly sampleWeight?: Float64Array;
}

/** A count out of rows. */
export interface Proportion {
  readonly successes: number;
  readonly rows: number;
}

export interface Metric {
  /** Wire name, snake_case: `roc_auc`. */
  readonly name: string;
  /** One sentence: what it measures, and in what unit. */
  readonly description: string;
  readonly tasks: readonly Task[];
  readonly direction: 'maximize' | 'minimize';
  /** Every defined value lies in `[low, high]`. */
  readonly bounds: readonly [low: number, high: number];
  /** What it reads: predicted values (numbers or class codes) or class probabilities. */
  readonly needs: 'values' | 'probabilities';
  /**
   * How its confidence interval is made: `wilson` for plain proportions, `delong` for the area under one ROC curve, `bca` (the
   * bootstrap corrected for bias and skew) for the others, `percentile` for those that hang on the place of a single row,
   * whose jackknife says nothing, `consistency` for distances of probability and outcome, which chance moves one way only.
   */
  readonly interval: 'wilson' | 'delong' | 'bca' | 'percentile' | 'consistency';
  /**
   * The score. NaN where the metric is not defined: no rows (or no weight), truth without what it needs (one class only, a
   * constant target), predictions that are missing or outside its domain.
   * Sums have a fixed shape, so the same outcomes give the same bits.
   */
  compute(outcomes: Outcomes): number;
  /**
   * The row's share of the score, for metrics that are a mean over rows (losses, accuracy): what paired tests compare.
   * It does not look at `sampleWeight`.
   */
  perRow?(outcomes: Outcomes): Float64Array;
  /** The score as a rising function of the mean of `perRow`, where it is not the mean itself: a root, say. */
  fromMean?(mean: number): number;
  /** The score by the confusion matrix alone; present for metrics that read nothing else. NaN where the metric is not defined. */
  ofConfusion?(confusion: Confusion): number;
  /** The score by the calibration bins alone; present where `interval` is `consistency`. NaN without bins. */
  ofCalibration?(bins: readonly CalibrationBin[]): number;
  /** What the score counts; present where `interval` is `wilson`. Without weights the score is successes / rows. */
  proportion?(outcomes: Outcomes): Proportion;
  /**
   * How much each row moves the score: its derivative by the row's weight, times the number of rows, at equal weights
   * (the empirical influence function, Hampel 1974). Sums to 0. Present where the score is a smooth function of the weights;
   * undefined where it is not defined for these outcomes or would take too long. It does not look at `sampleWeight`.
   */
  influence?(outcomes: Outcomes): Float64Array | undefined;
  /**
   * The same score under many weights: does once what does not depend on them, such as sorting. The returned function equals
   * `compute` with that `sampleWeight`. For resampling.
   */
  reweighting?(outcomes: Outcomes): (sampleWeight: Float64Array) => number;
}

/** Keeps the literal types of a definition. */
export function defineMetric<const M extends Metric>(metric: M): M {
  return metric;
}
