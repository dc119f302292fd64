/** Whole numbers in the query of a request; anything else in it is refused by name. */
import { ModelwrightError } from '../core/errors.ts';

/** What one of them may be. */
export interface WholeNumber {
  readonly least: number;
  readonly most: number;
  /** Without it in the query. */
  readonly usual: number;
  readonly description: string;
}

const longestShown = 100;

/** @throws PARAM_INVALID for a field that is not known, given twice, no whole number or out of range */
export function queryNumbers<Name extends string>(
  query: unknown,
  fields: Readonly<Record<Name, WholeNumber>>,
): Record<Name, number> {
  const given = (query ?? {}) as Readonly<Record<string, unknown>>;
  const known = Object.keys(fields) as Name[];
  const strange = Object.keys(given).find((name) => !Object.hasOwn(fields, name));
  if (strange !== undefined) {
    const law = known.length > 0 ? `one of ${known.join(', ')}` : 'no field';
    throw new ModelwrightError('PARAM_INVALID', { name: 'query', law, value: strange.slice(0, longestShown) });
  }
  const read = known.map((name) => {
    const { least, most, usual } = fields[name];
    const text = given[name];
    if (text === undefined) return [name, usual] as const;
    const value = typeof text === 'string' && /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return [name, value] as const;
    const law = `a whole number from ${least} to ${most}`;
    throw new ModelwrightError('PARAM_INVALID', { name, law, value: String(text).slice(0, longestShown) });
  });
  return Object.fromEntries(read) as Record<Name, number>;
}
