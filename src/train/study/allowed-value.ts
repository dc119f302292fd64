/** Whether a value that comes from elsewhere is one that a parameter allows. */
import { ModelwrightError } from '../../core/errors.ts';
import { stepOf } from './scale.ts';
import type { Parameter, ParameterValue, ParameterValues } from './space.ts';

/** True for a value that a sampler could have proposed. */
export function isAllowed(parameter: Parameter, value: ParameterValue): boolean {
  if (parameter.type === 'choice') return parameter.values.includes(value);
  if (typeof value !== 'number' || !(value >= parameter.low && value <= parameter.high)) return false;
  const step = stepOf(parameter);
  if (step === 0) return true;
  const steps = (value - parameter.low) / step;
  return Math.abs(steps - Math.round(steps)) < 1e-9 * Math.max(1, steps);
}

/** The value that a trial of a declared space has for a parameter. @throws PARAM_INVALID when it has none that is allowed */
export function declaredValue(params: ParameterValues, name: string, parameter: Parameter): ParameterValue {
  if (Object.hasOwn(params, name) && isAllowed(parameter, params[name])) return params[name];
  const law = "a parameter of the study's space, as it is declared there";
  throw new ModelwrightError('PARAM_INVALID', { name, law, value: 'another' });
}
