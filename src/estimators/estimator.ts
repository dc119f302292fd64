/**
 * The estimator contract. An estimator is a definition object: pure functions over params and state, both data.
 *
 * Obligations of a definition:
 * - `fit` never changes its input, reads no clock, disk or network, and takes randomness from `ctx.rng` alone.
 *   The same input, params and seed give the same state, bit for bit, on any number of threads.
 * - State is plain data that `core/pack.ts` can hold. Numbers that may be non-finite or -0 live in typed arrays.
 * - `predict` and `transform` are pure functions of (state, input): row i of the output depends on row i of the input alone,
 *   and a batch gives the same bits as its rows one by one.
 * - A change of the state format raises `version`; a fixture of the old one stays under tests/fixtures/artifacts.
 */
import type { z } from 'zod';
import type { Packable } from '../core/pack.ts';
import type { Rng } from '../math/rng.ts';
import type { Table } from '../table/table.ts';
import type { Predictions, Task } from '../table/task.ts';
import type { RowColumn, RowModel, RowPredictor, RowStep, TakePlace } from './single-row/row-cells.ts';

/** Facts about an estimator that choose its conformance checks. */
export interface Tags {
  /** Accepts missing values in X. */
  readonly allowsMissing?: boolean;
  /** Reads `sampleWeight`; `exact` promises that a row of weight zero gives the same bytes as its absence. */
  readonly sampleWeight?: 'exact' | 'approximate';
  /** Treats number columns with a `cardinality` as categories. */
  readonly categorical?: boolean;
  /** Uses `ctx.rng`. */
  readonly usesRng?: boolean;
  /** Accepts string, boolean or datetime columns (transformers of raw tables, pipelines). */
  readonly rawColumns?: boolean;
  /** Answers classes by a rule of its own, not always the most probable one. */
  readonly decides?: boolean;
  /** A transformer that learns from y, and so needs it. */
  readonly readsTarget?: boolean;
  /** Looks at y alone, by design: what other predictors have to beat. */
  readonly baseline?: boolean;
  /** Goes on from `initModel`. */
  readonly warmStart?: boolean;
  /** Minimises an objective that the caller wrote. */
  readonly customObjective?: boolean;
  /** Takes long enough that the public `fit` runs it in a worker thread. */
  readonly heavy?: boolean;
}

/** Training rows. */
export interface FitInput {
  /** Predictors without the `rawColumns` tag get number columns only. */
  readonly X: Table;
  /** nRows values: numbers, or class codes 0 .. nClasses-1. Absent only for transformers that do not look at it. */
  readonly y?: Float64Array;
  readonly task?: Task;
  /** Number of classes; 0 for regression. Every code need not occur in y. */
  readonly nClasses: number;
  /** Non-negative, one per row. */
  readonly sampleWeight?: Float64Array;
  /** nRows numbers of queries, for objectives that rank; rows of a query need not follow each other. */
  readonly groups?: Int32Array;
  /** Rows to watch for early stopping; never part of the fit itself. */
  readonly valid?: { readonly X: Table; readonly y: Float64Array; readonly groups?: Int32Array };
  /** Ways to part the rows, for estimators that fit their members on parts of them; these draw their own when it is absent. */
  readonly folds?: readonly Fold[];
  /** What an earlier fit of this estimator made, to go on from; for estimators with the `warmStart` tag. */
  readonly initModel?: FittedEstimator;
}

/** Numbers of rows to fit on and of rows held out, both ascending; no row is in both. */
export interface Fold {
  readonly train: Int32Array;
  readonly valid: Int32Array;
  /** Non-negative, one per row of `train`; absent: the weights of the input. */
  readonly sampleWeight?: Float64Array;
}

/** An objective that the caller wrote, for estimators with the `customObjective` tag. */
export interface CustomObjective {
  /**
   * First and second derivatives (>= 0) of the weighted loss of each row with respect to its score.
   *
   * @param scores nRows: values of regression, log-odds of class 1 of two.
   */
  gradientAndHessian(
    scores: Float64Array,
    y: Float64Array,
    weights: Float64Array,
  ): { readonly gradient: ArrayLike<number>; readonly hessian: ArrayLike<number> };
  /** The score to start from; default 0. */
  initialScore?(y: Float64Array, weights: Float64Array): number;
  /** The mean loss, lower is better: what progress reports and early stopping watches, unless a metric is asked for. */
  loss?(scores: Float64Array, y: Float64Array, weights: Float64Array): number;
}

/** What a fit may use besides its input. */
export interface FitContext {
  readonly rng: Rng;
  /** Threads that the fit may use, >= 1; the state has the same bytes for any number. Default 1. */
  readonly threads?: number;
  /**
   * Called after each iteration with the score on `valid` (else on the training rows), lower is better.
   * Returning false stops the fit: one hook for progress, early stopping, pruning and cancelling.
   */
  readonly onIteration?: (iteration: number, score: number) => boolean | undefined;
  /** Minimised in place of the estimator's own objective; the fit then uses one thread, and the same function gives the same state. */
  readonly objective?: CustomObjective;
  /** True when `onIteration` does not read the score: without rows to watch it is then NaN, and costs nothing. */
  readonly progressOnly?: boolean;
}

interface Definition<Params, State extends Packable> {
  /** Stable wire name, snake_case. */
  readonly name: string;
  /** Version of the state format. */
  readonly version: number;
  /** One sentence for help and docs. */
  readonly description: string;
  readonly tags: Tags;
  /** A strict object; every field has a default, a range and a description with its unit. */
  readonly params: z.ZodType<Params>;
  /** Checks a state that was read from bytes; a damaged one must not pass. */
  readonly state: z.ZodType<State>;
  /** The present form of a state that an older version wrote, not yet checked; absent while there is but one version. */
  upgrade?(state: unknown, version: number): unknown;
  /** Synchronous inside, so that it can run in a worker; the public `fit` is asynchronous. */
  fit(input: FitInput, params: Params, ctx: FitContext): State;
  /** Ranges for search, by parameter name. Absent: nothing to search. */
  readonly searchSpace?: SearchSpace;
}

/** Predicts a target. */
export interface PredictorDefinition<Params = unknown, State extends Packable = Packable>
  extends Definition<Params, State> {
  readonly kind: 'predictor';
  readonly tasks: readonly Task[];
  predict(state: State, X: Table): Predictions;
  /**
   * The same for rows that come one at a time, where that saves the making of tables; absent: rows come as tables of one row.
   * Undefined where this state cannot do it.
   */
  rowPredictor?(state: State): RowPredictor | undefined;
  /** The same for predictors that are made of others, instead of `rowPredictor`. */
  rowModel?(state: State, rows: RowsAt): RowModel | undefined;
  /**
   * For predictors that grow round by round: the parameter that bounds the rounds, and how many a state kept.
   * Cross-validation finds the number with early stopping; the final fit is given it, so that it needs no watching rows.
   * `growWithRows`: each round learns one small thing, so more rows are worth more rounds; else a round is a pass over all rows.
   */
  readonly rounds?: { readonly param: string; readonly growWithRows: boolean; count(state: State): number };
  /** Share of each input column in what was learned, by name, summing to 1; absent where it means nothing. */
  importance?(state: State): readonly { readonly feature: string; readonly share: number }[];
}

/** Turns a table into another with the same rows. */
export interface TransformerDefinition<Params = unknown, State extends Packable = Packable>
  extends Definition<Params, State> {
  readonly kind: 'transformer';
  transform(state: State, X: Table): Table;
  /**
   * `transform` for rows that come one at a time from a table with these columns, value for value the same bits. Undefined where a
   * column is absent, or where rows must come as tables of one row, as without this function.
   *
   * @param take gives a place for each column that the step makes.
   */
  rowStep?(state: State, columns: readonly RowColumn[], take: TakePlace): RowStep | undefined;
  /**
   * For transformers that write y into their output: the training rows as the next step has to see them, each made without its own y.
   * Has the columns of `transform`. `input` is what `state` was fitted on, or the rows that a warm start goes on with. Absent: `transform`.
   */
  crossFit?(state: State, input: FitInput, params: Params, ctx: FitContext): Table;
  /** For each output column that was made of another column: its name and the name of that input column. */
  origins?(state: State): ReadonlyMap<string, string>;
  /** True where some output column was made of several: what such a column adds belongs to none of them alone. Absent: never. */
  mixes?(state: State): boolean;
}

export type EstimatorDefinition<Params = unknown, State extends Packable = Packable> =
  | PredictorDefinition<Params, State>
  | TransformerDefinition<Params, State>;

/** One searched parameter. */
export type SearchRange =
  | { readonly type: 'float'; readonly low: number; readonly high: number; readonly log?: boolean }
  | { readonly type: 'int'; readonly low: number; readonly high: number; readonly log?: boolean }
  | { readonly type: 'choice'; readonly values: readonly (string | number | boolean | null)[] };

export type SearchSpace = Readonly<Record<string, SearchRange>>;

/** An estimator by name with its params: the form that is stored, sent to workers and nested in pipelines. */
export interface EstimatorSpec {
  readonly name: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A fitted estimator as data. A type alias, because an interface is not assignable to Packable. */
export type FittedEstimator = {
  readonly name: string;
  readonly version: number;
  readonly params: Packable;
  readonly state: Packable;
};

/** Columns of single rows at some step of a pipeline. Models that are made here take their steps together where these are equal. */
export interface RowsAt {
  /** The columns behind these fitted transformers; undefined where one of them must have tables. */
  behind(transformers: readonly FittedEstimator[]): RowsAt | undefined;
  /** The model of a fitted predictor; undefined where it must have tables, or lacks a column. */
  model(fitted: FittedEstimator): RowModel | undefined;
}
