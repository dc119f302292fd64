/** The technical documentation under the headings of the AI Act, as a section of the card and as Markdown. */
import { table } from '../../report/components/table.ts';
import { html } from '../../report/html.ts';
import type { PageSection } from '../../report/page.ts';
import type { DocumentationPoint } from './annex-points.ts';
import { markdownTable, markdownText } from './markdown.ts';

const lead =
  'What the record knows under the headings of Annex IV of Regulation (EU) 2024/1689, for those who have to write it. It is no assessment of conformity.';
const columns = ['Point', 'Heading', 'From the record', 'Not stated'] as const;
/** Points in sight before the table is folded. */
const openRows = 8;

function rowsOf(points: readonly DocumentationPoint[]): string[][] {
  return points.map(({ point, title, facts, notStated }) => [
    point,
    title,
    facts.length === 0 ? '–' : facts.join(' '),
    notStated.length === 0 ? '–' : notStated.join('; '),
  ]);
}

export function documentationSection(points: readonly DocumentationPoint[]): PageSection {
  return {
    id: 'technical-documentation',
    title: 'Technical documentation',
    lead,
    body: html`${table({
      caption: 'EU AI Act, Annex IV',
      columns: columns.map((title) => ({ title })),
      rows: rowsOf(points),
      open: openRows,
    })}`,
  };
}

export function markdownDocumentation(points: readonly DocumentationPoint[]): string {
  return `${markdownText(lead)}\n\n${markdownTable(
    columns,
    rowsOf(points).map((row) => row.map(markdownText)),
  )}`;
}
