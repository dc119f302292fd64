/** Retraining: a challenger learns from fresh rows and meets the champion on fresh rows that neither has seen. */
import { stopwatch } from '../core/clock.ts';
import { resolveSource } from '../data/source.ts';
import { openArtifact } from '../estimators/artifact.ts';
import { compareModels } from '../evaluate/compare.ts';
import { type Evaluation, evaluate } from '../evaluate/evaluation.ts';
import { gainBounds, widenedGain } from '../evaluate/sealed/plain-look.ts';
import { metricByName } from '../metrics/index.ts';
import type { Store } from '../store/open-store.ts';
import { takeRows } from '../table/table.ts';
import type { Predictions, Task } from '../table/task.ts';
import { type ModelVersion, promote, resolveModel } from '../tracking/registry.ts';
import { type Estimate, withoutNaN } from '../train/assess.ts';
import type { Decision } from '../train/decision.ts';
import { recordedDecision, recordedTarget } from '../train/recorded.ts';
import type { TrainRequest } from '../train/request.ts';
import { type TrainContext, type Trained, trainModel } from '../train/run.ts';
import { answersIn, classesOfBoth } from './champion-answers.ts';

export interface RetrainRequest {
  /** The model whose champion is challenged. */
  readonly ref: string;
  /** Fresh labelled data. */
  readonly source: string;
  /** Learn from what the champion's training held as well, or from the fresh rows alone. */
  readonly window: 'expanding' | 'recent';
  readonly budgetMs: number;
  readonly maxCandidates?: number;
  /** Level of the paired test that a promotion must pass. */
  readonly alpha: number;
  readonly seed: number;
  readonly threads: number;
}

export interface RetrainContext extends TrainContext {
  /** Why a challenger that is better may not lead, in a sentence; asked with its reference. */
  readonly refusal?: (ref: string) => Promise<string | undefined>;
}

/** One side of the comparison, judged on the fresh holdout. */
interface Contender {
  readonly version: number;
  readonly holdout: Evaluation['metrics'][string];
  readonly metrics: Evaluation['metrics'];
}

export interface RetrainResult {
  readonly decision: 'promoted' | 'kept';
  /** One sentence. */
  readonly reason: string;
  /** The champion from now on. */
  readonly model: { readonly name: string; readonly version: number };
  readonly metric: { readonly name: string; readonly direction: 'maximize' | 'minimize' };
  readonly champion: Contender;
  readonly challenger: Contender & {
    readonly runId: string;
    readonly artifactHash: string;
    readonly reportPath: string;
    readonly verdict: 'lift' | 'no_lift' | 'not_distinguishable';
  };
  /** Challenger over champion in the metric; positive is better whatever its direction. */
  readonly gain: Estimate;
  readonly pValue: number;
  readonly rows: {
    readonly recorded: number;
    readonly fresh: number;
    readonly known: number;
    readonly holdout: number;
  };
  /** Latest time among the training rows; null without a column of instants. */
  readonly trainedUntil: string | null;
  readonly durationMs: number;
}

/**
 * Trains a challenger like its champion was trained, on fresh data, and promotes it only when the paired test shows a gain and the
 * challenger beats its own baseline and nothing else refuses it. The challenger is registered either way.
 */
export async function retrainModel(
  store: Store,
  request: RetrainRequest,
  context: RetrainContext,
): Promise<RetrainResult> {
  const elapsed = stopwatch();
  const champion = await resolveModel(store, request.ref);
  const decision = recordedDecision(champion);
  const trained = await trainModel(store, await challengerRequest(champion, decision, request), context);
  const meeting = await compare(store, champion, trained, request.seed);
  const { name } = champion;
  const { version } = trained.result.model;
  const refusal = refusalOf(meeting, trained, request.alpha) ?? (await context.refusal?.(`${name}@${version}`));
  if (refusal === undefined) {
    const reason = `retrained on ${request.source}: ${meeting.words}`;
    await promote(store, { ref: `${name}@${version}`, reason, actor: context.actor });
  }
  const { prepared, split, result, knownRows } = trained;
  return {
    decision: refusal === undefined ? 'promoted' : 'kept',
    reason: refusal ?? `The challenger is better: ${meeting.words}.`,
    model: { name, version: refusal === undefined ? version : champion.version },
    metric: result.metric,
    champion: { version: champion.version, ...meeting.champion },
    challenger: {
      version,
      ...meeting.challenger,
      runId: result.runId,
      artifactHash: result.artifactHash,
      reportPath: result.reportPath,
      verdict: result.lift.verdict,
    },
    gain: meeting.gain,
    pValue: meeting.pValue,
    rows: {
      recorded: prepared.earlierRows,
      fresh: split.train.length - prepared.earlierRows,
      known: knownRows,
      holdout: split.holdout.length,
    },
    trainedUntil: latestInstant(trained),
    durationMs: Math.round(elapsed()),
  };
}

/** The champion's own settings over fresh data; texts stay texts, and the positive class stays what it is. */
async function challengerRequest(
  champion: ModelVersion,
  { request, snapshotHash, dataHash }: Decision,
  retrain: RetrainRequest,
): Promise<TrainRequest> {
  const texts = request.plan.columns.filter(({ kind, text }) => kind === 'string' || text).map(({ name }) => name);
  const plan = await resolveSource(retrain.source, {
    derive: request.plan.derive.map(({ name, expression }) => `${name} = ${expression}`),
    textColumns: [...new Set([...texts, request.target])],
  });
  const { task, classes } = recordedTarget(champion);
  const { plan: earlierPlan, target, idColumns, exclude, sample, seed, window } = request;
  // A snapshot holds the rows of all generations; without one each is read again.
  const before = snapshotHash === undefined ? request.earlier : undefined;
  return {
    ...request,
    plan,
    task,
    positiveClass: task === 'binary' ? classes[1] : undefined,
    sample: undefined,
    earlier: {
      snapshotHash,
      dataHash,
      request: { plan: earlierPlan, target, idColumns, exclude, sample, seed, window, earlier: before },
    },
    window: retrain.window,
    challenges: `${champion.name}@${champion.version}`,
    refit: undefined,
    budgetMs: retrain.budgetMs,
    maxCandidates: retrain.maxCandidates,
    seed: retrain.seed,
    threads: retrain.threads,
  };
}

async function compare(store: Store, champion: ModelVersion, trained: Trained, seed: number) {
  const { prepared, split, judged, result, looked } = trained;
  const { task } = prepared.target;
  const model = openArtifact(await store.blobs.get(champion.artifactHash), `${champion.name}@${champion.version}`);
  const { classes, earlier, fresh } = inOneList(
    task,
    { answers: model.predict(takeRows(prepared.table, split.holdout)), classes: model.signature.target.classes },
    { answers: judged.model[0], classes: prepared.target.classes },
  );
  const target = { task, classes, values: judged.yTrue };
  const groups = prepared.groups && split.holdout.map((row) => prepared.groups![row]);
  const metric = metricByName(result.metric.name);
  const before = evaluate({ target, predictions: earlier, seed, groups }).metrics;
  const after = evaluate({ target, predictions: fresh, seed, groups }).metrics;
  const plain = withoutNaN(
    compareModels({
      metric,
      yTrue: judged.yTrue,
      nClasses: classes.length,
      candidate: fresh,
      baseline: earlier,
      seed,
      groups,
    }),
  );
  // Challengers that were trained again and again until one won have looked at the same fresh rows.
  const { value, ci, pValue } = looked ? widenedGain(looked.before, plain, gainBounds(metric)) : plain;
  const figures = [before, after].map((metrics) => metrics[metric.name].value?.toPrecision(4) ?? 'undefined');
  return {
    champion: { holdout: before[metric.name], metrics: before },
    challenger: { holdout: after[metric.name], metrics: after },
    gain: { value, ci },
    pValue,
    words: `${metric.name} ${figures[1]} against ${figures[0]} on ${split.holdout.length} fresh rows, p = ${pValue.toPrecision(2)}`,
  };
}

interface Answers {
  readonly answers: Predictions;
  readonly classes: readonly string[];
}

/** Numbers are what they are, and of two classes the positive one is the same for both; more classes are matched by their texts. */
function inOneList(task: Task, champion: Answers, challenger: Answers) {
  if (task !== 'multiclass') {
    return { classes: challenger.classes, earlier: champion.answers, fresh: challenger.answers };
  }
  const classes = classesOfBoth(challenger.classes, champion.classes);
  return {
    classes,
    earlier: answersIn(classes, champion.answers, champion.classes),
    fresh: answersIn(classes, challenger.answers, challenger.classes),
  };
}

/** Why the champion stays, or undefined. */
function refusalOf(
  { gain, pValue, words }: { gain: Estimate; pValue: number; words: string },
  { result }: Trained,
  alpha: number,
): string | undefined {
  if (gain.value === null || gain.value <= 0) return `The champion stays: the challenger is not better (${words}).`;
  if (!(pValue < alpha)) return `The champion stays: the gain is within chance at level ${alpha} (${words}).`;
  const { verdict } = result.lift;
  return verdict === 'lift'
    ? undefined
    : `The champion stays: the challenger's verdict against the baseline is ${verdict}.`;
}

function latestInstant({ prepared, split }: Trained): string | null {
  const time = prepared.roles.find(({ role }) => role === 'time');
  const column = time && prepared.table.columns.find(({ name }) => name === time.name);
  if (column?.kind !== 'datetime') return null;
  const latest = split.train.reduce((most, row) => Math.max(most, column.values[row]), Number.NEGATIVE_INFINITY);
  return Number.isFinite(latest) ? new Date(latest).toISOString() : null;
}
