/** Parameters as the features of a regression tree: a line of numbers, or a set of choices. */
import { intervalOf, onScale } from '../scale.ts';
import type { Parameter, ParameterValue } from '../space.ts';

/** A parameter's values over the trials, in the measure of the search. */
export interface Feature {
  readonly name: string;
  /** Places on the searched interval (the logarithm for `log`), or indices of choices. */
  readonly values: Float64Array;
  /** The searched interval; for choices [0, number of choices]. */
  readonly low: number;
  readonly high: number;
  readonly isChoice: boolean;
}

/** @param values one for each trial, all allowed by the parameter. */
export function featureOf(name: string, parameter: Parameter, values: readonly ParameterValue[]): Feature {
  if (parameter.type === 'choice') {
    const codes = Float64Array.from(values, (value) => parameter.values.indexOf(value));
    return { name, values: codes, low: 0, high: parameter.values.length, isChoice: true };
  }
  const places = Float64Array.from(values, (value) => onScale(parameter, value as number));
  return { name, values: places, ...intervalOf(parameter), isChoice: false };
}
