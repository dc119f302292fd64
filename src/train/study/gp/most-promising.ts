/** The allowed values at which an acquisition is highest. */
import type { Rng } from '../../../math/rng.ts';
import { allowedValue, coordinateOf, placeOf } from '../coordinates.ts';
import { valueAt } from '../scale.ts';
import { chooseEach, type Parameter, type ParameterValue, type ParameterValues, type StudySpace } from '../space.ts';

interface Candidate {
  readonly params: ParameterValues;
  readonly score: number;
}

const draws = 256;
const nearDraws = 64;
const starts = 3;
const firstStep = 0.1;
const lastStep = 2e-4;
const mostTries = 600;

/**
 * Scores random values and some near the best trial, and climbs from the best of them: one parameter after the other, by
 * steps that are halved when none helps.
 *
 * @param best the values of the best trial so far.
 */
export function mostPromising(
  space: StudySpace,
  best: ParameterValues,
  scoreOf: (params: ParameterValues) => number,
  rng: Rng,
): ParameterValues {
  const score = (params: ParameterValues): Candidate => ({ params, score: scoreOf(params) });
  const far = Array.from({ length: draws }, () =>
    score(chooseEach(space, (_, parameter) => valueAt(parameter, rng.uniform()))),
  );
  const near = Array.from({ length: nearDraws }, (_, i) => score(nearby(space, best, i % 2 === 0 ? 0.1 : 0.01, rng)));
  const order = [...far, ...near].map((candidate, i) => ({ candidate, i }));
  order.sort((a, b) => b.candidate.score - a.candidate.score || a.i - b.i);
  return order
    .slice(0, starts)
    .map(({ candidate }) => climb(space, candidate, score))
    .reduce((a, b) => (b.score > a.score ? b : a)).params;
}

/** Each number moved by a normal step, each choice changed now and then. */
function nearby(space: StudySpace, params: ParameterValues, step: number, rng: Rng): ParameterValues {
  return chooseEach(space, (name, parameter) => {
    const coordinate = parameter.type === 'choice' ? undefined : coordinateOf(name, parameter);
    if (!Object.hasOwn(params, name)) return valueAt(parameter, rng.uniform());
    if (coordinate === undefined) return rng.uniform() < 0.2 ? valueAt(parameter, rng.uniform()) : params[name];
    return allowedValue(coordinate, inside(placeOf(coordinate, params[name] as number) + step * rng.normal()));
  });
}

function climb(space: StudySpace, from: Candidate, score: (params: ParameterValues) => Candidate): Candidate {
  let here = from;
  let tries = 0;
  for (let step = firstStep; step > lastStep && tries < mostTries; ) {
    let climbed = false;
    for (const [name, parameter] of Object.entries(space)) {
      if (!Object.hasOwn(here.params, name)) continue;
      for (const value of neighbours(name, parameter, here.params[name], step)) {
        if (value === here.params[name]) continue;
        tries++;
        const there = score(changed(space, here.params, name, value));
        if (there.score > here.score) {
          here = there;
          climbed = true;
        }
      }
    }
    if (!climbed) step /= 2;
  }
  return here;
}

function neighbours(name: string, parameter: Parameter, value: ParameterValue, step: number): ParameterValue[] {
  if (parameter.type === 'choice') return step === firstStep ? [...parameter.values] : [];
  const coordinate = coordinateOf(name, parameter);
  if (coordinate === undefined) return [];
  const place = placeOf(coordinate, value as number);
  return [allowedValue(coordinate, inside(place - step)), allowedValue(coordinate, inside(place + step))];
}

/** With one value replaced; parameters that come to exist begin in the middle. */
function changed(space: StudySpace, params: ParameterValues, name: string, value: ParameterValue): ParameterValues {
  return chooseEach(space, (other, parameter) => {
    if (other === name) return value;
    return Object.hasOwn(params, other) ? params[other] : valueAt(parameter, 0.5);
  });
}

function inside(place: number): number {
  return Math.min(1, Math.max(0, place));
}
