/** Stored studies as their commands answer: counted, ranked, and as rows. */
import { ModelwrightError } from '../core/errors.ts';
import type { Direction } from '../math/direction.ts';
import { paretoFront } from '../math/pareto.ts';
import type { Store } from '../store/open-store.ts';
import {
  getStudy,
  listStudies,
  readOutcomes,
  readTrials,
  type StudyRecord,
  countTrials as storedCounts,
} from '../tracking/studies.ts';
import type { TrialOutcome, TrialRecord } from '../tracking/trial-rows.ts';
import { parameterImportance } from '../train/study/importance/parameter-importance.ts';
import { jointSpace } from '../train/study/joint-space.ts';
import { compareValues, costsOf } from '../train/study/trial.ts';

/** Trials by how they ended. */
export function countTrials(trials: readonly TrialOutcome[]) {
  const count = (state: TrialRecord['state']) => trials.filter((trial) => trial.state === state).length;
  return { complete: count('complete'), pruned: count('pruned'), failed: count('failed'), waiting: count('waiting') };
}

/** Complete trials, the best first; the earlier one of a tie. */
export function rankedTrials<T extends TrialOutcome>(trials: readonly T[], direction: Direction): Complete<T>[] {
  return completeOf(trials).sort((a, b) => compareValues(a.values[0], b.values[0], direction) || a.number - b.number);
}

/** Of several objectives: the trials that no other one betters in one without being worse in another, in order of number. */
export function frontOf<T extends TrialOutcome>(trials: readonly T[], directions: readonly Direction[]): Complete<T>[] {
  const complete = completeOf(trials);
  return paretoFront(complete.map((trial) => costsOf(trial, { directions }) ?? [])).map((i) => complete[i]);
}

type Complete<T> = T & { readonly values: readonly number[] };

function completeOf<T extends TrialOutcome>(trials: readonly T[]): Complete<T>[] {
  return trials.filter((trial): trial is Complete<T> => trial.state === 'complete' && trial.values !== null);
}

/** A trial of a front as it is told. */
export function toldOfFront({ number, values, params, attributes }: Complete<TrialRecord>) {
  return { number, values: values.map(finite), params, attributes };
}

/** Trials that were better than all before them, in order of number. */
function improvements(trials: readonly TrialOutcome[], direction: Direction) {
  const better: { number: number; value: number | null }[] = [];
  let best: number | undefined;
  for (const { number, values } of trials) {
    if (!values || (best !== undefined && compareValues(values[0], best, direction) >= 0)) continue;
    best = values[0];
    better.push({ number, value: finite(best) });
  }
  return better;
}

/** JSON has no infinities. */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** One for each objective. */
export function directionsOf({ definition }: StudyRecord): Direction[] {
  return definition.directions.map((direction) => (direction === 'maximize' ? 'maximize' : 'minimize'));
}

/** Of the first objective. */
export function directionOf(study: StudyRecord): Direction {
  return directionsOf(study)[0];
}

export async function studyList(store: Store, limit: number) {
  const studies = await listStudies(store, { limit });
  const rows = [];
  for (const study of studies) {
    const directions = directionsOf(study);
    const trials = await readOutcomes(store, study.studyId);
    const [best] = directions.length > 1 ? [] : rankedTrials(trials, directions[0]);
    rows.push({
      name: study.name,
      direction: directions[0],
      directions,
      sampler: String(study.definition.sampler['name']),
      trials: study.trials,
      best: best ? finite(best.values[0]) : null,
      front: directions.length > 1 ? frontOf(trials, directions).length : null,
      createdAt: study.createdAt,
      lastAt: study.lastAt,
    });
  }
  return rows;
}

/** @throws STUDY_NOT_FOUND */
export async function studyDetails(store: Store, name: string, top: number) {
  const study = await getStudy(store, name);
  const trials = await readTrials(store, study.studyId);
  const directions = directionsOf(study);
  const [direction] = directions;
  const several = directions.length > 1;
  const front = several ? frontOf(trials, directions) : null;
  const { space, sampler, pruner, seed, generation } = study.definition;
  const last = trials.at(-1);
  return {
    name: study.name,
    direction,
    directions,
    sampler,
    pruner,
    seed,
    generation,
    space,
    createdAt: study.createdAt,
    trials: countTrials(trials),
    numbers: last ? last.number + 1 : 0,
    front: front && { trials: front.length, list: front.slice(0, top).map(toldOfFront) },
    top: (several ? [] : rankedTrials(trials, direction))
      .slice(0, top)
      .map(({ number, values, params, attributes }) => ({ number, value: finite(values[0]), params, attributes })),
    improvements: several ? [] : improvements(trials, direction),
    lastProblem: trials.findLast(({ problem }) => problem !== null)?.problem ?? null,
  };
}

/**
 * @param options.objective from 1, of a study with several
 * @param options.most only the last so many trials, fewer for many parameters
 * @throws STUDY_NOT_FOUND; PARAM_INVALID for an objective that the study has not; VALUE_INVALID for fewer than 2 complete trials
 */
export async function studyImportances(
  store: Store,
  name: string,
  { seed, objective = 1, most }: { readonly seed: number; readonly objective?: number; readonly most?: number },
) {
  const study = await getStudy(store, name);
  const trials = await lastTrials(store, study, most);
  const space = jointSpace(study.definition.space, trials);
  const { length } = study.definition.directions;
  if (objective > length) {
    throw new ModelwrightError('PARAM_INVALID', { name: 'objective', law: `from 1 to ${length}`, value: objective });
  }
  const complete = trials.flatMap(({ number, state, values, params, attributes }) =>
    state === 'complete' && values ? [{ number, value: values[objective - 1], params, attributes }] : [],
  );
  const width = Math.max(usualParameters, Object.keys(space).length);
  const kept =
    most === undefined ? complete.length : Math.max(fewestJudged, Math.floor((most * usualParameters) / width));
  return { study: study.name, ...parameterImportance(space, complete.slice(-kept), { seed }) };
}

/** Up to so many parameters all trials are judged that may be; of more parameters fewer trials, and at least these. */
const usualParameters = 10;
const fewestJudged = 20;

/** All, or the last so many. */
async function lastTrials(store: Store, { studyId }: StudyRecord, most: number | undefined): Promise<TrialRecord[]> {
  if (most === undefined) return await readTrials(store, studyId);
  const counts = Object.values(await storedCounts(store, studyId));
  const total = counts.reduce((sum, count) => sum + count, 0);
  return await readTrials(store, studyId, { from: Math.max(0, total - most), limit: most });
}
