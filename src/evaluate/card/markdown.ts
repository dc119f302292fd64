/** Markdown in which texts from data stay texts. */
import { visibleText } from '../../report/html.ts';

const entities: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;' };

/** Escapes what Markdown or HTML would read as markup, in the middle of a text and at its beginning. */
export function markdownText(text: string): string {
  return visibleText(text)
    .replace(/[\\`*_[\]<>#|~&$]/g, (character) => entities[character] ?? `\\${character}`)
    .replace(/^(\s*)([-+]|\d+[.)])(?=\s|$)/, '$1\u200b$2');
}

/** A list with a mark per item; empty without items. */
export function markdownList(items: readonly string[]): string {
  return items.map((item) => `- ${item}\n`).join('');
}

/** A table; cells are Markdown already. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('');
}

/** A scalar of YAML: a JSON string is one. */
export function yamlText(text: string): string {
  return JSON.stringify(visibleText(text));
}
