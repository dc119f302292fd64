/** Names that people give to models, runs and aliases. */
import { ModelwrightError } from './errors.ts';

const pattern = /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,127}$/;

/** Returns the name when it is allowed, else throws NAME_INVALID. Names are keys of maps and rows, never parts of a path. */
export function checkName(name: string): string {
  if (!pattern.test(name)) throw new ModelwrightError('NAME_INVALID', { name: name.slice(0, 200) });
  return name;
}
