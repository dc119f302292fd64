/** What the chosen model would say of rows if nothing had been done for fairness: what a mitigation is compared with. */
import { withoutGroups } from '../estimators/decision/group-thresholded.ts';
import type { EstimatorSpec, FittedEstimator } from '../estimators/estimator.ts';
import { takeRows } from '../table/table.ts';
import type { Predictions } from '../table/task.ts';
import type { FoldPool } from './fold-pool.ts';
import type { TrainingData } from './fold-task.ts';

/**
 * Of a model with thresholds by group its answers by one threshold; of a reweighed one the predictions of the same choice fitted again
 * to rows that count alike (or by the weight column). Undefined for a model without a mitigation.
 */
export async function unmitigated(
  pool: FoldPool,
  job: {
    readonly data: TrainingData;
    readonly spec: EstimatorSpec;
    /** Absent where the spec was fitted by others; it is needed for thresholds alone. */
    readonly fitted?: FittedEstimator;
    readonly train: Int32Array;
    /** Rows to predict. */
    readonly rows: Int32Array;
    readonly metric: string;
    readonly seed: number;
    readonly stream: string;
    readonly signal?: AbortSignal;
  },
): Promise<Predictions | undefined> {
  const { data, fitted, rows, train, signal, ...rest } = job;
  if (!data.balance) return fitted && withoutGroups(fitted, takeRows(data.X, rows));
  const task = { ...rest, data: unbalanced(data), train, valid: rows, watchValid: false, wantModel: false };
  return (await pool.run({ ...task, stream: `${job.stream}/unmitigated` }, signal)).predictions;
}

/** The same rows, counting alike in fits whatever their group. A baseline is fitted to these: it is no part of the mitigation. */
export function unbalanced(data: TrainingData): TrainingData {
  return { ...data, balance: undefined };
}
