/** Evolution strategy with covariance matrix adaptation: for numbers, where trials are many and their effects depend on each other. */
import { checkParam } from '../../core/check-param.ts';
import { type CmaPlan, type CmaProgress, draw, replay } from './cma/search.ts';
import { defaultPopulation } from './cma/strategy.ts';
import { allowedValue, coordinatesOf } from './coordinates.ts';
import { drawParameter, drawRandomly } from './random-sampler.ts';
import type { Sampler } from './sampler.ts';
import { chooseEach, type StudySpace } from './space.ts';
import { likelyValue } from './tpe-sampler.ts';

export interface CmaOptions {
  /**
   * Random trials before the search, >= 0; default 0. The search begins at the best of them, without any in the middle of
   * the space.
   */
  readonly startupTrials?: number;
  /** Trials that are learned from together, >= 2; default 4 + floor(3 ln d) for d numbers. Rounded up to whole generations. */
  readonly population?: number;
  /** Standard deviation at the beginning, as a share of each range, above 0; default 1/6. */
  readonly sigma?: number;
  /** Learn a deviation for each number and no correlations: faster in many dimensions; default false. */
  readonly separable?: boolean;
  /** What proposes choices and conditional parameters, each of them alone: 'random' (default) or 'tpe'. */
  readonly others?: 'random' | 'tpe';
}

/**
 * CMA-ES with active update (Hansen 2016), for numbers that every trial has; whole numbers keep a margin (Hamano et al.
 * 2022). Points outside the space are drawn again. Failed trials are left out of their population, infeasible ones are its
 * worst. When the search has come to rest it begins again at a random place.
 *
 * @throws PARAM_INVALID for options out of range.
 */
export function cmaSampler(options: CmaOptions = {}): Sampler {
  const { startupTrials = 0, population, sigma = 1 / 6, separable = false, others = 'random' } = options;
  const whole = (x: number, least: number) => Number.isSafeInteger(x) && x >= least;
  checkParam(whole(startupTrials, 0), 'startupTrials', 'a whole number >= 0', startupTrials);
  if (population !== undefined) checkParam(whole(population, 2), 'population', 'a whole number >= 2', population);
  checkParam(sigma > 0 && Number.isFinite(sigma), 'sigma', 'a finite number > 0', sigma);
  checkParam(others === 'random' || others === 'tpe', 'others', "'random' or 'tpe'", String(others));
  const drawOther = others === 'tpe' ? likelyValue : drawParameter;
  const studies = new WeakMap<StudySpace, { readonly plan: CmaPlan; progress: CmaProgress | undefined }>();

  function planOf(space: StudySpace, generation: number): CmaPlan {
    const coordinates = coordinatesOf(space);
    const least = population ?? defaultPopulation(Math.max(1, coordinates.length));
    const rounded = Math.ceil(least / generation) * generation;
    return { coordinates, startupTrials, population: rounded, sigma, separable };
  }

  return {
    startupTrials,
    oneObjective: true,
    propose(proposal) {
      const { number, space, studyRng } = proposal;
      if (number < startupTrials) return drawRandomly(proposal);
      const study = studies.get(space) ?? { plan: planOf(space, proposal.generation), progress: undefined };
      studies.set(space, study);
      study.progress = replay(study.plan, proposal, study.progress);
      const point = draw(study.progress.distribution, number, studyRng);
      const values = new Map(study.plan.coordinates.map((each, i) => [each.name, allowedValue(each, point[i])]));
      return chooseEach(space, (name, parameter) => values.get(name) ?? drawOther(proposal, name, parameter));
    },
  };
}
