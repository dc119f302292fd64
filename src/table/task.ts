/** What is asked of a target, and what the target looks like to numeric code. */
import { ModelwrightError } from '../core/errors.ts';

export const tasks = ['binary', 'multiclass', 'regression'] as const;
export type Task = (typeof tasks)[number];

/** What a model does without a target: says how strange rows are, or which group they belong to. */
export const unlabelledTasks = ['anomaly', 'cluster'] as const;
export type UnlabelledTask = (typeof unlabelledTasks)[number];

/** What a trained model does. */
export const modelTasks = [...tasks, ...unlabelledTasks] as const;
export type ModelTask = (typeof modelTasks)[number];

export function isUnlabelled(task: ModelTask): task is UnlabelledTask {
  return task === 'anomaly' || task === 'cluster';
}

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
  /** What a model without a target says of each row besides, by the name of its column. */
  readonly measures?: readonly Measure[];
  /** Regression: where the true values are; present when they were asked for. */
  readonly interval?: PredictedIntervals;
  /** Classes: which ones are possible; present when they were asked for. */
  readonly sets?: PredictedSets;
}

/** A number per row under its wire name, such as `anomaly_score`. */
export interface Measure {
  readonly name: string;
  readonly values: Float64Array;
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

/**
 * What a model takes and gives; part of the artifact. Without a learned target, `target` is what the model makes up itself: the
 * column that says it, and its classes.
 */
export interface Signature<Does extends ModelTask = ModelTask> {
  readonly inputs: readonly InputColumn[];
  readonly target: { readonly name: string; readonly task: Does; readonly classes: readonly string[] };
}

/**
 * The signature of a model that learned a target.
 *
 * @param wish What it cannot do otherwise, for the message: "be explained by columns".
 * @throws TASK_UNLABELLED
 */
export function labelledSignature({ inputs, target }: Signature, wish: string): Signature<Task> {
  const { task } = target;
  if (!isUnlabelled(task)) return { inputs, target: { ...target, task } };
  throw new ModelwrightError('TASK_UNLABELLED', { task, wish });
}
