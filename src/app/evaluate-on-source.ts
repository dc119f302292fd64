/** A model's metrics on labelled data. */

import { checkpoint } from '../core/checkpoint.ts';
import { ModelwrightError } from '../core/errors.ts';
import type { OnProgress } from '../core/progress.ts';
import { predictAnywhere } from '../estimators/predict-anywhere.ts';
import { evaluate } from '../evaluate/evaluation.ts';
import type { FairnessSettings } from '../evaluate/fairness/declared-fairness.ts';
import { fairnessReport } from '../evaluate/fairness/fairness-report.ts';
import { judgeFairness, selectedClass } from '../evaluate/fairness/judge-fairness.ts';
import type { Store } from '../store/open-store.ts';
import { isUnlabelled, labelledSignature } from '../table/task.ts';
import { costMetricOf } from '../train/costs.ts';
import { learnedRows } from '../train/learned-rows.ts';
import { isTrainedHere, recordedDecision } from '../train/recorded.ts';
import { labelledRows } from './labelled-rows.ts';
import { openModel, unjudgeable } from './opened-model.ts';
import { evaluateUnlabelled } from './unlabelled/evaluate-unlabelled.ts';

/** Scores the rows whose outcome is known to the model; the others are counted. */
export async function evaluateOnSource(
  store: Store,
  request: {
    readonly model: string;
    readonly source: string;
    /** Of a model without a target: the column that says what rows really are, and its text of an anomaly. */
    readonly labelColumn?: string;
    readonly positiveClass?: string;
    readonly seed: number;
    readonly fairness?: FairnessSettings;
    readonly onProgress: OnProgress;
    readonly signal?: AbortSignal;
  },
) {
  const { source, seed, fairness: settings, onProgress, signal } = request;
  onProgress({ stage: 'read' });
  const opened = await openModel(store, request.model);
  const { signature } = opened.model;
  if (isUnlabelled(signature.target.task)) {
    if (settings) labelledSignature(signature, 'be judged by groups');
    return await evaluateUnlabelled(store, opened, request);
  }
  refuseLabel(request);
  const { table, yTrue, missing, unknown } = await labelledRows(opened, source, {
    more: settings?.sensitive ?? [],
    onProgress,
    signal,
  });
  await checkpoint(signal, 'evaluate');
  onProgress({ stage: 'evaluate' });
  const predictions = await predictAnywhere(opened.model, table);
  const target = { ...labelledSignature(opened.model.signature, unjudgeable).target, values: yTrue };
  const costs = isTrainedHere(opened.version)
    ? costMetricOf(recordedDecision(opened.version).request.costs, target)
    : undefined;
  await checkpoint(signal, 'evaluate');
  const { metrics } = evaluate({ target, predictions, seed, extra: costs && [costs] });
  const { name, version } = opened.version;
  await checkpoint(signal, 'evaluate');
  return {
    model: { name, version },
    rows: table.nRows,
    learned: await learnedRows(opened.version, table, { blobs: store.blobs, source: `source "${source}"`, onProgress }),
    left: { missingTarget: missing, unknownClass: unknown },
    metrics,
    fairness:
      settings &&
      fairnessReport(
        judgeFairness({ settings, target, predictions, table, source: `source "${source}"`, seed }),
        settings,
        selectedClass(settings, target),
      ),
  };
}

/** Which column a model with a target is judged by is part of the model. */
function refuseLabel({
  labelColumn,
  positiveClass,
}: {
  readonly labelColumn?: string;
  readonly positiveClass?: string;
}) {
  const value = labelColumn ?? positiveClass;
  if (value === undefined) return;
  const name = labelColumn === undefined ? 'positiveClass' : 'labelColumn';
  throw new ModelwrightError('PARAM_INVALID', { name, law: 'only for a model without a target', value });
}
