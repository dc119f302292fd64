/** Tree-structured Parzen estimator: proposes what is likely among the good trials and unlikely among the rest. */
import { ModelwrightError } from '../../core/errors.ts';
import type { Rng } from '../../math/rng.ts';
import { fitParzen } from './parzen.ts';
import { drawRandomly } from './random-sampler.ts';
import { rankTrials } from './rank-trials.ts';
import type { Sampler } from './sampler.ts';
import { isActive, type Parameter, type ParameterValues, type StudySpace } from './space.ts';
import type { Trial } from './trial.ts';

export interface TpeOptions {
  /** Random trials before the model is used, >= 1; default 10. */
  readonly startupTrials?: number;
  /** Draws from the density of good values of which the best is taken, >= 1; default 24. */
  readonly candidates?: number;
  /** How many of n ended trials count as good; default a tenth of n, rounded up, at most 25. */
  readonly gamma?: (n: number) => number;
  /** Model parameters that exist under the same condition together, not each alone; default true. */
  readonly multivariate?: boolean;
}

/**
 * The sampler of Bergstra et al. (2011) with the defaults of Optuna 5. Parameters that exist under a condition learn from
 * the trials in which they existed. Proposals of the same generation count as bad until their results are known (the
 * "constant liar"), which keeps them apart.
 *
 * @throws PARAM_INVALID for options out of range.
 */
export function tpeSampler(options: TpeOptions = {}): Sampler {
  const { startupTrials = 10, candidates = 24, gamma = tenth, multivariate = true } = options;
  for (const [name, value] of Object.entries({ startupTrials, candidates })) {
    if (Number.isSafeInteger(value) && value >= 1) continue;
    throw new ModelwrightError('PARAM_INVALID', { name, law: 'a whole number >= 1', value });
  }
  return {
    startupTrials,
    propose(proposal) {
      const { ended, pending, space, rng } = proposal;
      const ranked = rankTrials(ended, proposal);
      if (ranked.length < startupTrials) return drawRandomly(proposal);
      const nGood = gamma(ranked.length);
      const good = paramsByNumber(ranked.slice(0, nGood));
      const bad = [...paramsByNumber(ranked.slice(nGood)), ...pending];
      let chosen: ParameterValues = {};
      for (const group of groupsOf(space, multivariate)) {
        const [[name, parameter]] = Object.entries(group);
        if (isActive(parameter, chosen)) {
          chosen = { ...chosen, ...likelier(group, good, bad, candidates, rng.split(name)) };
        }
      }
      return Object.fromEntries(
        Object.keys(space)
          .filter((name) => Object.hasOwn(chosen, name))
          .map((name) => [name, chosen[name]]),
      );
    },
  };
}

function tenth(n: number): number {
  return Math.min(Math.ceil(0.1 * n), 25);
}

function paramsByNumber(trials: readonly Trial[]): ParameterValues[] {
  return [...trials].sort((a, b) => a.number - b.number).map((trial) => trial.params);
}

/** Parameters with the same condition, in the order in which the conditions first occur; or each parameter alone. */
function groupsOf(space: StudySpace, multivariate: boolean): Readonly<Record<string, Parameter>>[] {
  const groups = new Map<string, Record<string, Parameter>>();
  for (const [name, parameter] of Object.entries(space)) {
    const key = JSON.stringify(multivariate ? (parameter.when ?? {}) : name);
    groups.set(key, { ...groups.get(key), [name]: parameter });
  }
  return [...groups.values()];
}

/** Of some draws from the density of good values the one with the highest ratio to the density of bad values. */
function likelier(
  group: Readonly<Record<string, Parameter>>,
  good: readonly ParameterValues[],
  bad: readonly ParameterValues[],
  candidates: number,
  rng: Rng,
): ParameterValues {
  const [first] = Object.keys(group);
  const existing = (values: ParameterValues) => Object.hasOwn(values, first);
  const l = fitParzen(group, good.filter(existing));
  const g = fitParzen(group, bad.filter(existing));
  const ratioOf = (values: ParameterValues) => l.logDensity(values) - g.logDensity(values);
  let best = l.sample(rng);
  let bestRatio = ratioOf(best);
  for (let i = 1; i < candidates; i++) {
    const values = l.sample(rng);
    const ratio = ratioOf(values);
    if (ratio > bestRatio) [best, bestRatio] = [values, ratio];
  }
  return best;
}
