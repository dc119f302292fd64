/** Parameters as the numbers between which a Gaussian process measures distances. */
import { type Coordinate, coordinateOf, placeOf } from '../coordinates.ts';
import type { Parameter, ParameterValues, StudySpace } from '../space.ts';

/** Columns of one parameter; they share a length scale. */
interface Feature {
  readonly name: string;
  readonly parameter: Parameter;
  readonly coordinate: Coordinate | undefined;
}

export interface Features {
  readonly width: number;
  /** By column, the parameter that it belongs to, from 0. */
  readonly owners: Int32Array;
  /** By column, the number parameter whose place it is; undefined for columns of choices. */
  readonly coordinates: readonly (Coordinate | undefined)[];
  /** Number of parameters. */
  readonly count: number;
  encode(params: ParameterValues): Float64Array;
}

/** With it, two different choices are at distance 1. */
const rootOfHalf = Math.sqrt(0.5);

/**
 * A number is its place in [0, 1], absent the middle; a choice has a column for each value, absent none of them. Parameters
 * of one value have no column.
 */
export function featuresOf(space: StudySpace): Features {
  const features = Object.entries(space).flatMap(([name, parameter]): Feature[] => {
    if (parameter.type === 'choice')
      return parameter.values.length > 1 ? [{ name, parameter, coordinate: undefined }] : [];
    const coordinate = coordinateOf(name, parameter);
    return coordinate ? [{ name, parameter, coordinate }] : [];
  });
  const owners = Int32Array.from(
    features.flatMap(({ parameter }, owner) =>
      parameter.type === 'choice' ? parameter.values.map(() => owner) : [owner],
    ),
  );
  return {
    width: owners.length,
    owners,
    coordinates: Array.from(owners, (owner) => features[owner].coordinate),
    count: features.length,
    encode: (params) =>
      Float64Array.from(
        features.flatMap(({ name, parameter, coordinate }) => {
          const present = Object.hasOwn(params, name);
          if (parameter.type === 'choice')
            return parameter.values.map((value) => (present && params[name] === value ? rootOfHalf : 0));
          return [present && coordinate ? placeOf(coordinate, params[name] as number) : 0.5];
        }),
      ),
  };
}
