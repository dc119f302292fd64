/** Names of JSON types for messages. */

/** The JSON type of a value in words, for messages that must not show the value. */
export function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'number':
      if (!Number.isFinite(value)) return 'a number that float64 cannot hold';
      return Number.isInteger(value) ? 'a whole number' : 'a number with a fraction';
    case 'string':
      return 'a text';
    case 'boolean':
      return 'a truth value';
    default:
      return 'an object';
  }
}
