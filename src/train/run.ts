/** One training run, from a source to a registered version. The eight steps stand in order in `train`. */
import { monotonicMs, stopwatch } from '../core/clock.ts';
import type { OnProgress } from '../core/progress.ts';
import { encodeTable } from '../data/snapshot.ts';
import type { LoadedModel } from '../estimators/artifact.ts';
import type { EstimatorSpec } from '../estimators/estimator.ts';
import { createFitPool, type FitPool } from '../estimators/fit-in-thread.ts';
import { createRng } from '../math/philox.ts';
import type { Metric } from '../metrics/metric.ts';
import type { Store } from '../store/open-store.ts';
import { type Run, startRun } from '../tracking/runs.ts';
import { assess } from './assess.ts';
import type { Decision } from './decision.ts';
import { buildFinalModel, type FinalModel } from './final-model.ts';
import { finishTraining, type TrainResult } from './finish.ts';
import { type FoldPool, openFoldPool } from './fold-pool.ts';
import type { TrainingData } from './fold-task.ts';
import { holdoutOf, type Looked, lookAtHoldout } from './holdout-look.ts';
import { foldsOf, type Judged, judgeByOuterFolds } from './judge.ts';
import { judgeByHoldout } from './judge-holdout.ts';
import { metricForTask } from './metric-for-task.ts';
import { checkFindings, type Prepared, prepare } from './prepare.ts';
import { readData } from './read-data.ts';
import { registerRefit } from './refit.ts';
import { settingsOf, type TrainRequest } from './request.ts';
import { withRounds } from './rounds.ts';
import { type SearchResult, search } from './search.ts';
import { searchRows } from './search-rows.ts';
import { shareArray, shareTable } from './shared-table.ts';
import { splitOff } from './split-off.ts';

export interface TrainContext {
  readonly actor: string;
  /** Data up to this many bytes is kept with the run. */
  readonly snapshotMaxBytes: number;
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal;
}

/** Folds of the search; fewer where one fit takes long. */
const searchFolds = (rows: number): number => (rows > 50_000 ? 3 : 5);

/** Outer cross-validation of small data: every row is judged `repeats` times. */
const outer = { repeats: 2, outerFolds: 5, innerFolds: 3 };

/** Of a wall-clock budget, the share for the search that makes the choice; small data is then judged by more searches. */
const searchShare = { holdout: 0.8, outer: 0.2 };

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
}

/**
 * Trains, judges and registers a model.
 *
 * @throws FINDINGS_STOP on error-level findings; the errors of reading and of bad options. Nothing is registered then,
 * and the run is marked failed.
 */
export async function trainModel(store: Store, request: TrainRequest, context: TrainContext): Promise<Trained> {
  const elapsed = stopwatch();
  const startedMs = monotonicMs();
  const run = await startRun(store, {
    name: request.name,
    kind: request.challenges === undefined ? 'train' : 'retrain',
    config: settingsOf(request),
    actor: context.actor,
  });
  const folds = openFoldPool(request.threads);
  const fits = createFitPool({ threads: 1 });
  try {
    return await train({ store, request, context, run, folds, fits, startedMs, elapsed });
  } catch (error) {
    await (context.signal?.aborted ? run.cancel() : run.fail(error));
    throw error;
  } finally {
    await Promise.all([folds.close(), fits.close()]);
  }
}

async function train(job: Job): Promise<Trained> {
  const { store, request, context } = job;

  // 1. Read.
  context.onProgress({ stage: 'read' });
  const { table, dataHash, earlierRows, knownRows } = await readData(request, store.blobs, context.onProgress);

  // 2. Know the target and the features.
  const prepared = prepare(table, request, earlierRows);
  const metric = metricForTask(prepared.target.task, request.metric);

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
  const found = await searchTraining(job, { prepared, data, split, metric });

  // 6. Fit the choice.
  const spec = chosenSpec(found);
  const final = await fitChoice(job, { prepared, spec, rows: split.train, rounds: found.best.rounds });

  // 7. Judge on rows that no choice has seen.
  const judged = sealed
    ? await judgeByHoldout(job.folds, { prepared, data, model: final.model, split, metric, seed: request.seed })
    : await judgeByOuterFolds(job.folds, {
        prepared,
        data,
        metric,
        seed: request.seed,
        candidates: found.candidates.length,
        ...outer,
        onProgress: context.onProgress,
        signal: context.signal,
      });
  context.onProgress({ stage: 'evaluate' });
  const plain = assess({ prepared, judged, metric, model: final.model, seed: request.seed });
  const subject = `run ${job.run.runId} of ${request.name}`;
  const { actor } = context;
  const looked =
    holdout && (await lookAtHoldout(store, { holdout, judged, assessment: plain, metric, subject, actor }));
  const assessment = looked?.assessment ?? plain;

  // 8. Write the pages, finish the run and register, in one transaction.
  const rows = sealed ? 'train' : 'all';
  const decision: Decision = { spec, rows, snapshotHash, dataHash, earlierRows, request };
  const result = await finishTraining({
    ...job,
    decision,
    prepared,
    split,
    findings,
    found,
    final,
    judged,
    assessment,
    look: looked?.look,
    metric,
    championIfFirst: request.challenges === undefined,
  });
  const trained = { result, prepared, split, judged, looked, model: final.model, knownRows };
  if (request.refit !== 'all' || !sealed) return trained;
  context.onProgress({ stage: 'refit' });
  const everyRow = Int32Array.from({ length: prepared.table.nRows }, (_, row) => row);
  const refit = await registerRefit({
    store,
    decision: { ...decision, rows: 'all' },
    final: await fitChoice(job, { prepared, spec, rows: everyRow, rounds: found.best.rounds }),
    result,
    actor: context.actor,
  });
  return { ...trained, result: { ...result, refit } };
}

/** The rows where worker threads read them. */
function trainingData({ table, target }: Prepared): TrainingData {
  return {
    X: shareTable(table),
    y: shareArray(target.values),
    task: target.task,
    nClasses: target.classes.length,
  };
}

async function searchTraining(
  { request, context, run, folds, startedMs }: Job,
  { prepared, data, split, metric }: Pick<Trained, 'prepared' | 'split'> & { data: TrainingData; metric: Metric },
): Promise<SearchResult> {
  const share = split.holdout.length > 0 ? searchShare.holdout : searchShare.outer;
  const rng = createRng(request.seed).split('folds');
  const rows = searchRows(split.train, rng.split('rows'));
  const found = await search(folds, {
    data,
    roles: prepared.features,
    folds: foldsOf(prepared, rows, searchFolds(rows.length), rng),
    metric,
    seed: request.seed,
    deadlineMs: startedMs + request.budgetMs * share,
    maxCandidates: request.maxCandidates ?? Number.POSITIVE_INFINITY,
    onProgress: context.onProgress,
    signal: context.signal,
    stage: 'search',
  });
  for (const { score, index } of found.candidates) await run.logMetric(`cv_${metric.name}`, score, index);
  return found;
}

/** The winner's pipeline with the rounds that its folds settled on. */
function chosenSpec({ best }: SearchResult): EstimatorSpec {
  return best.rounds === undefined ? best.spec : withRounds(best.spec, best.rounds);
}

async function fitChoice(
  { request, context, fits }: Job,
  choice: { prepared: Prepared; spec: EstimatorSpec; rows: Int32Array; rounds: number | undefined },
): Promise<FinalModel> {
  const { rounds, ...job } = choice;
  return await buildFinalModel(fits, {
    ...job,
    seed: request.seed,
    threads: request.threads,
    onIteration(iteration) {
      context.onProgress({ stage: 'fit', done: iteration + 1, total: rounds, note: 'rounds' });
      return undefined;
    },
    signal: context.signal,
  });
}
