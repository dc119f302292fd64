/** A number parameter as an interval of the real line: what samplers work on, and the way back to allowed values. */
import { exp } from '../../math/exp.ts';
import { log } from '../../math/log.ts';
import type { NumberParameter, Parameter, ParameterValue } from './space.ts';

/** The distance of allowed values, 0 for a continuous parameter. */
export function stepOf(parameter: NumberParameter): number {
  return parameter.step ?? (parameter.type === 'int' ? 1 : 0);
}

/** Number of allowed values of a parameter, Infinity for a continuous one. */
export function countOf(parameter: Parameter): number {
  if (parameter.type === 'choice') return parameter.values.length;
  const step = stepOf(parameter);
  if (parameter.low === parameter.high) return 1;
  return step === 0 ? Number.POSITIVE_INFINITY : Math.floor((parameter.high - parameter.low) / step + 1e-9) + 1;
}

/** The largest allowed value, which is below `high` when the steps do not reach it. */
export function lastOf(parameter: NumberParameter): number {
  const step = stepOf(parameter);
  return step === 0 ? parameter.high : Math.min(parameter.high, parameter.low + (countOf(parameter) - 1) * step);
}

/** Ends of the searched interval, on the logarithm for `log`; every allowed value of a stepped one owns a cell of width `step`. */
export function intervalOf(parameter: NumberParameter): { readonly low: number; readonly high: number } {
  const half = stepOf(parameter) / 2;
  return { low: onScale(parameter, parameter.low - half), high: onScale(parameter, lastOf(parameter) + half) };
}

/** A value of the parameter (or the edge of its cell) as a place on the interval. */
export function onScale(parameter: NumberParameter, value: number): number {
  return parameter.log ? log(value) : value;
}

/** The allowed value nearest to a place on the interval. */
export function allowedAt(parameter: NumberParameter, place: number): number {
  const value = parameter.log ? exp(place) : place;
  const { low } = parameter;
  const high = lastOf(parameter);
  const step = stepOf(parameter);
  const nearest = step === 0 ? value : low + Math.round((value - low) / step) * step;
  return Math.min(high, Math.max(low, nearest));
}

/** The allowed value at a share u in [0, 1) of the parameter's range; even over values, or over their logarithm. */
export function valueAt(parameter: Parameter, u: number): ParameterValue {
  if (parameter.type === 'choice') return parameter.values[Math.floor(u * parameter.values.length)];
  const { low, high } = intervalOf(parameter);
  return allowedAt(parameter, low + u * (high - low));
}
