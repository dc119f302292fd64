/** The score of one pipeline over folds. */
import type { EstimatorSpec } from '../estimators/estimator.ts';
import { median } from '../math/quantile.ts';
import { mean } from '../math/reduce.ts';
import type { FoldPool } from './fold-pool.ts';
import type { TrainingData } from './fold-task.ts';

/** Row numbers of one fold. */
export interface Fold {
  readonly train: Int32Array;
  readonly valid: Int32Array;
}

export interface CrossValidated {
  /** Mean of the metric over the folds where it is defined; NaN when it is defined in none. */
  readonly score: number;
  readonly foldScores: readonly number[];
  /** Median of the rounds that early stopping kept; absent when the predictor is not iterative. */
  readonly rounds?: number;
  /** Sum over the folds. */
  readonly fitMs: number;
}

interface CrossValidation {
  readonly data: TrainingData;
  readonly spec: EstimatorSpec;
  readonly folds: readonly Fold[];
  readonly metric: string;
  readonly seed: number;
  /** Name of the random streams of these fits. */
  readonly stream: string;
  readonly signal?: AbortSignal;
}

/** Fits and scores a pipeline on every fold. Early stopping watches the fold's own scored rows: for choosing only. */
export async function crossValidate(pool: FoldPool, job: CrossValidation): Promise<CrossValidated> {
  const { folds, signal, stream, ...rest } = job;
  const results = await Promise.all(
    folds.map((fold, i) =>
      pool.run({ ...rest, ...fold, stream: `${stream}/fold-${i}`, watchValid: true, wantPredictions: false }, signal),
    ),
  );
  const foldScores = results.map((result) => result.score);
  const defined = foldScores.filter((score) => !Number.isNaN(score));
  const rounds = results.flatMap((result) => result.rounds ?? []);
  return {
    score: defined.length > 0 ? mean(defined) : Number.NaN,
    foldScores,
    rounds: rounds.length > 0 ? Math.max(1, Math.round(median(rounds))) : undefined,
    fitMs: results.reduce((total, result) => total + result.fitMs, 0),
  };
}
