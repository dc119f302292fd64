/** Names for new columns that no other column has. */

/** `name`, or `name#2`, `name#3`, ... when taken; the result is added to `taken`. */
export function uniqueName(name: string, taken: Set<string>): string {
  let unique = name;
  for (let i = 2; taken.has(unique); i++) unique = `${name}#${i}`;
  taken.add(unique);
  return unique;
}
