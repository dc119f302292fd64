/** Independent random draws, even over each range: the baseline every search has to beat. */
import type { Proposal, Sampler } from './sampler.ts';
import { valueAt } from './scale.ts';
import { chooseEach, type ParameterValues } from './space.ts';

/**
 * Draws every parameter evenly over its values, or over their logarithm.
 *
 * Source: Bergstra and Bengio (2012), "Random search for hyper-parameter optimization".
 */
export function randomSampler(): Sampler {
  return { startupTrials: Number.POSITIVE_INFINITY, propose: drawRandomly };
}

/** The random proposal of a trial: each parameter has its own stream, so one more parameter leaves the others as they were. */
export function drawRandomly({ space, rng }: Proposal): ParameterValues {
  return chooseEach(space, (name, parameter) => valueAt(parameter, rng.split(name).uniform()));
}
