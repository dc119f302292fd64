/** What a study may vary: declared parameters, some of which exist only while others have certain values. */
import { checkParam } from '../../core/check-param.ts';

export type ParameterValue = string | number | boolean | null;

/** Makes a parameter exist only while every named, earlier declared parameter exists and has one of the listed values. */
interface Conditional {
  readonly when?: Readonly<Record<string, readonly ParameterValue[]>>;
}

/** A number from `low` to `high`, both included. */
export interface NumberParameter extends Conditional {
  readonly type: 'float' | 'int';
  readonly low: number;
  readonly high: number;
  /** Search the logarithm; needs `low` > 0. */
  readonly log?: boolean;
  /** Distance of the allowed values, counted from `low`; for `int` 1 unless given. Not together with `log`. */
  readonly step?: number;
}

/** One of a list without order. */
export interface ChoiceParameter extends Conditional {
  readonly type: 'choice';
  readonly values: readonly ParameterValue[];
}

export type Parameter = NumberParameter | ChoiceParameter;

/** Parameters by name; the search spaces of estimators are such spaces. */
export type StudySpace = Readonly<Record<string, Parameter>>;

/** The values of one trial; parameters whose condition does not hold are absent. */
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/** True when the parameter's condition holds for the values that were chosen before it. */
export function isActive(parameter: Parameter, chosen: ParameterValues): boolean {
  return Object.entries(parameter.when ?? {}).every(
    ([name, allowed]) => Object.hasOwn(chosen, name) && allowed.includes(chosen[name]),
  );
}

/** Chooses a value for every parameter that is active, in the order of declaration. */
export function chooseEach(
  space: StudySpace,
  choose: (name: string, parameter: Parameter) => ParameterValue,
): ParameterValues {
  const chosen: Record<string, ParameterValue> = {};
  for (const [name, parameter] of Object.entries(space)) {
    if (isActive(parameter, chosen)) chosen[name] = choose(name, parameter);
  }
  return chosen;
}

/** @throws PARAM_INVALID for a space that cannot be searched. */
export function checkSpace(space: StudySpace): void {
  const names = Object.keys(space);
  checkParam(names.length > 0, 'space', 'at least 1 parameter', 0);
  names.forEach((name, position) => {
    const parameter = space[name];
    const at = `space.${name}`;
    if (parameter.type === 'choice') {
      checkParam(parameter.values.length > 0, `${at}.values`, 'at least 1 value', 0);
      checkParam(
        new Set(parameter.values).size === parameter.values.length,
        `${at}.values`,
        'different values',
        'a repeated one',
      );
    } else checkNumber(at, parameter);
    for (const other of Object.keys(parameter.when ?? {})) {
      checkParam(names.slice(0, position).includes(other), `${at}.when`, 'a parameter declared earlier', other);
    }
  });
}

function checkNumber(at: string, { type, low, high, log, step }: NumberParameter): void {
  const finite = (x: number) => (type === 'int' ? Number.isSafeInteger(x) : Number.isFinite(x));
  const kind = type === 'int' ? 'a safe whole number' : 'a finite number';
  checkParam(finite(low), `${at}.low`, kind, low);
  checkParam(finite(high), `${at}.high`, kind, high);
  checkParam(low <= high, `${at}.low`, 'low <= high', low);
  checkParam(Number.isFinite(high - low), `${at}.high`, 'a finite high - low', high);
  if (log) checkParam(low > 0, `${at}.low`, 'low > 0 with log', low);
  if (step === undefined) return;
  checkParam(finite(step) && step > 0, `${at}.step`, `${kind} > 0`, step);
  checkParam(!log, `${at}.step`, 'step or log, not both', step);
}
