/** The contract of pruners, which end trials that look hopeless. */
import type { Direction } from '../../../math/direction.ts';
import type { Trial } from '../trial.ts';

/** All that a decision depends on. */
export interface PruningCase {
  /** The trial in question, with its reports so far; at least one. */
  readonly trial: Trial;
  /** Trials of earlier generations, all ended, in order of number. */
  readonly ended: readonly Trial[];
  readonly direction: Direction;
}

/** A pure function: true when the trial should stop now. */
export type Pruner = (pruningCase: PruningCase) => boolean;
