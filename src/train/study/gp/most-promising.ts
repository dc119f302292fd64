/** The allowed values at which an acquisition is highest. */
import { log } from '../../../math/log.ts';
import type { Rng } from '../../../math/rng.ts';
import { allowedValue, coordinateOf, placeOf } from '../coordinates.ts';
import { valueAt } from '../scale.ts';
import { chooseEach, type ParameterValues, type StudySpace } from '../space.ts';
import { type Candidate, type Climb, climb } from './climb.ts';

const draws = 448;
const nearDraws = 64;
const starts = 6;

/**
 * Scores random values and some near the best trial, and climbs from the best trial, from the best of them, and from others
 * drawn in proportion to their score.
 *
 * @param best the values of the best trial so far.
 */
export function mostPromising(on: Climb, best: ParameterValues, rng: Rng): ParameterValues {
  const { space, features, acquisition } = on;
  const scored = (params: ParameterValues): Candidate => ({
    params,
    score: acquisition.valueAt(features.encode(params)),
  });
  const far = Array.from({ length: draws }, () =>
    scored(chooseEach(space, (_, parameter) => valueAt(parameter, rng.uniform()))),
  );
  const near = Array.from({ length: nearDraws }, (_, i) => scored(nearby(space, best, i % 2 === 0 ? 0.1 : 0.01, rng)));
  const candidates = [...far, ...near];
  const highest = candidates.reduce((a, b) => (b.score > a.score ? b : a));
  return [highest, ...drawn(candidates, highest, rng), scored(best)]
    .map((candidate) => climb(on, candidate))
    .reduce((a, b) => (b.score > a.score ? b : a)).params;
}

/** Some others without replacement, each as likely as its improvement is large: scores are logarithms (Gumbel's trick). */
function drawn(candidates: readonly Candidate[], highest: Candidate, rng: Rng): Candidate[] {
  return candidates
    .map((candidate, i) => ({ candidate, i, key: candidate.score - log(-log(rng.uniform() || 0.5)) }))
    .filter(({ candidate }) => candidate !== highest)
    .sort((a, b) => b.key - a.key || a.i - b.i)
    .slice(0, starts)
    .map(({ candidate }) => candidate);
}

/** Each number moved by a normal step, each choice changed now and then. */
function nearby(space: StudySpace, params: ParameterValues, step: number, rng: Rng): ParameterValues {
  return chooseEach(space, (name, parameter) => {
    const coordinate = parameter.type === 'choice' ? undefined : coordinateOf(name, parameter);
    if (!Object.hasOwn(params, name)) return valueAt(parameter, rng.uniform());
    if (coordinate === undefined) return rng.uniform() < 0.2 ? valueAt(parameter, rng.uniform()) : params[name];
    const place = placeOf(coordinate, params[name] as number) + step * rng.normal();
    return allowedValue(coordinate, Math.min(1, Math.max(0, place)));
  });
}
