/** Stored studies as their commands answer: counted, ranked, and as rows. */
import type { Direction } from '../math/direction.ts';
import type { Store } from '../store/open-store.ts';
import { getStudy, listStudies, readTrials, type StudyRecord } from '../tracking/studies.ts';
import type { TrialRecord } from '../tracking/trial-rows.ts';
import { parameterImportance } from '../train/study/importance/parameter-importance.ts';
import { jointSpace } from '../train/study/joint-space.ts';
import { compareValues } from '../train/study/trial.ts';

/** Trials by how they ended. */
export function countTrials(trials: readonly TrialRecord[]) {
  const count = (state: TrialRecord['state']) => trials.filter((trial) => trial.state === state).length;
  return { complete: count('complete'), pruned: count('pruned'), failed: count('failed'), waiting: count('waiting') };
}

/** Complete trials, the best first; the earlier one of a tie. */
export function rankedTrials(trials: readonly TrialRecord[], direction: Direction) {
  return trials
    .flatMap(({ number, state, values, params, attributes }) =>
      state === 'complete' && values ? [{ number, value: values[0], params, attributes }] : [],
    )
    .sort((a, b) => compareValues(a.value, b.value, direction) || a.number - b.number);
}

/** Trials that were better than all before them, in order of number. */
function improvements(trials: readonly TrialRecord[], direction: Direction) {
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

export function directionOf({ definition }: StudyRecord): Direction {
  return definition.directions[0] === 'maximize' ? 'maximize' : 'minimize';
}

export async function studyList(store: Store, limit: number) {
  const studies = await listStudies(store, { limit });
  const rows = [];
  for (const study of studies) {
    const [best] = rankedTrials(await readTrials(store, study.studyId), directionOf(study));
    rows.push({
      name: study.name,
      direction: directionOf(study),
      sampler: String(study.definition.sampler['name']),
      trials: study.trials,
      best: best ? finite(best.value) : null,
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
  const direction = directionOf(study);
  const { space, sampler, pruner, seed, generation } = study.definition;
  const last = trials.at(-1);
  return {
    name: study.name,
    direction,
    sampler,
    pruner,
    seed,
    generation,
    space,
    createdAt: study.createdAt,
    trials: countTrials(trials),
    numbers: last ? last.number + 1 : 0,
    top: rankedTrials(trials, direction)
      .slice(0, top)
      .map((trial) => ({ ...trial, value: finite(trial.value) })),
    improvements: improvements(trials, direction),
    lastProblem: trials.findLast(({ problem }) => problem !== null)?.problem ?? null,
  };
}

/** @throws STUDY_NOT_FOUND; VALUE_INVALID for fewer than 2 complete trials */
export async function studyImportances(store: Store, name: string, seed: number) {
  const study = await getStudy(store, name);
  const trials = await readTrials(store, study.studyId);
  const space = jointSpace(study.definition.space, trials);
  const complete = rankedTrials(trials, directionOf(study)).sort((a, b) => a.number - b.number);
  return { study: study.name, ...parameterImportance(space, complete, { seed }) };
}
