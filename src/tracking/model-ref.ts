/** How people name a version: `flights`, `flights@champion`, `flights@3`. */
import { ModelwrightError } from '../core/errors.ts';
import { checkName } from '../core/names.ts';

/** The alias that a bare name stands for, when it is set. */
export const championAlias = 'champion';

export type ModelRef =
  | { readonly name: string; readonly by: 'default' }
  | { readonly name: string; readonly by: 'alias'; readonly alias: string }
  | { readonly name: string; readonly by: 'version'; readonly version: number };

/** Reads a reference. @throws NAME_INVALID */
export function parseModelRef(ref: string): ModelRef {
  const at = ref.indexOf('@');
  if (at < 0) return { name: checkName(ref), by: 'default' };
  const name = checkName(ref.slice(0, at));
  const selector = ref.slice(at + 1);
  if (/^[1-9]\d{0,8}$/.test(selector)) return { name, by: 'version', version: Number(selector) };
  return { name, by: 'alias', alias: checkAlias(selector) };
}

/** Returns the alias when it is allowed; digits alone would read as a version. @throws NAME_INVALID */
export function checkAlias(alias: string): string {
  if (/^\d+$/.test(alias)) throw new ModelwrightError('NAME_INVALID', { name: alias.slice(0, 200) });
  return checkName(alias);
}
