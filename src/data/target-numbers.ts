/** A target as numbers, in every way in which someone may have averaged it. */
import type { Target } from '../table/task.ts';
import { classCounts } from './class-counts.ts';
import { numberFromText } from './number-text.ts';
import { picked } from './row-sample.ts';

/** Of more classes the commonest are looked at one by one. */
const mostClasses = 50;

/** A numeric reading of the target. */
export interface TargetNumbers {
  /** "the target", or which class the numbers count. */
  readonly what: string;
  /** Whether they are 1 for one class and 0 for the others. */
  readonly isClass: boolean;
  /** The numbers of those rows, or of all. */
  of(rows?: Int32Array): Float64Array;
}

/** The target itself, or 1 for one class and 0 for the others, for each class; and the classes' own numbers where they are numbers. */
export function targetNumbers(target: Target): TargetNumbers[] {
  const { task, classes, values } = target;
  if (task === 'regression')
    return [{ what: 'the target', isClass: false, of: (rows) => (rows ? picked(values, rows) : values) }];
  const reading = (what: string, isClass: boolean, numberOf: (code: number) => number): TargetNumbers => {
    const ofClass = Float64Array.from(classes, (_, code) => numberOf(code));
    return { what, isClass, of: (rows) => (rows ? picked(values, rows) : values).map((code) => ofClass[code]) };
  };
  const numbers = classes.map(numberFromText);
  const isPlain = classes.length === 2 && numbers[0] === 0 && numbers[1] === 1;
  const coded = numbers.some(Number.isNaN) || isPlain ? [] : [reading('the target', false, (code) => numbers[code])];
  const shares = commonest(target).map((wanted) =>
    reading(`class "${classes[wanted]}"`, true, (code) => (code === wanted ? 1 : 0)),
  );
  return [...coded, ...shares];
}

/** Codes of the classes that are looked at, the last class first. */
function commonest(target: Target): number[] {
  const counts = classCounts(target);
  const codes = Array.from(counts.keys());
  if (codes.length > mostClasses) codes.sort((a, b) => counts[b] - counts[a] || a - b);
  return codes.slice(0, mostClasses).sort((a, b) => b - a);
}
