/** Ranges of the options of pruners. */
import { ModelwrightError } from '../../../core/errors.ts';

/** @throws PARAM_INVALID unless every value is a whole number of at least `least`. */
export function checkWhole(options: Readonly<Record<string, number>>, least: number): void {
  for (const [name, value] of Object.entries(options)) {
    checkOption(Number.isSafeInteger(value) && value >= least, name, `a whole number >= ${least}`, value);
  }
}

/** @throws PARAM_INVALID unless the law holds. */
export function checkOption(holds: boolean, name: string, law: string, value: string | number): void {
  if (!holds) throw new ModelwrightError('PARAM_INVALID', { name, law, value });
}
