/** Independent random draws, even over each range: the baseline every search has to beat. */
import type { Proposal, Sampler } from './sampler.ts';
import { valueAt } from './scale.ts';
import { chooseEach, type Parameter, type ParameterValue, type ParameterValues } from './space.ts';

/**
 * Draws every parameter evenly over its values, or over their logarithm.
 *
 * Source: Bergstra and Bengio (2012), "Random search for hyper-parameter optimization".
 */
export function randomSampler(): Sampler {
  return { startupTrials: Number.POSITIVE_INFINITY, propose: drawRandomly };
}

/** The random proposal of a trial: each parameter has its own stream, so one more parameter leaves the others as they were. */
export function drawRandomly(proposal: Proposal): ParameterValues {
  return chooseEach(proposal.space, (name, parameter) => drawParameter(proposal, name, parameter));
}

/** One parameter's value of the random proposal. */
export function drawParameter({ rng }: Pick<Proposal, 'rng'>, name: string, parameter: Parameter): ParameterValue {
  return valueAt(parameter, rng.split(name).uniform());
}
