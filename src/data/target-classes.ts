/** The order of a target's classes, and which of two is the positive one. */
import { compareCodeUnits } from '../core/canonical-json.ts';
import { ModelwrightError } from '../core/errors.ts';
import { listed } from '../table/table.ts';
import { numberFromText } from './number-text.ts';

/** Texts that say "yes" by themselves. */
const affirmative = new Set(['1', 'true', 'yes', 'pos', 'positive', 'y', 't']);

/** Classes by number when all spell numbers (ties by code unit), else by code unit. */
export function orderClasses(classes: readonly string[]): string[] {
  const numeric = classes.every((text) => !Number.isNaN(numberFromText(text)));
  return [...classes].sort((a, b) => (numeric ? numberFromText(a) - numberFromText(b) : 0) || compareCodeUnits(a, b));
}

/**
 * The class that a text means: the same text, else the only one that differs in case alone, else the only one of equal number;
 * undefined when there is none.
 */
export function findClass(classes: readonly string[], wanted: string): string | undefined {
  if (classes.includes(wanted)) return wanted;
  const folded = wanted.toLowerCase();
  const sameLetters = classes.filter((text) => text.toLowerCase() === folded);
  if (sameLetters.length > 0) return sameLetters.length === 1 ? sameLetters[0] : undefined;
  const number = numberFromText(wanted);
  const sameNumber = classes.filter((text) => numberFromText(text) === number);
  return sameNumber.length === 1 ? sameNumber[0] : undefined;
}

/**
 * The class that a user names, see `findClass`.
 *
 * @throws PARAM_INVALID that lists the classes.
 */
export function matchClass(classes: readonly string[], wanted: string): string {
  const found = findClass(classes, wanted);
  if (found !== undefined) return found;
  const law = `one of the classes (${listed(classes)})`;
  throw new ModelwrightError('PARAM_INVALID', { name: 'positiveClass', law, value: wanted });
}

/**
 * The positive one of two classes when nobody names it: the one that says "yes" by itself, else the rarer, else the later in order.
 *
 * @param classes two classes in order; @param counts rows of each.
 */
export function defaultPositive(classes: readonly string[], counts: readonly number[]): string {
  const saying = classes.filter((text) => affirmative.has(text.trim().toLowerCase()) || numberFromText(text) === 1);
  if (saying.length === 1) return saying[0];
  return counts[0] < counts[1] ? classes[0] : classes[1];
}
