/** Values of an input as messages show them. */
import { inspect } from 'node:util';

const mostCharacters = 100;

/** The value at a path of an input, short; `nothing` where there is none. */
export function shownValue(input: unknown, path: readonly PropertyKey[]): string {
  let value = input;
  for (const key of path) value = (value as Record<PropertyKey, unknown> | null | undefined)?.[key];
  const text = spelled(value);
  return text.length > mostCharacters ? `${text.slice(0, mostCharacters)}...` : text;
}

/** JSON, and what JSON has no spelling for as a console shows it. */
function spelled(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'nothing';
  } catch {
    return inspect(value, { depth: 0 });
  }
}
