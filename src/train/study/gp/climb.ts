/** Climbing an acquisition: along its gradient where parameters are continuous, from value to value where they are not. */
import { minimizeLbfgs, type Slope } from '../../../math/lbfgs.ts';
import { allowedValue, coordinateOf, placeOf } from '../coordinates.ts';
import { countOf, stepOf, valueAt } from '../scale.ts';
import { chooseEach, type Parameter, type ParameterValue, type ParameterValues, type StudySpace } from '../space.ts';
import type { Features } from './features.ts';
import type { Acquisition } from './surrogate.ts';

export interface Candidate {
  readonly params: ParameterValues;
  readonly score: number;
}

/** What is climbed. */
export interface Climb {
  readonly space: StudySpace;
  readonly features: Features;
  readonly acquisition: Acquisition;
}

/** A parameter of no more values has all of them tried; one of more is climbed as if it were continuous first. */
const fewValues = 16;
const mostRounds = 4;

/** In turns by the gradient and by single values, until neither helps. */
export function climb(on: Climb, from: Candidate): Candidate {
  let here = from;
  for (let round = 0; round < mostRounds; round++) {
    const along = climbGradient(on, here);
    const there = climbValues(on, along);
    // Without a change of values the gradient has nothing new to say.
    if (there === along) return there;
    here = there;
  }
  return here;
}

/** Steps are in length scales, by which all parameters matter alike. */
function climbGradient({ features, acquisition }: Climb, from: Candidate): Candidate {
  const row = features.encode(from.params);
  const free = features.coordinates.flatMap((coordinate, column) => {
    if (coordinate === undefined || !Object.hasOwn(from.params, coordinate.name)) return [];
    if (countOf(coordinate.parameter) <= fewValues) return [];
    return { coordinate, column, scale: Math.min(1, acquisition.lengthScales[column]) };
  });
  if (free.length === 0) return from;
  const slopeAt = (x: Float64Array): Slope => {
    free.forEach(({ column, scale }, i) => {
      row[column] = x[i] * scale;
    });
    const { value, gradient } = acquisition.slopeAt(row);
    return { value: -value, gradient: Float64Array.from(free, ({ column, scale }) => -gradient[column] * scale) };
  };
  const start = Float64Array.from(free, ({ column, scale }) => row[column] / scale);
  const box = { low: new Float64Array(free.length), high: Float64Array.from(free, ({ scale }) => 1 / scale) };
  const { x } = minimizeLbfgs(slopeAt, start, { maxIterations: 60, tolerance: 1e-3, box });
  const places = new Map(
    free.map(({ coordinate, scale }, i) => [coordinate.name, { coordinate, place: x[i] * scale }]),
  );
  const moved = Object.entries(from.params).map(([name, value]): [string, ParameterValue] => {
    const found = places.get(name);
    return [name, found ? allowedValue(found.coordinate, found.place) : value];
  });
  const params = Object.fromEntries(moved);
  const score = acquisition.valueAt(features.encode(params));
  return score > from.score ? { params, score } : from;
}

/** One parameter that is not continuous after the other; the same candidate when nothing helps. */
function climbValues({ space, features, acquisition }: Climb, from: Candidate): Candidate {
  let here = from;
  for (const [name, parameter] of Object.entries(space)) {
    if (!Object.hasOwn(here.params, name)) continue;
    for (const value of othersOf(name, parameter, here.params[name])) {
      const params = changed(space, here.params, name, value);
      const score = acquisition.valueAt(features.encode(params));
      if (score > here.score) here = { params, score };
    }
  }
  return here;
}

/** All other values where they are few, else the next to both sides; none of a continuous parameter. */
function othersOf(name: string, parameter: Parameter, value: ParameterValue): ParameterValue[] {
  if (parameter.type === 'choice') return parameter.values.filter((other) => other !== value);
  const coordinate = coordinateOf(name, parameter);
  const step = stepOf(parameter);
  if (coordinate === undefined || step === 0) return [];
  const count = countOf(parameter);
  const at = Math.round(((value as number) - parameter.low) / step);
  const others = count <= fewValues ? Array.from({ length: count }, (_, i) => i) : [at - 1, at + 1];
  return others
    .filter((other) => other !== at && other >= 0 && other < count)
    .map((other) => allowedValue(coordinate, placeOf(coordinate, parameter.low + other * step)));
}

/** With one value replaced; parameters that come to exist begin in the middle. */
function changed(space: StudySpace, params: ParameterValues, name: string, value: ParameterValue): ParameterValues {
  return chooseEach(space, (other, parameter) => {
    if (other === name) return value;
    return Object.hasOwn(params, other) ? params[other] : valueAt(parameter, 0.5);
  });
}
