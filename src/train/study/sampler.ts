/** The contract of samplers, which propose the parameters of the next trial. */

import type { Rng } from '../../math/rng.ts';
import type { ParameterValues, StudySpace } from './space.ts';
import type { Goal, Trial } from './trial.ts';

/** All that a proposal may depend on; none of it depends on the number of workers or the order of their answers. */
export interface Proposal extends Goal {
  /** Position of the trial in the sequence, from 0. */
  readonly number: number;
  /** The same object for every proposal of a study. */
  readonly space: StudySpace;
  /** Trials of one generation; after the sampler's startup trials one generation follows on another. */
  readonly generation: number;
  /** Trials of earlier generations, all of them ended, in order of number. The same list throughout a generation; where trials declare their own space, a trial may lack the parameter or have others. */
  readonly ended: readonly Trial[];
  /** Earlier proposals of the same generation, in order of number; nothing is known of their results. The list grows after the proposal. */
  readonly pending: readonly ParameterValues[];
  /** The stream of the study. */
  readonly studyRng: Rng;
  /** The stream of this trial. */
  readonly rng: Rng;
}

export interface Sampler {
  /** Number of trials at the beginning that need no results; Infinity for samplers that never look at them. */
  readonly startupTrials: number;
  /** True for samplers that cannot weigh several objectives. */
  readonly oneObjective?: boolean;
  /** A pure function; undefined when there is nothing left to propose. */
  propose(proposal: Proposal): ParameterValues | undefined;
}
