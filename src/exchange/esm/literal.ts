/** Plain data as a literal of JavaScript. */

/**
 * Text that evaluates to the same numbers (also -0 and those that JSON lacks), texts, truth values, lists and objects.
 * Safe inside a `script` element, for it holds no `<`. Fields that are undefined are left out.
 *
 * @throws TypeError for anything else.
 */
export function literal(value: unknown): string {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'boolean' || value === null) return String(value);
  if (typeof value === 'string') return JSON.stringify(value).replaceAll('<', '\\u003c');
  if (ArrayBuffer.isView(value)) return `[${Array.from(value as Float64Array, literal).join(',')}]`;
  if (Array.isArray(value)) return `[${value.map(literal).join(',')}]`;
  if (typeof value !== 'object') throw new TypeError(`a ${typeof value} is no plain data`);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{${fields.map(([name, field]) => `${literal(name)}:${literal(field)}`).join(',')}}`;
}
