/** One fit and its score on held-out rows: the unit of work that search and cross-validation hand to worker threads. */
import type { EstimatorSpec, FittedEstimator } from '../estimators/estimator.ts';
import type { Table } from '../table/table.ts';
import type { Predictions, Task } from '../table/task.ts';

/** Rows and their targets, shared by every fold task of a run. */
export interface TrainingData {
  readonly X: Table;
  /** Numbers, or class codes. */
  readonly y: Float64Array;
  readonly task: Task;
  readonly nClasses: number;
  /** How much each row counts in fits and scores, mean 1; absent: all alike. */
  readonly weights?: Float64Array;
  /** Group of each row. Every fit weighs its rows so that y does not depend on it; scores do not. */
  readonly balance?: Int32Array;
}

export interface FoldTask {
  readonly data: TrainingData;
  readonly spec: EstimatorSpec;
  /** Rows to fit on and rows to score. */
  readonly train: Int32Array;
  readonly valid: Int32Array;
  /** Of the rows of `train`; absent: what `data` says. */
  readonly sampleWeight?: Float64Array;
  readonly seed: number;
  /** Name of this fit's random stream. */
  readonly stream: string;
  /** Wire name of the metric. */
  readonly metric: string;
  /**
   * Lets the fit watch `valid` to choose its number of rounds. Only for choosing between candidates:
   * a fold whose score is reported as the quality of the model must not be watched.
   */
  readonly watchValid: boolean;
  /** Ask for the fitted estimator, its size and its speed. */
  readonly wantModel: boolean;
}

export interface FoldResult {
  /** The metric on `valid`; NaN where it is not defined. */
  readonly score: number;
  /** Rounds that the predictor kept; absent when it is not iterative. */
  readonly rounds?: number;
  readonly fitMs: number;
  /** Of `valid`, in its order. */
  readonly predictions: Predictions;
  readonly model?: FoldModel;
}

/** A fitted estimator and what it costs to keep and to ask. */
export interface FoldModel {
  readonly fitted: FittedEstimator;
  /** Of its stored form. */
  readonly bytes: number;
  /** Median time of one row alone, in microseconds. */
  readonly latencyUs: number;
}
