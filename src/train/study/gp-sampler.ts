/** Bayesian optimisation by a Gaussian process: for few and expensive trials. */
import { ModelwrightError } from '../../core/errors.ts';
import { type Features, featuresOf } from './gp/features.ts';
import { mostPromising } from './gp/most-promising.ts';
import { acquisitionOf, type Learned, learnSurrogate, usableTrials } from './gp/surrogate.ts';
import { drawRandomly } from './random-sampler.ts';
import { rankTrials } from './rank-trials.ts';
import type { Sampler } from './sampler.ts';
import type { StudySpace } from './space.ts';

export interface GpOptions {
  /** Random trials before the model is used, >= 2; default 10. */
  readonly startupTrials?: number;
}

/**
 * Proposes where the expected improvement (Jones, Schonlau and Welch 1998; its logarithm as in Ament et al. 2023) of a
 * Gaussian process is highest. Kernel: Matérn 5/2 with a length scale per parameter; choices are as far apart as they
 * differ; hyper-parameters by maximum marginal likelihood under weak priors. Constraints have a process each, by which the
 * improvement is multiplied with the probability of being feasible. Learns from complete trials; its time grows with their
 * cube, so it is meant for some hundred of them.
 *
 * @throws PARAM_INVALID for options out of range.
 */
export function gpSampler({ startupTrials = 10 }: GpOptions = {}): Sampler {
  if (!(Number.isSafeInteger(startupTrials) && startupTrials >= 2)) {
    throw new ModelwrightError('PARAM_INVALID', {
      name: 'startupTrials',
      law: 'a whole number >= 2',
      value: startupTrials,
    });
  }
  const studies = new WeakMap<StudySpace, { readonly features: Features; learned: Learned | undefined }>();
  return {
    startupTrials,
    oneObjective: true,
    propose(proposal) {
      const { space, ended, rng } = proposal;
      const usable = usableTrials(ended);
      const study = studies.get(space) ?? { features: featuresOf(space), learned: undefined };
      studies.set(space, study);
      const { features } = study;
      if (usable.length < 2 || ended.length < startupTrials || features.count === 0) return drawRandomly(proposal);
      study.learned = learnSurrogate(usable, proposal, features, study.learned);
      const acquisition = acquisitionOf(usable, proposal, features, study.learned);
      if (acquisition === undefined) return drawRandomly(proposal);
      const [best] = rankTrials(usable, proposal);
      return mostPromising({ space, features, acquisition }, best.params, rng.split('candidates'));
    },
  };
}
