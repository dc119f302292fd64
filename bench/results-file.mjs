/** Markdown of the figures, and RESULTS.md made of sections that can be renewed one by one. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('./RESULTS.md', import.meta.url));

/** A section: figures (`{ name, value, target? }`) or a table (`{ columns, rows, notes? }`). */
export function sectionOf(title, found, remark) {
  const { columns, rows, notes = [] } = Array.isArray(found) ? tableOf(found) : found;
  const line = (cells) => `| ${columns.map((_, i) => cells[i] ?? '').join(' | ')} |`;
  const beneath = [...notes, remark].filter(Boolean).map((note) => `- ${note}`);
  return `## ${title}\n\n${[line(columns), `|${'---|'.repeat(columns.length)}`, ...rows.map(line)].join('\n')}\n\n${beneath.join('\n')}\n`;
}

function tableOf(figures) {
  const rows = figures.map(({ name, value, target = '' }) => [name, value, target]);
  return { columns: ['', 'measured', 'target'], rows };
}

/**
 * Writes sections into RESULTS.md: those of the same title are replaced, new ones are added at the end.
 *
 * @param head what comes before the sections; absent: stays.
 */
export function writeSections(sections, head) {
  const [oldHead = '', ...old] = existsSync(file) ? readFileSync(file, 'utf8').split(/^(?=## )/m) : [];
  const titleOf = (section) => section.split('\n', 1)[0];
  const kept = new Map(old.map((section) => [titleOf(section), section.trimEnd()]));
  for (const section of sections) kept.set(titleOf(section), section.trimEnd());
  writeFileSync(file, `${[(head ?? oldHead).trimEnd(), ...kept.values()].join('\n\n')}\n`);
}
