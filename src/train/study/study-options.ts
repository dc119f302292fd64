/** What a study is opened with, and the laws it has to keep. */
import { checkParam } from '../../core/check-param.ts';
import type { Direction } from '../../math/direction.ts';
import type { Pruner } from './pruners/pruner.ts';
import type { Sampler } from './sampler.ts';
import { checkSpace, type StudySpace } from './space.ts';
import { tpeSampler } from './tpe-sampler.ts';

export interface StudyOptions {
  readonly space: StudySpace;
  /** Default `tpeSampler()`. */
  readonly sampler?: Sampler;
  /** Default: no trial is pruned. For one objective only. */
  readonly pruner?: Pruner;
  /** Safe whole number >= 0, default 0. */
  readonly seed?: number;
  /** Default 'minimize'. */
  readonly direction?: Direction;
  /** Instead of `direction` when a trial has several objectives: one for each. */
  readonly directions?: readonly Direction[];
  /** How many constraint values each trial tells, default 0; a trial is feasible when all are <= 0. */
  readonly constraints?: number;
  /**
   * Trials that are proposed together, >= 1, default 1: the most that can run at once after the start. The larger, the less
   * each proposal knows.
   */
  readonly generation?: number;
}

/** The options with their defaults. */
export interface StudySettings {
  readonly space: StudySpace;
  readonly sampler: Sampler;
  readonly pruner: Pruner | undefined;
  readonly seed: number;
  readonly directions: readonly Direction[];
  readonly constraints: number;
  readonly generation: number;
}

const mostObjectives = 16;
const mostConstraints = 1000;

/** @throws PARAM_INVALID for a space that cannot be searched, options out of range or that do not go together. */
export function settleOptions(options: StudyOptions): StudySettings {
  const { direction, seed = 0, generation = 1, constraints = 0, pruner } = options;
  checkSpace(options.space);
  checkParam(Number.isSafeInteger(seed) && seed >= 0, 'seed', 'a safe whole number >= 0', seed);
  checkParam(Number.isSafeInteger(generation) && generation >= 1, 'generation', 'a whole number >= 1', generation);
  const mayConstrain = Number.isInteger(constraints) && constraints >= 0 && constraints <= mostConstraints;
  checkParam(mayConstrain, 'constraints', `a whole number from 0 to ${mostConstraints}`, constraints);
  const { directions = [direction ?? 'minimize'] } = options;
  checkParam(
    direction === undefined || options.directions === undefined,
    'directions',
    'direction or directions',
    'both',
  );
  const count = directions.length;
  checkParam(count >= 1 && count <= mostObjectives, 'directions', `from 1 to ${mostObjectives} of them`, count);
  for (const each of directions) {
    checkParam(each === 'minimize' || each === 'maximize', 'directions', "'minimize' or 'maximize'", String(each));
  }
  const { sampler = tpeSampler() } = options;
  checkParam(count === 1 || !sampler.oneObjective, 'directions', '1 direction with this sampler', count);
  checkParam(count === 1 || pruner === undefined, 'directions', '1 direction with a pruner', count);
  return {
    space: structuredClone(options.space),
    sampler,
    pruner,
    seed,
    directions: [...directions],
    constraints,
    generation,
  };
}
