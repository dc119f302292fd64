/** The number parameters of a space as coordinates between 0 and 1. */
import { allowedAt, countOf, intervalOf, onScale, stepOf } from '../scale.ts';
import type { NumberParameter, ParameterValues, StudySpace } from '../space.ts';
import type { Cell } from './margin.ts';

/** One number parameter that every trial has. */
export interface Coordinate {
  readonly name: string;
  readonly parameter: NumberParameter;
  readonly low: number;
  readonly width: number;
}

/** Number parameters without a condition and with more than one value, in the order of declaration. */
export function coordinatesOf(space: StudySpace): Coordinate[] {
  return Object.entries(space).flatMap(([name, parameter]) => {
    if (parameter.type === 'choice' || countOf(parameter) === 1) return [];
    if (Object.keys(parameter.when ?? {}).length > 0) return [];
    const { low, high } = intervalOf(parameter);
    return [{ name, parameter, low, width: high - low }];
  });
}

/** The allowed value at a coordinate. */
export function allowedValue({ parameter, low, width }: Coordinate, x: number): number {
  return allowedAt(parameter, low + x * width);
}

/** The point of a trial, each whole number in the middle of its cell. */
export function pointOf(coordinates: readonly Coordinate[], params: ParameterValues): Float64Array {
  return Float64Array.from(
    coordinates,
    ({ name, parameter, low, width }) => (onScale(parameter, params[name] as number) - low) / width,
  );
}

/** The cell that a coordinate is in; without edges for continuous parameters. */
export function cellOf(coordinate: Coordinate, x: number): Cell {
  const { parameter, low, width } = coordinate;
  const half = stepOf(parameter) / 2;
  if (half === 0) return { below: Number.NEGATIVE_INFINITY, above: Number.POSITIVE_INFINITY };
  const value = allowedValue(coordinate, x);
  const edge = (at: number) => (onScale(parameter, at) - low) / width;
  const cell = { below: edge(value - half), above: edge(value + half) };
  return {
    below: cell.below > 1e-12 ? cell.below : Number.NEGATIVE_INFINITY,
    above: cell.above < 1 - 1e-12 ? cell.above : Number.POSITIVE_INFINITY,
  };
}
