/** What a stored study is opened with, and what is kept of it. */
import { ModelwrightError } from '../../core/errors.ts';
import type { Direction } from '../../math/direction.ts';
import type { StudyDefinition } from '../../tracking/study-definition.ts';
import type { MethodSpec } from './checked-options.ts';
import { listOfSpace } from './joint-space.ts';
import { oneByOneSamplers } from './named-samplers.ts';
import { checkSpace, type StudySpace } from './space.ts';

export interface StoredStudyOptions {
  /** 1 to 128 letters, digits, spaces, dots, dashes or underscores. */
  readonly name: string;
  /** Absent: trials declare their parameters as they run. */
  readonly space?: StudySpace;
  /** Name, or name and options; default `tpe`. */
  readonly sampler?: string | MethodSpec;
  /** Name, or name and options; default: no trial is pruned. */
  readonly pruner?: string | MethodSpec;
  /** Safe whole number >= 0, default 0. */
  readonly seed?: number;
  /** Default 'minimize'. */
  readonly direction?: Direction;
  /** Instead of `direction` when a trial has several objectives: one for each. */
  readonly directions?: readonly Direction[];
  /** How many constraint values each trial tells, default 0; a trial is feasible when all are <= 0. */
  readonly constraints?: number;
  /** Trials that are proposed together, >= 1, default 1: the most that can run at once. */
  readonly generation?: number;
}

/** A method by its name alone has no options. */
export function specOf(method: string | MethodSpec): MethodSpec {
  return typeof method === 'string' ? { name: method } : method;
}

/** What is stored of a study. @throws PARAM_INVALID for a space that cannot be searched, or a sampler that needs one */
export function definitionOf(options: StoredStudyOptions): StudyDefinition {
  const {
    space,
    seed = 0,
    direction = 'minimize',
    directions = [direction],
    constraints = 0,
    generation = 1,
  } = options;
  const sampler = specOf(options.sampler ?? 'tpe');
  if (space !== undefined) checkSpace(space);
  else if (!oneByOneSamplers.includes(sampler.name)) {
    const law = `one of ${oneByOneSamplers.join(', ')} where trials declare their parameters`;
    throw new ModelwrightError('PARAM_INVALID', { name: 'sampler', law, value: sampler.name });
  }
  return {
    space: space === undefined ? null : listOfSpace(space),
    sampler,
    pruner: options.pruner === undefined ? null : specOf(options.pruner),
    seed,
    directions,
    // Studies from before there were any have no such field.
    ...(constraints > 0 ? { constraints } : {}),
    generation,
  };
}
