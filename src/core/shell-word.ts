/** Words of commands that pages and messages show, fit to be copied into a shell. */

/** The word as it is where no shell reads anything into it, else in single quotes. */
export function shellWord(word: string): string {
  return /^[\w.@:/,+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Names as one value of an option that takes several: separated by commas, those that would be read otherwise in double quotes. */
export function commaList(names: readonly string[]): string {
  return names
    .map((name) => (/[",\r\n\uFEFF]/.test(name) || name.trim() !== name ? `"${name.replaceAll('"', '""')}"` : name))
    .join(',');
}
