/** Reading TypeScript as text: enough for rules about imports and names, without a parser. */

/** The source without comments, strings and regular expressions' contents, so that words in them do not count as code. */
export function codeOnly(text: string): string {
  const token =
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|(?<=[(,=:[!&|?{};\n]\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[dgimsuvy]*/g;
  return text.replace(token, (match) => (match.startsWith('/') ? ' ' : "''"));
}

/**
 * Module specifiers that a source imports or re-exports, dynamic imports included.
 * `valuesOnly` leaves out `import type`; `staticOnly` leaves out `import()`.
 */
export function importsOf(text: string, options: { staticOnly?: boolean; valuesOnly?: boolean } = {}): string[] {
  const withoutComments = text.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/[^\n]*/g, ' ');
  const statics = /^\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;
  const dynamics = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;
  const found = [...withoutComments.matchAll(statics)]
    .filter((match) => !(options.valuesOnly && match[1]))
    .map((match) => match[2]);
  if (!options.staticOnly) found.push(...[...withoutComments.matchAll(dynamics)].map((match) => match[1]));
  return found;
}
