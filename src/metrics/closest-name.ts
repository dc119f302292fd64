/** Which known name a misspelt one probably meant. */
/** The name that contains the asked one, or is contained in it, else the one with the fewest edits; undefined when all are far. */
export function closestName(asked: string, names: readonly string[]): string | undefined {
  const wanted = asked.toLowerCase().replaceAll('-', '_');
  if (wanted === '') return undefined;
  const related = names.find((name) => name.includes(wanted) || wanted.includes(name));
  if (related !== undefined) return related;
  const nearest = names
    .map((name) => ({ name, edits: editDistance(wanted, name) }))
    .sort((a, b) => a.edits - b.edits || (a.name < b.name ? -1 : 1))[0];
  return nearest && nearest.edits <= nearest.name.length / 2 ? nearest.name : undefined;
}

/** Insertions, deletions and replacements that turn one text into the other (Levenshtein). */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const current = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = previous[j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1);
      current.push(Math.min(replaced, previous[j] + 1, current[j - 1] + 1));
    }
    previous = current;
  }
  return previous[to.length];
}
