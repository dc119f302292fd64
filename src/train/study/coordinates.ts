/** Number parameters as coordinates between 0 and 1. */
import { allowedAt, countOf, intervalOf, onScale, stepOf } from './scale.ts';
import type { NumberParameter, ParameterValues, StudySpace } from './space.ts';

/** A number parameter of more than one value. */
export interface Coordinate {
  readonly name: string;
  readonly parameter: NumberParameter;
  readonly low: number;
  readonly width: number;
}

/** Edges of the cell that a coordinate is in; infinite below the lowest cell and above the highest. */
export interface Cell {
  readonly below: number;
  readonly above: number;
}

/** Undefined for a parameter of one value. */
export function coordinateOf(name: string, parameter: NumberParameter): Coordinate | undefined {
  if (countOf(parameter) === 1) return undefined;
  const { low, high } = intervalOf(parameter);
  return { name, parameter, low, width: high - low };
}

/** Coordinates of the numbers that every trial has, in the order of declaration. */
export function coordinatesOf(space: StudySpace): Coordinate[] {
  return Object.entries(space).flatMap(([name, parameter]) => {
    if (parameter.type === 'choice' || Object.keys(parameter.when ?? {}).length > 0) return [];
    return coordinateOf(name, parameter) ?? [];
  });
}

/** The allowed value at a coordinate. */
export function allowedValue({ parameter, low, width }: Coordinate, x: number): number {
  return allowedAt(parameter, low + x * width);
}

/** Where an allowed value is: a whole number in the middle of its cell, unless it is on a logarithm. */
export function placeOf({ parameter, low, width }: Coordinate, value: number): number {
  return (onScale(parameter, value) - low) / width;
}

/** The coordinates of a trial that has them all. */
export function pointOf(coordinates: readonly Coordinate[], params: ParameterValues): Float64Array {
  return Float64Array.from(coordinates, (each) => placeOf(each, params[each.name] as number));
}

/** The cell of x; without edges for continuous parameters. */
export function cellOf(coordinate: Coordinate, x: number): Cell {
  const { parameter } = coordinate;
  const half = stepOf(parameter) / 2;
  if (half === 0) return { below: Number.NEGATIVE_INFINITY, above: Number.POSITIVE_INFINITY };
  const value = allowedValue(coordinate, x);
  const [below, above] = [placeOf(coordinate, value - half), placeOf(coordinate, value + half)];
  return {
    below: below > 1e-12 ? below : Number.NEGATIVE_INFINITY,
    above: above < 1 - 1e-12 ? above : Number.POSITIVE_INFINITY,
  };
}
