/** The data: what was found wrong with it, and its columns. */
import { callout } from '../../report/components/callout.ts';
import { statTiles } from '../../report/components/stat-tiles.ts';
import { table } from '../../report/components/table.ts';
import { type Html, html } from '../../report/html.ts';
import { formatCount, formatNumber, formatPercent, formatValue } from '../../report/number-format.ts';
import type { PageSection } from '../../report/page.ts';
import type { ReportColumn, ReportData, ReportFinding } from '../report-data.ts';

const maxFindings = 40;
const maxColumns = 150;
const maxTop = 3;

export function dataSection(data: ReportData): PageSection {
  return {
    id: 'data',
    title: 'Data',
    lead: data.split,
    body: html`${statTiles(tilesOf(data))}${findingsView(data.findings)}${columnsView(data)}`,
  };
}

function tilesOf({ rows, columns, findings }: ReportData) {
  const features = columns.filter((column) => isFeature(column.role)).length;
  return [
    { label: 'Training rows', value: formatCount(rows.train) },
    { label: 'Holdout rows', value: rows.holdout > 0 ? formatCount(rows.holdout) : 'none' },
    { label: 'Columns', value: formatCount(columns.length), detail: `${formatCount(features)} used as features` },
    { label: 'Findings', value: formatCount(findings.length), detail: severities(findings) },
  ];
}

/** True for a column that the model gets, by its role in the profile. */
function isFeature(role: string): boolean {
  return !['target', 'time', 'group', 'weight', 'id', 'constant', 'excluded', 'unread date'].includes(role);
}

/** Findings as callouts, the gravest first. */
export function findingsView(findings: readonly ReportFinding[]): Html {
  if (findings.length === 0) return callout('success', 'No findings', 'None of the checks of the data found anything.');
  const order = ['error', 'warning', 'info'];
  const sorted = findings
    .map((finding, i) => ({ finding, i }))
    .sort((a, b) => order.indexOf(a.finding.severity) - order.indexOf(b.finding.severity) || a.i - b.i)
    .map(({ finding }) => finding);
  const hidden = sorted.length - maxFindings;
  return html`${sorted
    .slice(0, maxFindings)
    .map(({ severity, code, column, message }) => callout(severity, findingTitle(code, column), message))}${
    hidden > 0 && html`<p class="note">${hidden} more findings not listed.</p>`
  }`;
}

function findingTitle(code: string, column: string | null | undefined): string {
  const words = code.replaceAll('_', ' ');
  const title = words.charAt(0).toUpperCase() + words.slice(1);
  return column === undefined || column === null ? title : `${title}: ${column}`;
}

function severities(findings: readonly ReportFinding[]): string {
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  const parts = [
    [count('error'), 'errors'],
    [count('warning'), 'warnings'],
    [count('info'), 'notes'],
  ] as const;
  return parts
    .filter(([n]) => n > 0)
    .map(([n, word]) => `${n} ${n === 1 ? word.slice(0, -1) : word}`)
    .join(', ');
}

function columnsView({ columns, rows }: ReportData): Html {
  if (columns.length === 0) return html``;
  const total = Math.max(1, rows.total ?? rows.train + rows.holdout);
  const listed = columns.slice(0, maxColumns);
  return table({
    caption: 'Columns',
    columns: [
      { title: 'Column' },
      { title: 'Type' },
      { title: 'Role' },
      { title: 'Missing', kind: 'number' },
      { title: 'Distinct', kind: 'number' },
      { title: 'Values' },
    ],
    rows: listed.map((column) => [
      column.name,
      column.kind,
      column.role,
      formatPercent(Math.min(1, column.missing / total)),
      column.distinct === undefined || column.distinct === null ? '–' : formatCount(column.distinct),
      valuesText(column),
    ]),
    stressed: listed.flatMap((column, i) => (column.role === 'target' ? [i] : [])),
    hidden: columns.length - listed.length,
  });
}

function valuesText({ min, max, mean, top }: ReportColumn): string {
  if (mean !== undefined && mean !== null) return `${bound(min)} to ${bound(max)}, mean ${formatNumber(mean, 4)}`;
  if (top !== undefined && top.length > 0) {
    return top
      .slice(0, maxTop)
      .map(({ value, count }) => `${clipped(value)} (${formatCount(count)})`)
      .join(', ');
  }
  if (min !== undefined && min !== null) return `${bound(min)} to ${bound(max)}`;
  return '–';
}

function bound(value: number | string | null | undefined): string {
  return typeof value === 'string' ? clipped(value) : formatValue(value);
}

function clipped(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 40)}…`;
}
