/** A model's score on the sealed holdout of a training. Whoever asks gets figures, never rows. */
import { ModelwrightError } from '../core/errors.ts';
import type { OnProgress } from '../core/progress.ts';
import { evaluate, type Score } from '../evaluate/evaluation.ts';
import { plainCost, widened } from '../evaluate/sealed/plain-look.ts';
import { scoreLook } from '../evaluate/sealed/score-look.ts';
import { createRng } from '../math/philox.ts';
import { metricByName } from '../metrics/index.ts';
import type { Store } from '../store/open-store.ts';
import { columnOf, takeRows } from '../table/table.ts';
import { labelledSignature } from '../table/task.ts';
import { type ModelVersion, resolveModel } from '../tracking/registry.ts';
import { holdoutOf, lookOf, plainQuestion } from '../train/holdout-look.ts';
import { metricForTask } from '../train/metric-for-task.ts';
import { prepare } from '../train/prepare.ts';
import { recordedData } from '../train/read-data.ts';
import { isTrainedHere, recordedDecision } from '../train/recorded.ts';
import type { RecordedData } from '../train/request.ts';
import { splitOff } from '../train/split-off.ts';
import { openModel, unjudgeable } from './opened-model.ts';
import { truthOf } from './truth.ts';

export interface HoldoutRequest {
  readonly model: string;
  /** The version whose training sealed the holdout; default the model itself. */
  readonly holdout?: string;
  /** What the asker believes the score to be; only for another's holdout. */
  readonly claim?: number;
  readonly actor: string;
  readonly onProgress: OnProgress;
}

/**
 * Asks a holdout. A version that was judged on it gets every metric, as in its report; any other gets one score of the metric that
 * the training went by.
 *
 * @throws HOLDOUT_NONE, HOLDOUT_LEARNED, HOLDOUT_SPENT, MODEL_IMPORTED, TASK_UNFIT; the errors of reading the recorded data.
 */
export async function evaluateOnHoldout(store: Store, { model: ref, claim, actor, onProgress, ...of }: HoldoutRequest) {
  onProgress({ stage: 'read' });
  const opened = await openModel(store, ref);
  const { target } = labelledSignature(opened.model.signature, unjudgeable);
  const owner = of.holdout === undefined ? opened.version : await resolveModel(store, of.holdout);
  const sealed = await sealedBy(store, owner, onProgress);
  const { decision, prepared, holdout } = sealed;
  const { request } = decision;
  const own = opened.version === owner || (await wasJudgedOn(store, opened.version, sealed, onProgress));

  onProgress({ stage: 'evaluate' });
  if (target.task !== prepared.target.task) {
    const problem = `the model does ${target.task}, the holdout is for ${prepared.target.task}`;
    throw new ModelwrightError('TASK_UNFIT', { task: target.task, target: prepared.target.name, problem });
  }
  const rows = takeRows(prepared.table, sealed.rows);
  const truth = truthOf(columnOf(rows, prepared.target.name), target);
  const predictions = opened.model.predict(takeRows(rows, truth.rows));
  const groups = prepared.groups && truth.rows.map((row) => prepared.groups![sealed.rows[row]]);
  const metric = metricForTask(target.task, request.metric);
  const { metrics } = evaluate({
    target: { ...target, values: truth.yTrue },
    predictions,
    metrics: own ? undefined : [metric.name],
    seed: request.seed,
    groups,
  });
  const everything = plainQuestion(predictions);
  const { name, version } = opened.version;
  const looked = await store.holdouts.look<Record<string, Score>>({
    holdout,
    question: own ? everything : `score ${metric.name} ${claim ?? ''} ${everything}`,
    answeredBy: [everything],
    subject: `model ${name}@${version}`,
    actor,
    answer(before, question) {
      if (question === everything) {
        const told = Object.entries(metrics).map(([key, score]) => [
          key,
          widened(before, score, metricByName(key).bounds),
        ]);
        return { outcome: 'plain', cost: plainCost, answer: Object.fromEntries(told) };
      }
      const { score, ...look } = scoreLook(before, {
        score: metrics[metric.name],
        bounds: metric.bounds,
        claim,
        budget: holdout.budget,
        rng: createRng(0)
          .split(holdout.holdoutId)
          .split(`look-${before.looks + 1}`),
      });
      return { ...look, answer: { [metric.name]: score } };
    },
  });
  return {
    model: { name, version },
    rows: truth.rows.length,
    left: { missingTarget: truth.missing, unknownClass: truth.unknown },
    metrics: looked.answer,
    look: { ...lookOf(looked), outcome: looked.outcome },
  };
}

/** The data of a training as it was parted then. @throws HOLDOUT_NONE */
async function sealedBy(store: Store, { name, version, ...record }: ModelVersion, onProgress: OnProgress) {
  const decision = recordedDecision({ name, version, ...record });
  const { request, dataHash, earlierRows } = decision;
  const what = `model ${name}@${version}`;
  const table = await recordedData(decision, { blobs: store.blobs, what, onProgress });
  const prepared = prepare(table, request, earlierRows);
  const { holdout: rows } = splitOff(prepared, request);
  if (rows.length === 0) throw new ModelwrightError('HOLDOUT_NONE', { model: `${name}@${version}` });
  return { decision, prepared, rows, holdout: holdoutOf({ dataHash, request, prepared }, rows) };
}

type Sealed = Awaited<ReturnType<typeof sealedBy>>;

/**
 * True for a version whose training judged it on this holdout.
 *
 * @throws HOLDOUT_LEARNED for one whose training data held the sealed rows, as far as its record tells.
 */
async function wasJudgedOn(
  store: Store,
  version: ModelVersion,
  { decision: { dataHash }, holdout }: Sealed,
  onProgress: OnProgress,
): Promise<boolean> {
  if (!isTrainedHere(version)) return false;
  const own = recordedDecision(version);
  if (own.rows === 'train' && own.dataHash === dataHash) {
    const { holdout: judged } = await sealedBy(store, version, onProgress);
    if (judged.holdoutId === holdout.holdoutId) return true;
  }
  for (let data: RecordedData | undefined = own; data; data = data.request.earlier) {
    if (data.dataHash !== dataHash) continue;
    throw new ModelwrightError('HOLDOUT_LEARNED', { model: `${version.name}@${version.version}` });
  }
  return false;
}
