/** The child of two trials. */
import type { Rng } from '../../../math/rng.ts';
import { allowedValue, coordinateOf, placeOf } from '../coordinates.ts';
import { valueAt } from '../scale.ts';
import { chooseEach, type Parameter, type ParameterValue, type ParameterValues, type StudySpace } from '../space.ts';
import { polynomialMutation, simulatedBinaryCrossover } from './variation.ts';

export interface Breeding {
  readonly crossover: 'sbx' | 'uniform';
  readonly crossoverProbability: number;
  /** Of each parameter. */
  readonly mutationProbability: number;
  readonly crossoverEta: number;
  readonly mutationEta: number;
}

/**
 * Each parameter mixed from both parents and then perhaps mutated. One that only one parent has comes from it, one that
 * neither has is drawn. Every parameter has a stream of its own.
 */
export function childOf(
  [first, second]: readonly [ParameterValues, ParameterValues],
  space: StudySpace,
  breeding: Breeding,
  rng: Rng,
): ParameterValues {
  const crossed = rng.split('crossover').uniform() < breeding.crossoverProbability;
  return chooseEach(space, (name, parameter) => {
    const stream = rng.split(name);
    const having = [first, second].filter((parent) => Object.hasOwn(parent, name));
    if (having.length === 0) return valueAt(parameter, stream.uniform());
    const [a, b] = [having[0][name], having[having.length - 1][name]];
    const mixed = crossed ? mix(name, parameter, a, b, breeding, stream) : a;
    return stream.uniform() < breeding.mutationProbability ? mutate(name, parameter, mixed, breeding, stream) : mixed;
  });
}

/** Half of the numbers are crossed, as in Deb's own program; the others, and choices, come from either parent. */
function mix(
  name: string,
  parameter: Parameter,
  a: ParameterValue,
  b: ParameterValue,
  { crossover, crossoverEta }: Breeding,
  rng: Rng,
): ParameterValue {
  const fromFirst = rng.uniform() < 0.5;
  const coordinate = parameter.type === 'choice' ? undefined : coordinateOf(name, parameter);
  if (coordinate === undefined || crossover === 'uniform' || rng.uniform() < 0.5) return fromFirst ? a : b;
  const [left, right] = [placeOf(coordinate, a as number), placeOf(coordinate, b as number)];
  return allowedValue(coordinate, simulatedBinaryCrossover(left, right, crossoverEta, rng));
}

function mutate(
  name: string,
  parameter: Parameter,
  value: ParameterValue,
  { mutationEta }: Breeding,
  rng: Rng,
): ParameterValue {
  const coordinate = parameter.type === 'choice' ? undefined : coordinateOf(name, parameter);
  if (coordinate === undefined) return valueAt(parameter, rng.uniform());
  return allowedValue(coordinate, polynomialMutation(placeOf(coordinate, value as number), mutationEta, rng));
}
