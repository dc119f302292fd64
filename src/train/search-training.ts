/** The search of a run: the one whose candidates are told and logged. */
import { ModelwrightError } from '../core/errors.ts';
import type { OnProgress } from '../core/progress.ts';
import type { Metric } from '../metrics/metric.ts';
import type { Run } from '../tracking/runs.ts';
import { factsOf } from './facts.ts';
import type { FoldPool } from './fold-pool.ts';
import type { TrainingData } from './fold-task.ts';
import type { Plan } from './plan.ts';
import type { Prepared } from './prepare.ts';
import type { TrainRequest } from './request.ts';
import { type SearchResult, search } from './search.ts';

interface SearchingRun {
  readonly request: TrainRequest;
  readonly context: {
    readonly onProgress: OnProgress;
    readonly signal?: AbortSignal;
    readonly enough?: AbortSignal;
  };
  readonly run: Run;
  readonly folds: FoldPool;
}

/** @throws CANCELLED when it is ended before anything was found, as well. */
export async function searchTraining(
  job: SearchingRun,
  of: {
    readonly prepared: Prepared;
    readonly data: TrainingData;
    readonly plan: Plan;
    readonly metric: Metric;
    /** Reading of the monotonic clock by which it and the fits of its choice are to be done. */
    readonly deadlineMs: number;
    /** Reading until which a first candidate is waited for. */
    readonly firstByMs?: number;
    readonly fitsToCome: number;
  },
): Promise<SearchResult> {
  const { request, context, run, folds } = job;
  const { data, plan, metric } = of;
  const found = await search(folds, {
    data,
    facts: factsOf(data, of.prepared.features, plan.rows),
    preset: plan.preset,
    folds: plan.folds,
    metric,
    seed: request.seed,
    deadlineMs: of.deadlineMs,
    firstByMs: of.firstByMs,
    fitsToCome: of.fitsToCome,
    maxCandidates: request.maxCandidates ?? Number.POSITIVE_INFINITY,
    onProgress: context.onProgress,
    signal: context.signal,
    enough: context.enough,
    stage: 'search',
  });
  if (found.baselineOnly && context.enough?.aborted) throw new ModelwrightError('CANCELLED', { what: 'train' });
  for (const { score, index } of found.candidates) await run.logMetric(`cv_${metric.name}`, score, index);
  return found;
}
