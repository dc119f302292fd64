/** Names of columns that stand twice. */

/** The place of the first name that stood before; -1 when all are different. */
export function firstRepeated(names: readonly string[]): number {
  const before = new Set<string>();
  return names.findIndex((name) => before.size === before.add(name).size);
}
