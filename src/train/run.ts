/** One training run, from a source to a registered version. The eight steps stand in order in `trainModel`. */
import { monotonicMs, stopwatch } from '../core/clock.ts';
import type { OnProgress } from '../core/progress.ts';
import { encodeTable } from '../data/snapshot.ts';
import { createFitPool } from '../estimators/fit-in-thread.ts';
import { createRng } from '../math/philox.ts';
import { metricForTask } from './metric-for-task.ts';
import type { Store } from '../store/open-store.ts';
import { startRun } from '../tracking/runs.ts';
import type { Decision } from './decision.ts';
import { assess } from './assess.ts';
import { buildFinalModel } from './final-model.ts';
import type { TrainingData } from './fold-task.ts';
import { openFoldPool } from './fold-pool.ts';
import { foldsOf, judgeByOuterFolds, type Judged } from './judge.ts';
import { judgeByHoldout } from './judge-holdout.ts';
import { checkFindings, prepare, readData } from './prepare.ts';
import { finishTraining, type TrainResult } from './finish.ts';
import type { TrainRequest } from './request.ts';
import { withRounds } from './rounds.ts';
import { search } from './search.ts';
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

/**
 * Trains, judges and registers a model.
 *
 * @throws FINDINGS_STOP on error-level findings; the errors of reading and of bad options. Nothing is registered then,
 * and the run is marked failed.
 */
export async function trainModel(store: Store, request: TrainRequest, context: TrainContext): Promise<TrainResult> {
  const elapsed = stopwatch();
  const startedMs = monotonicMs();
  const run = await startRun(store, {
    name: request.name,
    kind: 'train',
    config: JSON.parse(JSON.stringify(request)),
    actor: context.actor,
  });
  const folds = openFoldPool(request.threads);
  const fits = createFitPool({ threads: 1 });
  try {
    // 1. Read.
    context.onProgress({ stage: 'read' });
    const { table, dataHash } = await readData(request, context.onProgress);

    // 2. Know the target and the features.
    const prepared = prepare(table, request);
    const { target } = prepared;
    const metric = metricForTask(target.task, request.metric);

    // 3. Part the holdout, then look for trouble.
    const split = splitOff(prepared, request.seed);
    const sealed = split.holdout.length > 0;
    const findings = checkFindings(table, prepared, request, sealed ? split : undefined);

    // 4. Keep the data.
    const bytes = encodeTable(table);
    const snapshotHash = bytes.length <= context.snapshotMaxBytes ? await store.blobs.put(bytes) : undefined;

    // 5. Search on the training rows.
    const data: TrainingData = {
      X: shareTable(prepared.table),
      y: shareArray(target.values),
      task: target.task,
      nClasses: target.classes.length,
    };
    const share = sealed ? searchShare.holdout : searchShare.outer;
    const found = await search(folds, {
      data,
      roles: prepared.features,
      folds: foldsOf(prepared, split.train, searchFolds(split.train.length), createRng(request.seed).split('folds')),
      metric,
      seed: request.seed,
      deadlineMs: startedMs + request.budgetMs * share,
      maxCandidates: request.maxCandidates ?? Number.POSITIVE_INFINITY,
      onProgress: context.onProgress,
      signal: context.signal,
      stage: 'search',
    });
    for (const candidate of found.candidates) await run.logMetric(`cv_${metric.name}`, candidate.score, candidate.index);

    // 6. Fit the choice.
    const { best } = found;
    const spec = best.rounds === undefined ? best.spec : withRounds(best.spec, best.rounds);
    const fit = (rows: Int32Array) =>
      buildFinalModel(fits, {
        prepared,
        spec,
        rows,
        seed: request.seed,
        onIteration: (iteration) =>
          context.onProgress({ stage: 'fit', done: iteration + 1, total: best.rounds, note: 'rounds' }),
        signal: context.signal,
      });
    const final = await fit(split.train);

    // 7. Judge on rows that no choice has seen.
    const judged: Judged = sealed
      ? await judgeByHoldout(folds, { prepared, data, model: final.model, split, metric, seed: request.seed })
      : await judgeByOuterFolds(folds, {
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
    const assessment = assess({ prepared, judged, metric, model: final.model, sealed, seed: request.seed });

    // 8. Write the pages, finish the run and register, in one transaction.
    const decision: Decision = { spec, rows: sealed ? 'train' : 'all', snapshotHash, dataHash, request };
    const result = await finishTraining({
      store,
      run,
      request,
      decision,
      prepared,
      split,
      findings,
      found,
      final,
      assessment,
      elapsed,
      metric,
    });
    if (request.refit !== 'all' || !sealed) return result;
    context.onProgress({ stage: 'refit' });
    const everyRow = Int32Array.from({ length: prepared.table.nRows }, (_, row) => row);
    const { registerRefit } = await import('./refit.ts');
    const refitted = await registerRefit({
      store,
      request,
      decision: { ...decision, rows: 'all' },
      final: await fit(everyRow),
      result,
      actor: context.actor,
    });
    return { ...result, refit: refitted };
  } catch (error) {
    await (context.signal?.aborted ? run.cancel() : run.fail(error));
    throw error;
  } finally {
    await Promise.all([folds.close(), fits.close()]);
  }
}
