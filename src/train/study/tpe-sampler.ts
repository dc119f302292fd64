/** Tree-structured Parzen estimator: proposes what is likely among the good trials and unlikely among the rest. */
import { ModelwrightError } from '../../core/errors.ts';
import type { Rng } from '../../math/rng.ts';
import { type KernelColumn, kernelColumn } from './kernels.ts';
import { fitParzen } from './parzen.ts';
import { drawParameter, drawRandomly } from './random-sampler.ts';
import { foremostTrials } from './rank-trials.ts';
import type { Proposal, Sampler } from './sampler.ts';
import { isActive, type Parameter, type ParameterValue, type ParameterValues, type StudySpace } from './space.ts';
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

/** Parameters that are modelled together, by name. */
type Group = ReadonlyMap<string, KernelColumn>;

/** Trials of one kind in order of number. */
interface Observations {
  readonly numbers: number[];
  readonly params: ParameterValues[];
}

/** Good and bad observations. */
interface Split {
  readonly good: Observations;
  readonly bad: Observations;
  /** Trials that have a rank. */
  readonly ranked: number;
}

/**
 * The sampler of Bergstra et al. (2011) with the defaults of Optuna 5. Parameters that exist under a condition learn from
 * the trials in which they existed. Infeasible trials are the worst, by their total violation; of several objectives the
 * first fronts count as good, and within one the lonelier trials. Proposals of the same generation count as bad until their
 * results are known (the "constant liar"), which keeps them apart.
 *
 * @throws PARAM_INVALID for options out of range.
 */
export function tpeSampler(options: TpeOptions = {}): Sampler {
  const { startupTrials = 10, candidates = 24, gamma = tenth, multivariate = true } = options;
  for (const [name, value] of Object.entries({ startupTrials, candidates })) {
    if (Number.isSafeInteger(value) && value >= 1) continue;
    throw new ModelwrightError('PARAM_INVALID', { name, law: 'a whole number >= 1', value });
  }
  const groups = new WeakMap<StudySpace, readonly Group[]>();
  const splits = new WeakMap<readonly Trial[], Split>();
  return {
    startupTrials,
    propose(proposal) {
      const { space, rng, ended } = proposal;
      const ofEnded = splits.get(ended) ?? splitTrials(proposal, gamma);
      splits.set(ended, ofEnded);
      if (ofEnded.ranked < startupTrials) return drawRandomly(proposal);
      const split = withPending(ofEnded, proposal);
      const known = groups.get(space) ?? groupsOf(space, multivariate);
      groups.set(space, known);
      let chosen: ParameterValues = {};
      for (const group of known) {
        const [name] = group.keys();
        if (isActive(space[name], chosen)) {
          chosen = { ...chosen, ...likelier(group, split.good, split.bad, candidates, rng.split(name)) };
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

/** The value that TPE with its defaults proposes for one parameter alone; random before there are 10 trials. */
export function likelyValue(proposal: Proposal, name: string, parameter: Parameter): ParameterValue {
  const ofEnded = splitTrials(proposal, tenth);
  if (ofEnded.ranked < 10) return drawParameter(proposal, name, parameter);
  const split = withPending(ofEnded, proposal);
  const group = new Map([[name, kernelColumn(parameter)]]);
  return likelier(group, split.good, split.bad, 24, proposal.rng.split(name))[name];
}

function tenth(n: number): number {
  return Math.min(Math.ceil(0.1 * n), 25);
}

/** The ended trials that count as good and as bad. */
function splitTrials(proposal: Proposal, gamma: (n: number) => number): Split {
  const { ended } = proposal;
  const { foremost, ranked } = foremostTrials(ended, proposal, gamma);
  const isGood = new Uint8Array(ended.length);
  for (const trial of foremost) isGood[trial.number] = 1;
  const good: Observations = { numbers: [], params: [] };
  const bad: Observations = { numbers: [], params: [] };
  for (const trial of ended) {
    if (trial.state !== 'complete' && trial.state !== 'pruned') continue;
    const kind = isGood[trial.number] === 1 ? good : bad;
    kind.numbers.push(trial.number);
    kind.params.push(trial.params);
  }
  return { good, bad, ranked };
}

/** Proposals whose results are not known count as bad. */
function withPending({ good, bad, ranked }: Split, { pending, number }: Proposal): Split {
  if (pending.length === 0) return { good, bad, ranked };
  const numbers = [...bad.numbers, ...pending.map((_, i) => number - pending.length + i)];
  return { good, bad: { numbers, params: [...bad.params, ...pending] }, ranked };
}

/** Parameters with the same condition, in the order in which the conditions first occur; or each parameter alone. */
function groupsOf(space: StudySpace, multivariate: boolean): Group[] {
  const groups = new Map<string, Map<string, KernelColumn>>();
  for (const [name, parameter] of Object.entries(space)) {
    const key = JSON.stringify(multivariate ? (parameter.when ?? {}) : name);
    const group = groups.get(key) ?? new Map<string, KernelColumn>();
    groups.set(key, group.set(name, kernelColumn(parameter)));
  }
  return [...groups.values()];
}

/** Of some draws from the density of good values the one with the highest ratio to the density of bad values. */
function likelier(group: Group, good: Observations, bad: Observations, candidates: number, rng: Rng): ParameterValues {
  const [first] = group.keys();
  const [l, g] = [good, bad].map((kind) => {
    const { numbers, params } = having(kind, first);
    return fitParzen(group, params, numbers);
  });
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

/** The observations in which a parameter existed. */
function having(observations: Observations, name: string): Observations {
  const { numbers, params } = observations;
  if (params.every((values) => Object.hasOwn(values, name))) return observations;
  const exists = params.map((values) => Object.hasOwn(values, name));
  return { numbers: numbers.filter((_, i) => exists[i]), params: params.filter((_, i) => exists[i]) };
}
