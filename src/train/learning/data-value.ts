/** What more data is worth, told by a training on the side: a short learning curve of a part of its model, where there is time. */
import { monotonicMs } from '../../core/clock.ts';
import { isModelwrightError } from '../../core/errors.ts';
import type { OnProgress } from '../../core/progress.ts';
import type { Fold } from '../../estimators/estimator.ts';
import type { DataValue } from '../../evaluate/data-value.ts';
import { learningCurve } from '../../evaluate/learning-curve.ts';
import type { Metric } from '../../metrics/metric.ts';
import type { FoldPool } from '../fold-pool.ts';
import type { TrainingData } from '../fold-task.ts';
import type { Prepared } from '../prepare.ts';
import type { TrainRequest } from '../request.ts';
import type { Scored } from '../search.ts';
import { type CurveSettings, curveCommand } from './curve-command.ts';
import { scoreSizes } from './score-sizes.ts';
import { rowsForSizes, type TrainingOrder, trainingOrders, trainingSizes } from './training-orders.ts';

/** Fewest that tell a scatter, and the largest sizes: these are nearest to twice the data. */
const repeats = 3;
const sizesWanted = 4;

/** Of the time that the run has taken, so much more may be spent; of its budget so much is left for the pages, and for a refit. */
const share = { ofElapsed: 0.1, forPages: 0.05, forRefit: 0.2 };

/** Fits beside other work take longer than they did; what early stopping learns twice, as a multiple. */
const caution = 1.5;
const withRoundsAgain = 1.8;

/** What a training knows when its model is made and judged. */
interface ValueJob {
  readonly request: CurveSettings & Pick<TrainRequest, 'seed' | 'budgetMs' | 'refit'>;
  readonly prepared: Prepared;
  readonly data: TrainingData;
  /** Rows that the model learns from; the sealed ones have no part in this. */
  readonly rows: Int32Array;
  /** What the model is made of. */
  readonly members: readonly { readonly candidate: Pick<Scored, 'name' | 'spec' | 'score' | 'rounds' | 'fitMs'> }[];
  /** On which the members were compared. */
  readonly folds: readonly Fold[];
  readonly metric: Metric;
  /** Reading of the monotonic clock from which the budget counts. */
  readonly startedMs: number;
  /** What the pages are going to take. */
  readonly pagesMs?: number;
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal;
  readonly enough?: AbortSignal;
}

/**
 * Fits the best member that there is time for at four sizes, three times each. It takes at most a tenth of the time that the run has
 * taken, and none of the last twentieth of the budget. Where that is too little, or a member cannot be fitted to few rows, the answer
 * is the command that takes its time; nothing of this ends a training.
 *
 * @returns undefined where there are too few rows for any learning curve.
 * @throws CANCELLED by `signal`.
 */
export async function dataValue(pool: FoldPool, job: ValueJob): Promise<DataValue | undefined> {
  const { request, prepared, metric, signal, enough } = job;
  const nClasses = prepared.target.classes.length;
  const command = curveCommand(request);
  try {
    // The orders alone take their time of many rows.
    if (monotonicMs() >= endOf(job)) {
      return job.rows.length < rowsForSizes(sizesWanted, nClasses) ? undefined : { command };
    }
    const orders = trainingOrders(prepared, job.rows, repeats, request.seed);
    const sizes = trainingSizes(orders, nClasses).slice(-sizesWanted);
    if (sizes.length < sizesWanted) return undefined;
    const deadlineMs = endOf(job);
    const member = enough?.aborted ? undefined : memberInTime(job, sizes, deadlineMs, pool.threads);
    if (!member) return { command };
    const scores = await scoresOf(pool, job, { member, sizes, orders, deadlineMs });
    if (scores.length < sizesWanted) return { command };
    const curve = await learningCurve({
      sizes,
      scoreAt: (size, repeat) => scores[sizes.indexOf(size)][repeat],
      direction: metric.direction,
      bounds: metric.bounds,
      repeats,
      seed: request.seed,
    });
    return { command, curve: { ...curve, estimator: member.name, repeats } };
  } catch (error) {
    if (!isModelwrightError(error) || error.code === 'INTERNAL' || signal?.aborted) throw error;
    return { command };
  }
}

/** Reading of the monotonic clock by which it is to be done. */
function endOf({ request, startedMs, pagesMs = 0 }: ValueJob): number {
  const now = monotonicMs();
  const left = request.refit === 'all' ? share.forRefit : share.forPages;
  const leftMs = Math.max(left * request.budgetMs, pagesMs);
  return Math.min(now + share.ofElapsed * (now - startedMs), startedMs + request.budgetMs - leftMs);
}

/** The best member whose fits should be done in time. */
function memberInTime(
  { members, folds, metric }: ValueJob,
  sizes: readonly number[],
  deadlineMs: number,
  threads: number,
): ValueJob['members'][number]['candidate'] | undefined {
  const learned = folds.reduce((sum, { train }) => sum + train.length, 0);
  const rows = repeats * sizes.reduce((sum, size) => sum + size, 0);
  const spareMs = (deadlineMs - monotonicMs()) * Math.min(threads, repeats);
  const sign = metric.direction === 'maximize' ? -1 : 1;
  return members
    .map(({ candidate }) => candidate)
    .toSorted((a, b) => sign * (a.score - b.score))
    .find(({ fitMs, rounds }) => {
      const again = rounds === undefined ? 1 : withRoundsAgain;
      return (caution * again * fitMs * rows) / learned <= spareMs;
    });
}

async function scoresOf(
  pool: FoldPool,
  { data, request, metric, onProgress, signal, enough }: ValueJob,
  curve: {
    readonly member: ValueJob['members'][number]['candidate'];
    readonly sizes: readonly number[];
    readonly orders: readonly TrainingOrder[];
    readonly deadlineMs: number;
  },
): Promise<number[][]> {
  const { member, sizes, orders, deadlineMs } = curve;
  return await scoreSizes(pool, {
    data,
    spec: member.spec,
    iterative: member.rounds !== undefined,
    metric: metric.name,
    seed: request.seed,
    sizes,
    orders,
    deadlineMs,
    onProgress,
    signal,
    enough,
  });
}
