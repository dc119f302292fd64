/** A model's score on the sealed holdout of a training. Whoever asks gets figures, never rows. */

import { checkpoint } from '../core/checkpoint.ts';
import { ModelwrightError } from '../core/errors.ts';
import type { OnProgress } from '../core/progress.ts';
import { predictAnywhere } from '../estimators/predict-anywhere.ts';
import { evaluate, type Score } from '../evaluate/evaluation.ts';
import { plainCost, widenedScores } from '../evaluate/sealed/plain-look.ts';
import { scoreLook } from '../evaluate/sealed/score-look.ts';
import { createRng } from '../math/philox.ts';
import type { Store } from '../store/open-store.ts';
import { columnOf, takeRows } from '../table/table.ts';
import { labelledSignature } from '../table/task.ts';
import { resolveModel } from '../tracking/registry.ts';
import { costMetricOf } from '../train/costs.ts';
import { lookOf, plainQuestion } from '../train/holdout-look.ts';
import { metricForTask } from '../train/metric-for-task.ts';
import { openModel } from './opened-model.ts';
import { learned, requireUnlearned, sealedBy, sealedWith } from './sealed-rows.ts';
import { truthOf } from './truth.ts';

export interface HoldoutRequest {
  readonly model: string;
  /** The version whose training sealed the holdout; default the model itself. */
  readonly holdout?: string;
  /** What the asker believes the score to be; only for another's holdout. */
  readonly claim?: number;
  readonly actor: string;
  readonly onProgress: OnProgress;
  /** Ends the work with CANCELLED before the holdout is looked at. */
  readonly signal?: AbortSignal;
}

/**
 * Asks a holdout. A version that was judged on it gets every metric, as in its report; any other gets one score of the metric that
 * the training went by.
 *
 * @throws HOLDOUT_NONE, HOLDOUT_LEARNED, HOLDOUT_SPENT, MODEL_IMPORTED, TASK_UNFIT; the errors of reading the recorded data.
 */
export async function evaluateOnHoldout(
  store: Store,
  { model: ref, claim, actor, onProgress, signal, ...of }: HoldoutRequest,
) {
  onProgress({ stage: 'read' });
  const opened = await openModel(store, ref);
  const { target } = labelledSignature(
    opened.model.signature,
    'be asked about a sealed holdout; name a source, or read its report',
  );
  const owner = of.holdout === undefined ? opened.version : await resolveModel(store, of.holdout);
  const sealed = await sealedBy(store, owner, onProgress);
  const { decision, prepared, holdout } = sealed;
  const { request } = decision;
  if (opened.version === owner) requireUnlearned(owner, sealed);
  const judged = opened.version === owner ? sealed : await sealedWith(store, opened.version, sealed, onProgress);
  if (judged && !sameRows(judged.rows, sealed.rows)) throw learned(opened.version);
  const own = judged !== undefined;

  await checkpoint(signal, 'evaluate');
  onProgress({ stage: 'evaluate' });
  if (target.task !== prepared.target.task) {
    const problem = `the model does ${target.task}, the holdout is for ${prepared.target.task}`;
    throw new ModelwrightError('TASK_UNFIT', { task: target.task, target: prepared.target.name, problem });
  }
  const rows = takeRows(prepared.table, sealed.rows);
  const truth = truthOf(columnOf(rows, prepared.target.name), target);
  const predictions = await predictAnywhere(opened.model, takeRows(rows, truth.rows));
  const groups = prepared.groups && truth.rows.map((row) => prepared.groups![sealed.rows[row]]);
  const metric = metricForTask(target.task, request.metric);
  const costs = own ? costMetricOf(request.costs, target) : undefined;
  const { metrics } = evaluate({
    target: { ...target, values: truth.yTrue },
    predictions,
    metrics: own ? undefined : [metric.name],
    extra: costs && [costs],
    seed: request.seed,
    groups,
  });
  const everything = plainQuestion(predictions);
  const { name, version } = opened.version;
  // A look that nobody waits for must not be counted.
  await checkpoint(signal, 'evaluate');
  const looked = await store.holdouts.look<Record<string, Score>>({
    holdout,
    question: own ? everything : `score ${metric.name} ${claim ?? ''} ${everything}`,
    answeredBy: [everything],
    subject: `model ${name}@${version}`,
    actor,
    answer(before, question) {
      if (question === everything) {
        return { outcome: 'plain', cost: plainCost, answer: widenedScores(before, metrics, costs) };
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

function sameRows(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((row, i) => row === b[i]);
}
