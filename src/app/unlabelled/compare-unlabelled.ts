/** Two models without a target on the same rows: what each says of them, and how far they agree. */
import { z } from 'zod';
import { ModelwrightError } from '../../core/errors.ts';
import type { OnProgress } from '../../core/progress.ts';
import type { ComparedUnlabelled, UnlabelledSide } from '../../evaluate/unlabelled/compared-unlabelled.ts';
import { distributionsReady } from '../../math/distributions.ts';
import type { Store } from '../../store/open-store.ts';
import { isUnlabelled, type UnlabelledTask } from '../../table/task.ts';
import { getRun } from '../../tracking/runs.ts';
import { recordedUnlabelled } from '../../train/recorded.ts';
import { type RecordedFigures, recordedFigures } from '../../train/unlabelled/recorded-figures.ts';
import type { UnlabelledDecision } from '../../train/unlabelled/request.ts';
import { nameOf, type Pair } from '../compare-on-source.ts';
import type { OpenedModel } from '../opened-model.ts';
import { compareClusters } from './compare-clusters.ts';
import { compareDetectors } from './compare-detectors.ts';
import { comparedRows } from './compared-rows.ts';

export interface CompareUnlabelled {
  /** Absent: what the training of `holdout` set aside, or else read. */
  readonly source?: string;
  /** Default the first model. */
  readonly holdout?: string;
  /** Of anomalies with a label: the verdict goes by it; default `roc_auc`. */
  readonly metric?: string;
  /** Column that says what rows really are; default the one that a training named, where the rows have it. */
  readonly labelColumn?: string;
  /** The label's text of an anomaly. */
  readonly positiveClass?: string;
  readonly seed: number;
  readonly onProgress: OnProgress;
}

/** What is known of a model and of its training. */
export interface SideRecord {
  readonly opened: OpenedModel;
  readonly decision: UnlabelledDecision;
  readonly figures: RecordedFigures;
}

/**
 * Compares in pairs.
 *
 * @throws TASK_UNFIT for models of different tasks; PARAM_INVALID for `metric` and `positiveClass` where no label judges detectors;
 *   METRIC_UNFIT; what `comparedRows` throws.
 */
export async function compareUnlabelled(
  store: Store,
  pair: Pair,
  request: CompareUnlabelled,
): Promise<ComparedUnlabelled> {
  const task = commonTask(pair);
  const results = await Promise.all(pair.map(async ({ version }) => (await getRun(store, version.runId ?? '')).result));
  const [first, second] = pair.map(
    (opened, i): SideRecord => ({
      opened,
      decision: recordedUnlabelled(opened.version)!,
      figures: recordedFigures(results[i]),
    }),
  );
  const recorded = [first, second].flatMap(({ decision: { request: asked } }) => asked.labelColumn ?? []);
  const { onProgress, seed } = request;
  const rows = await comparedRows(store, pair, { ...request, recorded });
  onProgress({ stage: 'compare' });
  await distributionsReady();
  const compare = task === 'anomaly' ? compareDetectors : compareClusters;
  const { notes = [], ...compared } = compare([first, second], rows, request);
  const sides = pair.map((opened, i) => sideOf(opened, results[i]));
  return {
    format: 'modelwright-unlabelled-comparison',
    formatVersion: 1,
    first: sides[0],
    second: sides[1],
    task,
    judgedOn: rows.judgedOn,
    rows: rows.tables[0].nRows,
    seed,
    ...compared,
    notes: [...rows.notes, ...notes],
  };
}

function commonTask(pair: Pair): UnlabelledTask {
  const [{ task }, second] = pair.map(({ model }) => model.signature.target);
  if (task === second.task && isUnlabelled(task)) return task;
  const problem = `${nameOf(pair[0])} does ${task}, ${nameOf(pair[1])} does ${second.task}`;
  throw new ModelwrightError('TASK_UNFIT', { task: second.task, target: second.name, problem });
}

const chosenCandidate = z.object({
  candidates: z.array(z.object({ name: z.string(), stability: z.number().nullable(), chosen: z.boolean() })),
});

function sideOf({ version, model, bytes }: OpenedModel, result: unknown): UnlabelledSide {
  const read = chosenCandidate.safeParse(result);
  const chosen = read.success ? read.data.candidates.find((candidate) => candidate.chosen) : undefined;
  return {
    name: version.name,
    version: version.version,
    artifactHash: version.artifactHash,
    bytes,
    method: chosen?.name ?? null,
    stability: chosen?.stability ?? null,
    inputs: model.signature.inputs.map(({ name }) => name),
  };
}
