/** A target as numbers, in every way in which someone may have averaged it. */
import type { Target } from '../table/task.ts';
import { numberFromText } from './number-text.ts';

/** More classes than this are not looked at one by one. */
const mostClasses = 20;

/** A numeric reading of the target. */
export interface TargetNumbers {
  /** "the target", or which class the numbers count. */
  readonly what: string;
  readonly values: Float64Array;
}

/** The target itself, or 1 for one class and 0 for the others, for each class; and the classes' own numbers where they are numbers. */
export function targetNumbers({ task, classes, values }: Target): TargetNumbers[] {
  if (task === 'regression') return [{ what: 'the target', values }];
  const numbers = classes.map(numberFromText);
  const isPlain = classes.length === 2 && numbers[0] === 0 && numbers[1] === 1;
  const coded =
    numbers.some(Number.isNaN) || isPlain ? [] : [{ what: 'the target', values: values.map((code) => numbers[code]) }];
  const shares = classes.slice(0, mostClasses).map((name, wanted) => ({
    what: `class "${name}"`,
    values: values.map((code) => (code === wanted ? 1 : 0)),
  }));
  return [...coded, ...shares.toReversed()];
}
