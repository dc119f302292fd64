/** Fits at growing sizes until the sizes or the time are used up. */
import { monotonicMs } from '../../core/clock.ts';
import { isModelwrightError } from '../../core/errors.ts';
import type { OnProgress } from '../../core/progress.ts';
import { callAfter } from '../../core/timer.ts';
import type { EstimatorSpec } from '../../estimators/estimator.ts';
import { withRounds } from '../../estimators/rounds.ts';
import type { FoldPool } from '../fold-pool.ts';
import type { TrainingData } from '../fold-task.ts';
import type { TrainingOrder } from './training-orders.ts';

export interface SizesJob {
  readonly data: TrainingData;
  readonly spec: EstimatorSpec;
  /** Whether the estimator stops early: its rounds are then chosen anew at each size. */
  readonly iterative: boolean;
  readonly metric: string;
  readonly seed: number;
  /** Rising. */
  readonly sizes: readonly number[];
  readonly orders: readonly TrainingOrder[];
  /** Reading of the monotonic clock at which fits are given up. */
  readonly deadlineMs: number;
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal;
  readonly enough?: AbortSignal;
}

/** Of the rows of a training set, every so many-th watches while the rounds are chosen. */
const watching = 5;
/** Twice the rows take at most about so much longer. */
const growth = 2.3;

/**
 * Scores by size, then by repeat, of the sizes that there was time for. A size is begun when the one before says that it can be
 * finished.
 *
 * @throws CANCELLED by `signal`, and what a fit throws.
 */
export async function scoreSizes(pool: FoldPool, job: SizesJob): Promise<number[][]> {
  const { sizes, orders, deadlineMs, onProgress, signal, enough } = job;
  const controller = new AbortController();
  const cancel = callAfter(deadlineMs - monotonicMs(), () => controller.abort());
  const stop = AbortSignal.any([controller.signal, signal, enough].filter((one) => one !== undefined));
  const scores: number[][] = [];
  try {
    for (const [s, size] of sizes.entries()) {
      onProgress({ stage: 'learn', done: s, total: sizes.length, note: `${size} rows` });
      const startedMs = monotonicMs();
      scores.push(await Promise.all(orders.map((order, repeat) => scoreOf(pool, job, order, size, repeat, stop))));
      const expectedMs = growth * (monotonicMs() - startedMs);
      if (stop.aborted || monotonicMs() + expectedMs > deadlineMs) break;
    }
  } catch (error) {
    // Time that ran out ends the curve; who gives up wants none.
    const late = isModelwrightError(error) && error.code === 'CANCELLED' && !signal?.aborted;
    if (!late) throw error;
  } finally {
    cancel();
  }
  return scores;
}

async function scoreOf(
  pool: FoldPool,
  { data, spec, iterative, metric, seed }: SizesJob,
  { train, judge }: TrainingOrder,
  size: number,
  repeat: number,
  stop: AbortSignal,
): Promise<number> {
  const rows = train.subarray(0, size);
  const task = { data, seed, metric, stream: `size-${size}-${repeat}`, wantModel: false };
  let settled = spec;
  if (iterative) {
    // Never the judging rows: their score is what the curve shows.
    const [learn, watch] = [rows.filter((_, i) => i % watching !== 0), rows.filter((_, i) => i % watching === 0)];
    const { rounds } = await pool.run({ ...task, spec, train: learn, valid: watch, watchValid: true }, stop);
    if (rounds !== undefined) settled = withRounds(spec, rounds);
  }
  const { score } = await pool.run(
    { ...task, spec: settled, train: rows.slice().sort((a, b) => a - b), valid: judge, watchValid: false },
    stop,
  );
  return score;
}
