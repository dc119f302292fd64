/** The kernels of a Parzen estimator along one parameter: one at each observation, and a wide one for the prior at the end. */
import { log } from '../../math/log.ts';
import type { Rng } from '../../math/rng.ts';
import { numberColumn } from './number-kernels.ts';
import { pick } from './pick.ts';
import type { ChoiceParameter, Parameter, ParameterValue } from './space.ts';

export interface Kernels {
  /** Draws an allowed value from kernel k. */
  sample(k: number, rng: Rng): ParameterValue;
  /**
   * Adds to `terms`, by kernel, the logarithm of its density (continuous parameters, on their scale) or probability;
   * -Infinity where it vanishes.
   */
  addLogDensities(value: ParameterValue, terms: Float64Array): void;
}

/** One parameter of a study. It remembers kernels that are likely to be needed again; what it answers does not depend on it. */
export interface KernelColumn {
  /**
   * @param ids a whole number >= 0 for each observation; the same observation under the same number is what is found again.
   * @param observations values of the parameter; kernel k belongs to the k-th, the one after the last to the prior.
   */
  fit(ids: ArrayLike<number>, observations: readonly ParameterValue[]): Kernels;
}

/**
 * Kernels and bandwidths of Bergstra et al. (2011) in the form that Watanabe (2023), "Tree-structured Parzen estimator:
 * understanding its algorithm components", describes as Optuna's.
 */
export function kernelColumn(parameter: Parameter): KernelColumn {
  return parameter.type === 'choice' ? choiceColumn(parameter) : numberColumn(parameter);
}

/** The observed choice gets most of the probability, the less the fewer observations there are; the prior is even. */
function choiceColumn({ values }: ChoiceParameter): KernelColumn {
  return {
    fit(_, observations) {
      const share = 1 / (observations.length + 1);
      const observed = Int32Array.from(observations, (value) => values.indexOf(value));
      const total = values.length * share + 1;
      const hit = (share + 1) / total;
      const miss = share / total;
      const even = share / (values.length * share);
      const [logHit, logMiss, logEven] = [log(hit), log(miss), log(even)];
      return {
        sample(k, rng) {
          const ofKernel = values.map((_, c) => (k === observed.length ? even : c === observed[k] ? hit : miss));
          return values[pick(ofKernel, rng.uniform())];
        },
        addLogDensities(value, terms) {
          const choice = values.indexOf(value);
          for (let k = 0; k < observed.length; k++) terms[k] += observed[k] === choice ? logHit : logMiss;
          terms[observed.length] += logEven;
        },
      };
    },
  };
}
