/** Two registered models on the same rows: of a source, or of a sealed holdout. */
import { z } from 'zod';
import { ModelwrightError } from '../core/errors.ts';
import type { OnProgress } from '../core/progress.ts';
import { compareAnswers } from '../evaluate/comparison/compare-answers.ts';
import type { ComparedModels, ComparedSide } from '../evaluate/comparison/compared-models.ts';
import type { ComparedUnlabelled } from '../evaluate/unlabelled/compared-unlabelled.ts';
import { answersIn, classesOfBoth } from '../lifecycle/champion-answers.ts';
import type { Store } from '../store/open-store.ts';
import { isUnlabelled, labelledSignature, type Signature, type Task } from '../table/task.ts';
import { getRun } from '../tracking/runs.ts';
import type { Look } from '../train/holdout-look.ts';
import { metricForTask } from '../train/metric-for-task.ts';
import { isTrainedHere, recordedDecision } from '../train/recorded.ts';
import { compareOnHoldout } from './compare-on-holdout.ts';
import { compareOnSource, nameOf, type Pair } from './compare-on-source.ts';
import { type OpenedModel, openModel } from './opened-model.ts';
import { compareUnlabelled } from './unlabelled/compare-unlabelled.ts';

export interface CompareRequest {
  readonly first: string;
  readonly second: string;
  /** Labelled rows; absent: the sealed holdout. */
  readonly source?: string;
  /** Without a source: the version whose sealed holdout is asked; default the first model. */
  readonly holdout?: string;
  /** Wire name; default what the first model was trained for, else the default of the task. */
  readonly metric?: string;
  /** Of models without a target: column that says what rows really are, and its text of an anomaly. */
  readonly labelColumn?: string;
  readonly positiveClass?: string;
  readonly seed: number;
  readonly actor: string;
  readonly onProgress: OnProgress;
}

export interface Compared {
  readonly data: ComparedModels | ComparedUnlabelled;
  /** Looks at the sealed holdout: of the first and of the second model. */
  readonly looks?: readonly [Look, Look];
}

/**
 * Compares in pairs. Models without a target: see `compareUnlabelled`. On a sealed holdout each model that was not judged there before takes a look, and all intervals are widened by
 * the looks before.
 *
 * @throws TASK_UNFIT for models of different tasks, targets or classes; PARAM_INVALID for one version twice and for options of another
 *   task; METRIC_UNFIT; the errors of sources and of holdouts.
 */
export async function compareRegistered(store: Store, request: CompareRequest): Promise<Compared> {
  const { seed, onProgress } = request;
  onProgress({ stage: 'read' });
  const pair = [await openModel(store, request.first), await openModel(store, request.second)] as const;
  requireTwo(pair);
  if (pair.some(({ model }) => isUnlabelled(model.signature.target.task))) {
    return { data: await compareUnlabelled(store, pair, request) };
  }
  for (const name of ['labelColumn', 'positiveClass'] as const) {
    const value = request[name];
    if (value === undefined) continue;
    throw new ModelwrightError('PARAM_INVALID', { name, law: 'no value for models with a target', value });
  }
  const { target, classes } = commonTarget(pair);
  const metric = metricForTask(target.task, request.metric ?? trainedFor(pair[0]));
  const asked =
    request.source === undefined
      ? await compareOnHoldout(store, pair, classes, request)
      : await compareOnSource(store, pair, classes, request.source, onProgress);
  onProgress({ stage: 'compare' });
  const [first, second] = asked.answers.map((answers, i) =>
    target.task === 'regression' ? answers : answersIn(classes, answers, pair[i].model.signature.target.classes),
  );
  const { calibration, ...compared } = compareAnswers({
    X: asked.X,
    target: { task: target.task, classes, values: asked.yTrue },
    first,
    second,
    metric,
    seed,
    groups: asked.groups,
    before: asked.before,
  });
  const sides = await Promise.all(pair.map((opened, i) => sideOf(store, opened, calibration[i])));
  return {
    data: {
      format: 'modelwright-comparison',
      formatVersion: 1,
      first: sides[0],
      second: sides[1],
      target: target.name,
      judgedOn: asked.judgedOn,
      notes: asked.notes,
      ...compared,
    },
    ...(asked.looks && { looks: asked.looks }),
  };
}

/** What both predict, and the classes of both. */
function commonTarget(pair: Pair): { target: Signature<Task>['target']; classes: readonly string[] } {
  const [first, second] = pair.map(({ model }) => labelledSignature(model.signature, 'be compared by a score').target);
  const [a, b] = pair.map(nameOf);
  const unfit = (problem: string) =>
    new ModelwrightError('TASK_UNFIT', { task: second.task, target: second.name, problem });
  if (first.task !== second.task) throw unfit(`${a} does ${first.task}, ${b} does ${second.task}`);
  if (first.name !== second.name) throw unfit(`${a} predicts "${first.name}", ${b} predicts "${second.name}"`);
  const classes = classesOfBoth(first.classes, second.classes);
  if (first.task === 'binary' && classes.length > 2) throw unfit(`${a} and ${b} know different classes`);
  return { target: first, classes };
}

function requireTwo(pair: Pair): void {
  const [a, b] = pair.map(nameOf);
  if (a === b) throw new ModelwrightError('PARAM_INVALID', { name: 'b', law: 'another version', value: b });
}

function trainedFor({ version }: OpenedModel): string | undefined {
  return isTrainedHere(version) ? recordedDecision(version).request.metric : undefined;
}

const measured = z.object({ chosen: z.object({ latencyUs: z.number() }) });

async function sideOf(
  store: Store,
  { version, bytes }: OpenedModel,
  calibration: ComparedSide['calibration'],
): Promise<ComparedSide> {
  const { name, version: number, artifactHash, runId } = version;
  const result = runId === null ? undefined : measured.safeParse((await getRun(store, runId)).result);
  return {
    name,
    version: number,
    artifactHash,
    bytes,
    latencyUs: result?.success ? result.data.chosen.latencyUs : null,
    calibration,
  };
}
