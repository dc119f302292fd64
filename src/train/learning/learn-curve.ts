/** The learning curve of a source: what a model of it gains with more rows, within a budget of time. */
import { monotonicMs } from '../../core/clock.ts';
import { ModelwrightError } from '../../core/errors.ts';
import type { OnProgress } from '../../core/progress.ts';
import { type LearningCurve, learningCurve } from '../../evaluate/learning-curve.ts';
import { drawnRows } from '../../math/drawn-rows.ts';
import { createRng } from '../../math/philox.ts';
import type { Metric } from '../../metrics/metric.ts';
import type { Table } from '../../table/table.ts';
import { factsOf } from '../facts.ts';
import { type FoldPool, openFoldPool } from '../fold-pool.ts';
import type { TrainingData } from '../fold-task.ts';
import { metricForTask } from '../metric-for-task.ts';
import { checkFindings, type Prepared, prepare } from '../prepare.ts';
import { presets } from '../preset.ts';
import type { TrainRequest } from '../request.ts';
import { type Scored, search } from '../search.ts';
import { searchFolds } from '../search-folds.ts';
import { trainingData } from '../shared-table.ts';
import { splitOff } from '../split-off.ts';
import { scoreSizes } from './score-sizes.ts';
import { rowsForSizes, trainingOrders, trainingSizes } from './training-orders.ts';

export interface CurveContext {
  readonly repeats: number;
  /** How many times the largest size the advice is about. */
  readonly factor: number;
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal;
  /** Ends with the sizes that are done. */
  readonly enough?: AbortSignal;
  /** Reading of the monotonic clock from which the budget counts. */
  readonly startedMs: number;
}

export interface SourceCurve extends LearningCurve {
  readonly task: string;
  readonly metric: { readonly name: string; readonly direction: Metric['direction'] };
  /** Wire name of the estimator that was fitted, the better of a linear model and boosting. */
  readonly estimator: string;
  readonly repeats: number;
  /** `sealed`: rows of the holdout that a training would seal, which had no part in this; `judge`: of the first repeat. */
  readonly rows: { readonly total: number; readonly sealed: number; readonly train: number; readonly judge: number };
  /** `budget`: larger sizes were possible. */
  readonly stoppedBy: 'rows' | 'budget' | 'signal';
}

const fewestSizes = 4;
/** Share of the budget for the choice of the estimator, and how many candidates and rows it looks at. */
const choice = { share: 0.25, candidates: 2, rows: 5000, folds: 2 };

/**
 * Chooses an estimator, fits it at sizes a factor of two apart, and puts a power law through the scores. The rows that a training of
 * the same settings would seal are left alone.
 *
 * @throws ROWS_TOO_FEW for fewer rows than four sizes take, PARAM_INVALID for a budget that ends before, FINDINGS_STOP, CANCELLED,
 *   and the errors of options.
 */
export async function learnCurve(table: Table, request: TrainRequest, context: CurveContext): Promise<SourceCurve> {
  const prepared = prepare(table, request);
  const metric = metricForTask(prepared.target.task, request.metric);
  const split = splitOff(prepared, request);
  checkFindings(table, prepared, request, split.holdout.length > 0 ? split : undefined);
  const orders = trainingOrders(prepared, split.train, context.repeats, request.seed);
  const sizes = trainingSizes(orders, prepared.target.classes.length);
  if (sizes.length < fewestSizes) {
    const needed = rowsForSizes(fewestSizes, prepared.target.classes.length);
    throw new ModelwrightError('ROWS_TOO_FEW', { what: 'a learning curve', needed, rows: split.train.length });
  }
  const data = trainingData(prepared);
  const pool = openFoldPool(request.threads);
  try {
    const best = await chooseEstimator(pool, { prepared, data, rows: split.train, metric, request, context });
    const scores = await scoreSizes(pool, {
      data,
      spec: best.spec,
      iterative: best.rounds !== undefined,
      metric: metric.name,
      seed: request.seed,
      sizes,
      orders,
      deadlineMs: context.startedMs + request.budgetMs,
      ...context,
    });
    if (scores.length < fewestSizes) throw tooLittleTime(request, context, scores.length);
    const done = sizes.slice(0, scores.length);
    const curve = await learningCurve({
      sizes: done,
      scoreAt: (size, repeat) => scores[done.indexOf(size)][repeat],
      direction: metric.direction,
      bounds: metric.bounds,
      repeats: context.repeats,
      factor: context.factor,
      seed: request.seed,
    });
    return {
      ...curve,
      task: prepared.target.task,
      metric: { name: metric.name, direction: metric.direction },
      estimator: best.name,
      repeats: context.repeats,
      rows: {
        total: table.nRows,
        sealed: split.holdout.length,
        train: sizes[sizes.length - 1],
        judge: orders[0].judge.length,
      },
      stoppedBy: done.length === sizes.length ? 'rows' : context.enough?.aborted ? 'signal' : 'budget',
    };
  } finally {
    await pool.close();
  }
}

async function chooseEstimator(
  pool: FoldPool,
  of: {
    readonly prepared: Prepared;
    readonly data: TrainingData;
    readonly rows: Int32Array;
    readonly metric: Metric;
    readonly request: TrainRequest;
    readonly context: CurveContext;
  },
): Promise<Scored> {
  const { prepared, data, metric, request, context } = of;
  const drawn = drawnRows(of.rows.length, choice.rows, createRng(request.seed).split('learning-curve-choice'));
  const rows = drawn.map((place) => of.rows[place]);
  const { best, baselineOnly } = await search(pool, {
    data,
    facts: factsOf(data, prepared.features, rows),
    preset: presets.fast,
    folds: searchFolds(prepared, rows, choice.folds, request.seed),
    metric,
    seed: request.seed,
    deadlineMs: Math.max(context.startedMs + choice.share * request.budgetMs, monotonicMs()),
    fitsToCome: 0,
    maxCandidates: choice.candidates,
    onProgress: context.onProgress,
    signal: context.signal,
    enough: context.enough,
    stage: 'choose',
  });
  if (baselineOnly) throw tooLittleTime(request, context, 0);
  return best;
}

function tooLittleTime({ budgetMs }: TrainRequest, { enough }: CurveContext, sizes: number): ModelwrightError {
  if (enough?.aborted) return new ModelwrightError('CANCELLED', { what: 'the learning curve' });
  const law = `time for ${fewestSizes} sizes`;
  return new ModelwrightError('PARAM_INVALID', { name: 'budget', law, value: `${budgetMs} ms, enough for ${sizes}` });
}
