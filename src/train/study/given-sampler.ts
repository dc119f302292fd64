/** Trials whose parameters are known beforehand: those of an earlier process, and those that a person wants to see. */
import { isAllowed } from './allowed-value.ts';
import type { Sampler } from './sampler.ts';
import { valueAt } from './scale.ts';
import { chooseEach, type ParameterValues } from './space.ts';

/**
 * A sampler that proposes what is given for a trial's number, and asks another for the rest. A parameter that is not
 * given, or not with an allowed value, is drawn evenly.
 */
export function givenSampler(sampler: Sampler, given: ReadonlyMap<number, ParameterValues>): Sampler {
  return {
    ...sampler,
    propose(proposal) {
      const values = given.get(proposal.number);
      if (values === undefined) return sampler.propose(proposal);
      return chooseEach(proposal.space, (name, parameter) =>
        Object.hasOwn(values, name) && isAllowed(parameter, values[name])
          ? values[name]
          : valueAt(parameter, proposal.rng.split(name).uniform()),
      );
    },
  };
}
