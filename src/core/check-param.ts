/** Laws of parameters that no schema checks. */
import { ModelwrightError } from './errors.ts';

/**
 * @param name of the parameter, as its user writes it.
 * @param law what was expected, to be read after that word: `a whole number >= 1`, `low <= high`.
 * @param value what was given.
 * @throws PARAM_INVALID unless the law holds.
 */
export function checkParam(holds: boolean, name: string, law: string, value: string | number): void {
  if (!holds) throw new ModelwrightError('PARAM_INVALID', { name, law, value });
}

/** @throws PARAM_INVALID unless every value is a whole number of at least `least`. */
export function checkWhole(params: Readonly<Record<string, number>>, least: number): void {
  for (const [name, value] of Object.entries(params)) {
    checkParam(Number.isSafeInteger(value) && value >= least, name, `a whole number >= ${least}`, value);
  }
}
