/** A training without a target, from a source to a registered version. The steps stand in order in `train`. */
import { monotonicMs } from '../../core/clock.ts';
import { isModelwrightError, ModelwrightError } from '../../core/errors.ts';
import { startMeter } from '../../core/resource-use.ts';
import { encodeTable } from '../../data/snapshot.ts';
import { createFitPool, type FitPool } from '../../estimators/fit-in-thread.ts';
import { distributionsReady } from '../../math/distributions.ts';
import type { Store } from '../../store/open-store.ts';
import { takeRows } from '../../table/table.ts';
import { type Run, startRun } from '../../tracking/runs.ts';
import { readData } from '../read-data.ts';
import type { TrainContext } from '../run.ts';
import { chooseClusters } from './choose-clusters.ts';
import { chooseDetector } from './choose-detector.ts';
import { buildUnlabelledModel, chainOf, pointsBefore } from './final-model.ts';
import { type Found, finishUnlabelled } from './finish.ts';
import { heldOutParts } from './held-out.ts';
import { judgeAnomalies } from './judge-anomaly.ts';
import { clusterEvidence, judgeClusters } from './judge-clusters.ts';
import { findingsOf, prepareRows, splitRows } from './prepare.ts';
import { type UnlabelledDecision, type UnlabelledRequest, unlabelledSettings } from './request.ts';
import type { UnlabelledResult } from './result.ts';
import { pointsFor, type SearchContext } from './search-context.ts';

/** Until which shares of the budget the search and the test for clusters may go on. */
const shares = { search: 0.6, evidence: 0.8 };

interface Job {
  readonly store: Store;
  readonly request: UnlabelledRequest;
  readonly context: TrainContext;
  readonly run: Run;
  readonly pool: FitPool;
}

/**
 * Finds anomalies or clusters and registers the model.
 *
 * @throws ROWS_TOO_FEW, VALUE_INVALID without a usable column, FINDINGS_STOP, CANCELLED; the errors of reading. Nothing is
 * registered then, and the run is marked failed.
 */
export async function trainUnlabelled(
  store: Store,
  request: UnlabelledRequest,
  context: TrainContext,
): Promise<UnlabelledResult> {
  const { name } = request;
  const run = await startRun(store, { name, kind: 'train', config: unlabelledSettings(request), actor: context.actor });
  const pool = createFitPool({ threads: request.threads });
  try {
    return await train({ store, request, context, run, pool });
  } catch (error) {
    const givenUp = isModelwrightError(error) && error.code === 'CANCELLED';
    await (givenUp ? run.cancel() : run.fail(error));
    throw givenUp ? new ModelwrightError('CANCELLED', { what: 'train' }, { cause: error }) : error;
  } finally {
    await pool.close();
  }
}

async function train({ store, request, context, run, pool }: Job): Promise<UnlabelledResult> {
  const spent = startMeter();
  const startedMs = context.startedMs ?? monotonicMs();
  const { onProgress, signal, enough } = context;
  const { seed, threads, task, budgetMs } = request;
  await distributionsReady();

  // 1. Read, and keep the data.
  onProgress({ stage: 'read' });
  const { table, dataHash } = await readData(request, store.blobs, onProgress);
  const prepared = prepareRows(table, request);
  const findings = findingsOf(prepared, request);
  const split = splitRows(prepared, seed);
  const bytes = encodeTable(table);
  const snapshotHash = bytes.length <= context.snapshotMaxBytes ? await store.blobs.put(bytes) : undefined;

  // 2. Compare candidates on the training rows, and choose.
  const search: SearchContext = {
    pool,
    seed,
    deadlineMs: startedMs + budgetMs * shares.search,
    maxCandidates: request.maxCandidates ?? Number.POSITIVE_INFINITY,
    onProgress,
    signal,
    enough,
  };
  const points = await pointsFor(search, takeRows(prepared.inputs, split.train), prepared.features);
  const choice =
    task === 'anomaly'
      ? { task, candidates: await chooseDetector(search, points) }
      : { task, candidates: await chooseClusters(search, points, request.clusters) };

  // 3. Make the model.
  onProgress({ stage: 'fit' });
  const decision: UnlabelledDecision = {
    spec: chainOf(prepared.features, lastStep(choice, request)),
    rows: split.holdout.length > 0 ? 'train' : 'all',
    snapshotHash,
    dataHash,
    request,
  };
  const fit = { pool, seed, threads, signal };
  const final = await buildUnlabelledModel(fit, { prepared, request, spec: decision.spec, rows: split.train });

  // 4. Judge on rows that were not learned from.
  onProgress({ stage: 'evaluate' });
  const parts = await heldOutParts(fit, { prepared, decision, final, holdout: split.holdout });
  const found: Found =
    choice.task === 'anomaly'
      ? { ...choice, judgement: judgeAnomalies(parts, table, request) }
      : {
          ...choice,
          metrics: judgeClusters(parts, seed),
          evidence: await clusterEvidence(
            { ...search, deadlineMs: startedMs + budgetMs * shares.evidence },
            pointsBefore(final.model.fitted, takeRows(prepared.inputs, split.train)),
            final.model.signature.target.classes.length,
          ),
        };

  // 5. Write the page, finish the run and register, in one transaction.
  const { card } = context;
  return await finishUnlabelled({
    store,
    run,
    decision,
    prepared,
    findings,
    split,
    final,
    parts,
    found,
    card,
    spent,
  });
}

type Choice =
  | { readonly task: 'anomaly'; readonly candidates: Awaited<ReturnType<typeof chooseDetector>> }
  | { readonly task: 'cluster'; readonly candidates: Awaited<ReturnType<typeof chooseClusters>> };

function lastStep(choice: Choice, { contamination }: UnlabelledRequest) {
  if (choice.task === 'anomaly') {
    const { members } = choice.candidates.find(({ chosen }) => chosen)!;
    return { name: 'outlier_detector', params: { members, contamination } };
  }
  return choice.candidates.find(({ chosen }) => chosen)!.spec;
}
