/** The score of one pipeline over folds. */
import { memberStream } from '../estimators/ensemble/member.ts';
import type { EstimatorSpec, Fold } from '../estimators/estimator.ts';
import { median } from '../math/quantile.ts';
import type { Predictions } from '../table/task.ts';
import { meanOverFolds } from './fold-mean.ts';
import type { FoldPool } from './fold-pool.ts';
import type { FoldModel, TrainingData } from './fold-task.ts';

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

interface CrossValidation {
  readonly data: TrainingData;
  readonly spec: EstimatorSpec;
  readonly folds: readonly Fold[];
  readonly metric: string;
  readonly seed: number;
  /** Asked after the first fold, when given; false leaves the others out, and the score is then an estimate of the mean. */
  readonly worthMore?: (firstScore: number) => boolean;
  readonly signal?: AbortSignal;
}

/** Fits and scores a pipeline on every fold. Early stopping watches the fold's own scored rows: for choosing only. */
export async function crossValidate(pool: FoldPool, job: CrossValidation): Promise<CrossValidated> {
  const { folds, signal, worthMore, ...rest } = job;
  const run = (fold: Fold, i: number) =>
    pool.run({ ...rest, ...fold, stream: memberStream(job.spec, i), watchValid: true, wantModel: true }, signal);
  const first = worthMore ? [await run(folds[0], 0)] : [];
  const others = first.length > 0 && !worthMore?.(first[0].score) ? [] : folds.slice(first.length);
  const results = [...first, ...(await Promise.all(others.map((fold, i) => run(fold, i + first.length))))];
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
