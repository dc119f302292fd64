/** Genetic search with non-dominated sorting: for several objectives that pull in different directions. */
import { checkParam } from '../../core/check-param.ts';
import type { Rng } from '../../math/rng.ts';
import { type Breeding, childOf } from './nsga/child.ts';
import { drawRandomly } from './random-sampler.ts';
import { rankTrials } from './rank-trials.ts';
import type { Proposal, Sampler } from './sampler.ts';
import type { StudySpace } from './space.ts';
import type { Trial } from './trial.ts';

export interface NsgaOptions {
  /** Trials that are parents together, >= 2, default 50; as many random ones come first. Later rounded up to whole generations. */
  readonly population?: number;
  /** Of numbers: 'sbx' (simulated binary, default) or 'uniform' (from either parent). */
  readonly crossover?: 'sbx' | 'uniform';
  /** Otherwise a child begins as a copy of one parent; from 0 to 1, default 0.9. */
  readonly crossoverProbability?: number;
  /** Of each parameter, from 0 to 1; default 1 by the number of parameters. */
  readonly mutationProbability?: number;
  /** How near children stay to their parents, >= 0; default 20. */
  readonly crossoverEta?: number;
  /** How little a mutation moves a number, >= 0; default 20. */
  readonly mutationEta?: number;
}

/** The parents after so many of the ended trials, best first; the last trial is kept to know them again. */
interface Parents {
  readonly learned: number;
  readonly last: Trial | undefined;
  readonly trials: readonly Trial[];
}

/**
 * NSGA-II of Deb et al. (2002): of parents and children the best live on, by front and within one by how lonely they are;
 * infeasible ones come last, by their total violation. Numbers mutate by a polynomial, choices are drawn anew. Works with
 * one objective too.
 *
 * @throws PARAM_INVALID for options out of range.
 */
export function nsgaSampler(options: NsgaOptions = {}): Sampler {
  const {
    population = 50,
    crossover = 'sbx',
    crossoverProbability = 0.9,
    crossoverEta = 20,
    mutationEta = 20,
  } = options;
  checkParam(Number.isSafeInteger(population) && population >= 2, 'population', 'a whole number >= 2', population);
  checkParam(crossover === 'sbx' || crossover === 'uniform', 'crossover', "'sbx' or 'uniform'", String(crossover));
  for (const [name, value] of Object.entries({ crossoverEta, mutationEta }))
    checkParam(value >= 0 && value <= 1e6, name, 'a number from 0 to 1e6', value);
  const { mutationProbability = 0 } = options;
  for (const [name, value] of Object.entries({ crossoverProbability, mutationProbability }))
    checkParam(value >= 0 && value <= 1, name, 'a number from 0 to 1', value);
  const known = new WeakMap<StudySpace, Parents>();
  return {
    startupTrials: population,
    propose(proposal) {
      const { space, ended, rng } = proposal;
      if (ended.length < population) return drawRandomly(proposal);
      const parents = parentsAfter(proposal, population, known.get(space));
      known.set(space, parents);
      if (parents.trials.length < 2) return drawRandomly(proposal);
      const breeding: Breeding = {
        crossover,
        crossoverProbability,
        mutationProbability: options.mutationProbability ?? 1 / Object.keys(space).length,
        crossoverEta,
        mutationEta,
      };
      const [first, second] = choosePair(parents.trials, rng.split('parents'));
      return childOf([first.params, second.params], space, breeding, rng.split('child'));
    },
  };
}

/** The parents after the ended trials, from an earlier answer on if it belongs to the same trials. */
function parentsAfter(proposal: Proposal, population: number, before: Parents | undefined): Parents {
  const { ended, generation } = proposal;
  const later = Math.ceil(population / generation) * generation;
  let parents: Parents =
    before && ended[before.learned - 1] === before.last ? before : { learned: 0, last: undefined, trials: [] };
  for (;;) {
    const block = ended.slice(parents.learned, parents.learned + (parents.learned === 0 ? population : later));
    if (block.length < (parents.learned === 0 ? population : later)) return parents;
    parents = {
      learned: parents.learned + block.length,
      last: block[block.length - 1],
      trials: rankTrials([...parents.trials, ...block], proposal).slice(0, population),
    };
  }
}

/** Two different parents, each the better of two that were drawn. */
function choosePair(ranked: readonly Trial[], rng: Rng): [Trial, Trial] {
  const winner = () => Math.min(rng.integer(ranked.length), rng.integer(ranked.length));
  const first = winner();
  const second = winner();
  return [ranked[first], ranked[second === first ? (first + 1) % ranked.length : second]];
}
