/** A profile: columns first, then how they go together and what looks wrong. */
import type { profile } from '../../app/operations/profile.ts';
import { figure } from '../figures.ts';
import { findingLines } from '../finding-lines.ts';
import { shape } from '../shape.ts';
import { tableText } from '../table-text.ts';
import { cut } from '../text-width.ts';
import type { View } from '../view.ts';
import type { Answer } from './answer.ts';
import { paragraphs } from './lines.ts';

const mostColumns = 60;
const longestName = 28;
const mostCorrelations = 5;
/** Values are told as frequent from this share of the rows on. */
const mostTop = 3;
const leastShare = 0.01;

export const profileView: View<Answer<typeof profile>> = (answer, screen) => {
  const shown = answer.columns.slice(0, mostColumns);
  const columns = tableText(
    [
      { head: 'column' },
      { head: 'role', optional: true },
      { head: 'missing', align: 'right' },
      { head: 'distinct', align: 'right' },
      { head: 'min', align: 'right' },
      { head: 'median', align: 'right' },
      { head: 'max', align: 'right' },
      { head: 'shape', optional: true },
      { head: 'most frequent', flexible: true },
    ],
    shown.map((column) => [
      cut(column.name, longestName),
      column.role,
      column.missing === 0 ? '' : percent(column.missing / answer.rows),
      String(column.distinct),
      scalar(column.min),
      scalar(column.quantiles?.['p50'] ?? null),
      scalar(column.max),
      shape(column.quantiles),
      column.top
        .slice(0, mostTop)
        .filter(({ count }) => count >= leastShare * answer.rows)
        .map(({ value, count }) => `${String(value)} (${percent(count / answer.rows)})`)
        .join(', '),
    ]),
    screen,
  );
  const rest = answer.columns.length - shown.length;
  const together = answer.correlations
    .slice(0, mostCorrelations)
    .map(({ a, b, value }) => `  ${value.toFixed(2).padStart(5)}  ${a} ~ ${b}`);
  return paragraphs(
    `${answer.rows} rows, ${answer.columns.length} columns`,
    rest > 0 ? `${columns}\n... and ${rest} more columns (--json shows all)` : columns,
    together.length > 0 ? `strongest correlations\n${together.join('\n')}` : '',
    answer.findings.length > 0
      ? `findings\n${findingLines(answer.findings, screen).join('\n')}`
      : 'no findings: nothing looks wrong',
    `data hash\n${answer.dataHash}`,
  );
};

const instant = /^[+-]?\d{4,6}-\d{2}-\d{2}T/;
const longestValue = 19;

function scalar(value: number | string | boolean | null): string {
  if (typeof value === 'number') return figure(value);
  if (value === null) return '';
  // Of an instant the day: to the second it would take the width of three columns.
  return instant.test(String(value)) ? String(value).slice(0, 10) : cut(String(value), longestValue);
}

function percent(share: number): string {
  return share > 0 && share < 0.01 ? '<1 %' : `${Math.round(share * 100)} %`;
}
