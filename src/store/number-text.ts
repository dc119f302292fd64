/** Numbers that JSON and SQLite would change (NaN, infinities, -0) and their names in records. */

/** Name of a number that needs one. */
export type SpecialNumber = 'nan' | 'inf' | '-inf' | '-0';

const values: Readonly<Record<SpecialNumber, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
  '-0': -0,
};

/** The name of a number that plain storage would change; undefined for all others. */
export function specialNumber(value: number): SpecialNumber | undefined {
  if (Number.isNaN(value)) return 'nan';
  if (value === Number.POSITIVE_INFINITY) return 'inf';
  if (value === Number.NEGATIVE_INFINITY) return '-inf';
  return Object.is(value, -0) ? '-0' : undefined;
}

/** The number of such a name; undefined when the text is none. */
export function numberOfName(name: string): number | undefined {
  return Object.hasOwn(values, name) ? values[name as SpecialNumber] : undefined;
}
