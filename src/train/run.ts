/** One training run, from a source to a registered version. The eight steps stand in order in `train`. */
import { checkpoint } from '../core/checkpoint.ts';
import { monotonicMs, stopwatch } from '../core/clock.ts';
import { isModelwrightError, ModelwrightError } from '../core/errors.ts';
import type { OnProgress } from '../core/progress.ts';
import { type ResourceUse, startMeter } from '../core/resource-use.ts';
import { encodeTable } from '../data/snapshot.ts';
import type { LoadedModel } from '../estimators/artifact.ts';
import { createFitPool, type FitPool } from '../estimators/fit-in-thread.ts';
import type { CardFacts } from '../evaluate/card/card-facts.ts';
import type { Store } from '../store/open-store.ts';
import { type Run, startRun } from '../tracking/runs.ts';
import { assess } from './assess.ts';
import { mitigationFacts } from './assess-mitigation.ts';
import { checkAnswerSettings } from './check-answer-settings.ts';
import { checkMitigation } from './check-mitigation.ts';
import { closingOf, pagesMs } from './closing.ts';
import { costMetricOf } from './costs.ts';
import type { Decision } from './decision.ts';
import { finishTraining, type TrainResult } from './finish.ts';
import { type FoldPool, openFoldPool } from './fold-pool.ts';
import { holdoutOf, type Looked, lookAtHoldout } from './holdout-look.ts';
import { type Judged, judgeByOuterFolds } from './judge.ts';
import { judgeBaseline, judgeByHoldout } from './judge-holdout.ts';
import { dataValue } from './learning/data-value.ts';
import { limitsPassed, makeModel } from './make-model.ts';
import { metricForTask } from './metric-for-task.ts';
import { warmPages } from './pages.ts';
import {
  budgetTooSmall,
  endOfFits,
  endOfJudging,
  endOfJudgingWait,
  endOfSelection,
  endOfWaiting,
  fitsToCome,
  judgingRepeats,
  limitsOf,
  optionalTime,
  planOf,
  refitOf,
} from './plan.ts';
import { checkFindings, type Prepared, prepare } from './prepare.ts';
import { questionsOf } from './questions.ts';
import { readData } from './read-data.ts';
import { refitMs, refitOnAllRows } from './refit-on-all-rows.ts';
import { settingsOf, type TrainRequest } from './request.ts';
import { searchTraining } from './search-training.ts';
import { trainingData } from './shared-table.ts';
import { splitOff } from './split-off.ts';

export interface TrainContext {
  readonly actor: string;
  /** The version has to pass gates after the run, so it does not become champion by itself. */
  readonly gated?: boolean;
  /** Data up to this many bytes is kept with the run. */
  readonly snapshotMaxBytes: number;
  /** What people say about the models of the project; kept for the model card. */
  readonly card?: CardFacts;
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal;
  /** Ends the search with what it has found; the rest of the run is done as always. */
  readonly enough?: AbortSignal;
  /** Reading of the monotonic clock from which the budget counts; default now. */
  readonly startedMs?: number;
}

/** Outer cross-validation of small data. */
const outer = { outerFolds: 5, innerFolds: 3 };

/** A finished run with what it was made of, for those who judge further. */
export interface Trained {
  readonly result: TrainResult;
  readonly prepared: Prepared;
  readonly split: { readonly train: Int32Array; readonly holdout: Int32Array };
  readonly judged: Judged;
  /** Absent without a holdout. */
  readonly looked: Looked | undefined;
  readonly model: LoadedModel;
  readonly knownRows: number;
}

/** What one run has at hand in all of its steps. */
interface Job {
  readonly store: Store;
  readonly request: TrainRequest;
  readonly context: TrainContext;
  readonly run: Run;
  readonly folds: FoldPool;
  readonly fits: FitPool;
  readonly startedMs: number;
  readonly elapsed: () => number;
  readonly spent: () => ResourceUse;
}

/**
 * Trains, judges and registers a model.
 *
 * @throws FINDINGS_STOP on error-level findings; the errors of reading and of bad options. Nothing is registered then,
 * and the run is marked failed.
 */
export async function trainModel(store: Store, request: TrainRequest, context: TrainContext): Promise<Trained> {
  const elapsed = stopwatch();
  const spent = startMeter();
  const startedMs = context.startedMs ?? monotonicMs();
  const run = await startRun(store, {
    name: request.name,
    kind: kindOf(request),
    config: settingsOf(request),
    actor: context.actor,
  });
  const folds = openFoldPool(request.threads);
  const fits = createFitPool({ threads: 1 });
  try {
    return await train({ store, request, context, run, folds, fits, startedMs, elapsed, spent });
  } catch (error) {
    const givenUp = isModelwrightError(error) && error.code === 'CANCELLED';
    await (givenUp ? run.cancel() : run.fail(error));
    // Which of its fits was under way says nothing to the caller.
    throw givenUp ? new ModelwrightError('CANCELLED', { what: kindOf(request) }, { cause: error }) : error;
  } finally {
    await Promise.all([folds.close(), fits.close()]);
  }
}

function kindOf({ challenges }: TrainRequest): 'train' | 'retrain' {
  return challenges === undefined ? 'train' : 'retrain';
}

async function train(job: Job): Promise<Trained> {
  const { store, request, context } = job;

  // 1. Read.
  context.onProgress({ stage: 'read' });
  const { table, dataHash, earlierRows, knownRows } = await readData(request, store.blobs, context.onProgress);

  // 2. Know the target and the features.
  const prepared = prepare(table, request, earlierRows);
  const metric = metricForTask(prepared.target.task, request.metric);
  checkAnswerSettings(request, prepared.target);
  checkMitigation(request, prepared);

  // 3. Part the holdout, then look for trouble.
  const split = splitOff(prepared, request);
  const sealed = split.holdout.length > 0;
  const findings = checkFindings(table, prepared, request, sealed ? split : undefined);
  const holdout = sealed ? holdoutOf({ dataHash, request, prepared }, split.holdout) : undefined;
  if (holdout) await store.holdouts.requireSpare(holdout);

  // 4. Keep the data.
  const bytes = encodeTable(table);
  const snapshotHash = bytes.length <= context.snapshotMaxBytes ? await store.blobs.put(bytes) : undefined;

  // 5. Search on the training rows.
  const data = trainingData(prepared);
  const planned = planOf(prepared, split.train, request);
  const refits = request.refit === 'all' && sealed;
  const refitting = refits ? refitOf(planned, request) : undefined;
  const toCome = fitsToCome(planned, split.train.length, refitting, prepared.balance ? request.threads : 0);
  const judging = {
    prepared,
    data,
    split,
    metric,
    seed: request.seed,
    costs: costMetricOf(request.costs, prepared.target),
  };
  const baseline = sealed ? await judgeBaseline(job.folds, judging) : undefined;
  const closing = closingOf(prepared, split.train, planned.rows, baseline?.figuresMs);
  const fitsEndMs = endOfFits(job, sealed, closing);
  warmPages();
  if (!planned.bags || refits) job.fits.warm();
  const searching = stopwatch();
  const found = await searchTraining(job, {
    prepared,
    data,
    plan: planned,
    metric,
    deadlineMs: fitsEndMs,
    firstByMs: endOfWaiting(job, sealed, closing),
    fitsToCome: toCome,
  });
  const searchMs = searching();

  // 6. Choose and make the model.
  const { choice, settled, kept, final } = await makeModel(job, {
    found,
    prepared,
    rows: split.train,
    choice: {
      seed: request.seed,
      signal: context.signal,
      data,
      metric,
      ...planned,
      // The baseline is what the verdict compares with, so it is fitted as there.
      bags: planned.bags && !found.baselineOnly,
      limits: limitsOf(request, planned, fitsEndMs),
      fitsToCome: toCome,
      selectByMs: endOfSelection(job),
    },
  });
  const plan = { ...planned, bags: choice.fitted !== undefined };

  // 7. Judge on rows that no choice has seen.
  const judgingEndMs = endOfJudging(job, closing) - (sealed ? 0 : refitMs(choice, plan, request));
  const judged = baseline
    ? await judgeByHoldout(job.folds, { ...judging, baseline, model: final.model, spec: settled.choice.spec })
    : await judgeByOuterFolds(job.folds, {
        ...judging,
        plan,
        limits: limitsOf(request, plan, fitsEndMs),
        settings: request,
        candidates: found.tried,
        deadlineMs: judgingEndMs,
        firstByMs: endOfJudgingWait(job, closing),
        isTimed: request.maxCandidates === undefined,
        repeats: judgingRepeats(job, judgingEndMs, searchMs, outer.outerFolds),
        ...outer,
        onProgress: context.onProgress,
        signal: context.signal,
        enough: context.enough,
      });
  await checkpoint(context.signal, kindOf(request));
  context.onProgress({ stage: 'evaluate' });
  const { costs } = judging;
  const plain = assess({
    prepared,
    judged,
    metric,
    model: final.model,
    costs,
    baseline: baseline?.figures,
    questions: questionsOf(optionalTime(job, closing), final.model, prepared.table),
    fairness: request.fairness,
    mitigation: mitigationFacts(request, { groupRule: settled.groupRule, train: split.train }),
    seed: request.seed,
  });
  // A look at the holdout that nobody waits for must not be counted, nor a version registered.
  await checkpoint(context.signal, kindOf(request));
  const subject = `run ${job.run.runId} of ${request.name}`;
  const { actor } = context;
  const looked =
    holdout && (await lookAtHoldout(store, { holdout, judged, assessment: plain, metric, costs, subject, actor }));
  const assessment = looked?.assessment ?? plain;
  const worth = await dataValue(job.folds, {
    ...job,
    ...context,
    prepared,
    data,
    rows: split.train,
    members: found.baselineOnly ? [] : choice.members,
    folds: plan.folds,
    metric,
    startedMs: job.startedMs,
    pagesMs: pagesMs(closing),
  });

  const passed = limitsPassed(request, final, prepared);

  // 8. Write the pages, finish the run and register, in one transaction.
  const decision: Decision = {
    spec: settled.choice.spec,
    folds: choice.fitted && plan.askedFolds,
    rows: sealed ? 'train' : 'all',
    snapshotHash,
    dataHash,
    uncertaintyHash: kept.uncertaintyHash,
    earlierRows,
    request,
  };
  const result = await finishTraining({
    ...job,
    card: context.card,
    dataValue: worth,
    decision,
    prepared,
    split,
    findings: [...findings, ...(found.baselineOnly ? [budgetTooSmall(request)] : []), ...passed],
    found,
    choice,
    settled,
    final,
    judged,
    assessment,
    look: looked?.look,
    metric,
    championIfFirst: request.challenges === undefined && context.gated !== true && passed.length === 0,
  });
  const trained = { result, prepared, split, judged, looked, model: final.model, knownRows };
  if (request.refit !== 'all') return trained;
  context.onProgress({ stage: 'refit' });
  const judgedOne = { prepared, data, plan, sealed, metric, choice, settled, kept, decision, result };
  const refit = await refitOnAllRows(job, judgedOne);
  return { ...trained, result: { ...result, ...(refit && { refit }), durationMs: Math.round(job.elapsed()) } };
}
