/** The score of one pipeline over folds. */
import { memberStream } from '../estimators/ensemble/member.ts';
import type { EstimatorSpec, Fold } from '../estimators/estimator.ts';
import { median } from '../math/quantile.ts';
import type { Predictions } from '../table/task.ts';
import { meanOverFolds } from './fold-mean.ts';
import type { FoldPool } from './fold-pool.ts';
import type { FoldModel, FoldTask, TrainingData } from './fold-task.ts';

export interface CrossValidated {
  /** Of the metric over the folds, see `meanOverFolds`. */
  readonly score: number;
  /** Of the folds that were fitted, in their order: all, or the first alone. */
  readonly foldScores: readonly number[];
  /** Median of the rounds that early stopping kept; absent when the predictor is not iterative. */
  readonly rounds?: number;
  /** Sum over the folds. */
  readonly fitMs: number;
  /** Of each fold's held-out rows. */
  readonly predictions: readonly Predictions[];
  /** Of each fold; the models that an ensemble over the same folds would fit. */
  readonly models: readonly FoldModel[];
}

/** A pipeline on the folds that it is judged by. */
export interface SpecOnFolds {
  readonly data: TrainingData;
  readonly spec: EstimatorSpec;
  readonly folds: readonly Fold[];
  /** Wire name. */
  readonly metric: string;
  readonly seed: number;
}

interface CrossValidation extends SpecOnFolds {
  /** Asked after the first fold, when given; false leaves the others out, and the score is then an estimate of the mean. */
  readonly worthMore?: (firstScore: number) => boolean;
  readonly signal?: AbortSignal;
}

/** Fits and scores a pipeline on every fold. Early stopping watches the fold's own scored rows: for choosing only. */
export async function crossValidate(pool: Pick<FoldPool, 'run'>, job: CrossValidation): Promise<CrossValidated> {
  const { folds, signal, worthMore } = job;
  const run = (fold: number) => pool.run(taskOfFold(job, fold), signal);
  const first = worthMore ? [await run(0)] : [];
  const others = first.length > 0 && !worthMore?.(first[0].score) ? [] : [...folds.keys()].slice(first.length);
  const results = [...first, ...(await Promise.all(others.map(run)))];
  const foldScores = results.map((result) => result.score);
  const rounds = results.flatMap((result) => result.rounds ?? []);
  return {
    score: meanOverFolds(foldScores, folds),
    foldScores,
    rounds: rounds.length > 0 ? Math.max(1, Math.round(median(rounds))) : undefined,
    fitMs: results.reduce((total, result) => total + result.fitMs, 0),
    predictions: results.map(({ predictions }) => predictions),
    models: results.flatMap(({ model }) => model ?? []),
  };
}

/** The fit of a pipeline on one of its folds, for choosing. */
export function taskOfFold({ data, spec, folds, metric, seed }: SpecOnFolds, fold: number): FoldTask {
  const stream = memberStream(spec, fold);
  return { data, spec, ...folds[fold], seed, stream, metric, watchValid: true, wantModel: true };
}
