/** The search of CMA-ES replayed from the trials of a study. */
import type { Rng } from '../../../math/rng.ts';
import { allowedValue, type Coordinate, cellOf, pointOf } from '../coordinates.ts';
import { rankTrials } from '../rank-trials.ts';
import type { Proposal } from '../sampler.ts';
import type { Trial } from '../trial.ts';
import { deviationOf, learn, pointAt, roundDistribution, type SearchDistribution } from './distribution.ts';
import { withMargin } from './margin.ts';

/** What stays the same over a search. */
export interface CmaPlan {
  readonly coordinates: readonly Coordinate[];
  /** Trials before the search begins. */
  readonly startupTrials: number;
  /** Trials that are learned from together: a multiple of the generation. */
  readonly population: number;
  readonly sigma: number;
  readonly separable: boolean;
}

/** Where a search stands: after so many of the ended trials, the last of which is kept to know them again. */
export interface CmaProgress {
  readonly learned: number;
  readonly last: Trial | undefined;
  readonly distribution: SearchDistribution;
}

/**
 * The search after the ended trials. Trials that were not drawn here, such as those of the user, count with their values.
 *
 * @param known an earlier answer, from which the search goes on if it belongs to the same trials.
 */
export function replay(plan: CmaPlan, proposal: Proposal, known: CmaProgress | undefined): CmaProgress {
  const { ended, studyRng } = proposal;
  let progress = known && ended[known.learned - 1] === known.last ? known : begin(plan, proposal);
  while (progress.learned + plan.population <= ended.length) {
    const { learned, distribution } = progress;
    const block = ended.slice(learned, learned + plan.population);
    const points = rankTrials(block, proposal).map((trial) => pointOfTrial(plan, distribution, trial, studyRng));
    progress = {
      learned: learned + block.length,
      last: block[block.length - 1],
      distribution: points.length < 2 ? distribution : next(plan, distribution, points, studyRng),
    };
  }
  return progress;
}

/** The point that the distribution has for a trial, inside the space; by the number of the trial alone. */
export function draw(distribution: SearchDistribution, number: number, studyRng: Rng): Float64Array {
  const rng = studyRng.split(`cma-${number}`);
  const z = new Float64Array(distribution.mean.length);
  let point: Float64Array = z;
  for (let attempt = 0; attempt < 100; attempt++) {
    for (let i = 0; i < z.length; i++) z[i] = rng.normal();
    point = pointAt(distribution, z);
    if (point.every((x) => x >= 0 && x <= 1)) return point;
  }
  return point.map((x) => Math.min(1, Math.max(0, x)));
}

function begin({ coordinates, startupTrials, sigma }: CmaPlan, proposal: Proposal): CmaProgress {
  const startup = proposal.ended.slice(0, startupTrials);
  const [best] = rankTrials(startup, proposal);
  const mean = best ? pointOf(coordinates, best.params) : new Float64Array(coordinates.length).fill(0.5);
  return { learned: startup.length, last: startup.at(-1), distribution: roundDistribution(mean, sigma) };
}

/** What was drawn before it was rounded to allowed values, unless the trial has other values. */
function pointOfTrial(plan: CmaPlan, distribution: SearchDistribution, trial: Trial, studyRng: Rng): Float64Array {
  const { coordinates } = plan;
  const drawn = draw(distribution, trial.number, studyRng);
  const same = coordinates.every(
    (coordinate, i) => allowedValue(coordinate, drawn[i]) === trial.params[coordinate.name],
  );
  return same ? drawn : pointOf(coordinates, trial.params);
}

function next(
  { coordinates, separable, sigma, population }: CmaPlan,
  before: SearchDistribution,
  points: readonly Float64Array[],
  studyRng: Rng,
): SearchDistribution {
  const learned = learn(before, points, separable);
  const longest = learned.D.reduce((most, d) => Math.max(most, d), 0);
  const shortest = learned.D.reduce((least, d) => Math.min(least, d), Number.POSITIVE_INFINITY);
  // Nothing new comes from here: begin again elsewhere.
  if (!(learned.sigma * longest > 1e-12 && longest / shortest < 1e7)) {
    const rng = studyRng.split(`cma-restart-${points.length}-${learned.age}`);
    return {
      ...roundDistribution(
        learned.mean.map(() => rng.uniform()),
        sigma,
      ),
      age: learned.age,
    };
  }
  const margin = 1 / (coordinates.length * population);
  const corrected = coordinates.map((coordinate, i) => {
    const mean = Math.min(1, Math.max(0, learned.mean[i]));
    return withMargin(mean, deviationOf(learned, i), cellOf(coordinate, mean), margin);
  });
  return {
    ...learned,
    mean: Float64Array.from(corrected, ({ mean }) => mean),
    scale: learned.scale.map((scale, i) => scale * corrected[i].factor),
  };
}
