/** What is asked of a target, and what the target looks like to numeric code. */

export const tasks = ['binary', 'multiclass', 'regression'] as const;
export type Task = (typeof tasks)[number];

/** A target ready for numeric code. Class codes follow `classes`; in a binary task code 1 is the positive class. */
export interface Target {
  readonly name: string;
  readonly task: Task;
  /** nRows values: the number itself (regression) or the class code. Never missing. */
  readonly values: Float64Array;
  /** The source's own text of each class, by code; empty for regression. */
  readonly classes: readonly string[];
}

/** What a predictor says about nRows rows. */
export interface Predictions {
  /** The number (regression) or the code of the predicted class. */
  readonly values: Float64Array;
  /** One array of nRows probabilities per class; absent for regression. */
  readonly probabilities?: readonly Float64Array[];
  /** Regression: where the true values are; present when they were asked for. */
  readonly interval?: PredictedIntervals;
  /** Classes: which ones are possible; present when they were asked for. */
  readonly sets?: PredictedSets;
}

/** Intervals of nRows rows that hold the true value with a chance of `coverage`. */
export interface PredictedIntervals {
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly coverage: number;
}

/** Sets of classes of nRows rows that hold the true class with a chance of `coverage`. */
export interface PredictedSets {
  /** One array of nRows per class: 1 where the class is in the row's set. */
  readonly members: readonly Uint8Array[];
  readonly coverage: number;
}

/** One input column of a model, in the source's terms. */
export interface InputColumn {
  readonly name: string;
  readonly type: 'number' | 'integer' | 'string' | 'boolean' | 'datetime';
}

/** What a model takes and gives; part of the artifact. */
export interface Signature {
  readonly inputs: readonly InputColumn[];
  readonly target: { readonly name: string; readonly task: Task; readonly classes: readonly string[] };
}
