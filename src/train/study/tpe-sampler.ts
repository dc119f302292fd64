/** Tree-structured Parzen estimator: proposes what is likely among the good trials and unlikely among the rest. */
import { ModelwrightError } from '../../core/errors.ts';
import { fitParzen } from './parzen.ts';
import { drawRandomly } from './random-sampler.ts';
import type { Sampler } from './sampler.ts';
import { chooseEach, type ParameterValue, type ParameterValues } from './space.ts';
import { compareValues, type Direction, type Trial } from './trial.ts';

export interface TpeOptions {
  /** Random trials before the model is used, >= 1; default 10. */
  readonly startupTrials?: number;
  /** Draws from the density of good values of which the best is taken, >= 1; default 24. */
  readonly candidates?: number;
  /** How many of n ended trials count as good; default a tenth of n, rounded up, at most 25. */
  readonly gamma?: (n: number) => number;
}

/**
 * The sampler of Bergstra et al. (2011), one parameter at a time, with the defaults of Optuna. Parameters that exist
 * under a condition learn from the trials in which they existed. Proposals of the same generation count as bad until
 * their results are known (the "constant liar"), which keeps them apart.
 *
 * @throws PARAM_INVALID for options out of range.
 */
export function tpeSampler(options: TpeOptions = {}): Sampler {
  const { startupTrials = 10, candidates = 24, gamma = tenth } = options;
  for (const [name, value] of Object.entries({ startupTrials, candidates })) {
    if (Number.isSafeInteger(value) && value >= 1) continue;
    throw new ModelwrightError('PARAM_INVALID', { name, law: 'a whole number >= 1', value });
  }
  return {
    startupTrials,
    propose(proposal) {
      const { ended, pending, direction, space, rng } = proposal;
      const ranked = rankTrials(ended, direction);
      if (ranked.length === 0 || proposal.number < startupTrials) return drawRandomly(proposal);
      const byNumber = (trials: readonly Trial[]) =>
        [...trials].sort((a, b) => a.number - b.number).map((t) => t.params);
      const nGood = gamma(ranked.length);
      const good = byNumber(ranked.slice(0, nGood));
      const bad = [...byNumber(ranked.slice(nGood)), ...pending];
      return chooseEach(space, (name, parameter) => {
        const l = fitParzen(parameter, observed(name, good));
        const g = fitParzen(parameter, observed(name, bad));
        const stream = rng.split(name);
        let chosen: { readonly value: ParameterValue; readonly ratio: number } | undefined;
        for (let i = 0; i < candidates; i++) {
          const value = l.sample(stream);
          const ratio = l.density(value) / g.density(value);
          if (chosen === undefined || ratio > chosen.ratio) chosen = { value, ratio };
        }
        return (chosen as { readonly value: ParameterValue }).value;
      });
    },
  };
}

function tenth(n: number): number {
  return Math.min(Math.ceil(0.1 * n), 25);
}

/** Best first: complete trials by value, then pruned ones by how far they got and their last report. Failed ones are left out. */
function rankTrials(trials: readonly Trial[], direction: Direction): Trial[] {
  const key = (trial: Trial) =>
    trial.state === 'complete'
      ? { step: Number.POSITIVE_INFINITY, value: trial.value as number }
      : (trial.reports.at(-1) ?? { step: -1, value: Number.NaN });
  return trials
    .filter((trial) => trial.state === 'complete' || trial.state === 'pruned')
    .map((trial) => ({ trial, ...key(trial) }))
    .sort(
      (a, b) =>
        Number(a.step < b.step) - Number(a.step > b.step) ||
        compareValues(a.value, b.value, direction) ||
        a.trial.number - b.trial.number,
    )
    .map(({ trial }) => trial);
}

/** Values of a parameter in the trials in which it existed. */
function observed(name: string, trials: readonly ParameterValues[]): ParameterValue[] {
  return trials.filter((params) => Object.hasOwn(params, name)).map((params) => params[name]);
}
