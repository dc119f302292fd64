/** The page of `modelwright explain`: what a model relies on, how columns move it, a few rows taken apart, and rules that imitate it. */

import { intervalChart } from '../report/charts/interval-chart.ts';
import { lineChart } from '../report/charts/line-chart.ts';
import { roundTicks } from '../report/charts/ticks.ts';
import { waterfallChart, waterfallRoles } from '../report/charts/waterfall-chart.ts';
import { figure, gallery } from '../report/components/figure.ts';
import { table } from '../report/components/table.ts';
import { type Html, html } from '../report/html.ts';
import {
  formatCount,
  formatFixed,
  formatNumber,
  formatPercent,
  formatPValue,
  formatValue,
} from '../report/number-format.ts';
import { type PageSection, renderPage } from '../report/page.ts';
import type { ExplanationPage, PageCurve, PageRow } from './explanation-page-data.ts';
import { estimateCell } from './report/estimate-text.ts';
import { metricTitle } from './report/metric-title.ts';
import { relianceSection } from './report/reliance-section.ts';
import { scaleTitle } from './report/scale-title.ts';

/** The page as an HTML document; the same data gives the same bytes. */
export async function renderExplanationPage(data: ExplanationPage): Promise<string> {
  const { model, reliance } = data;
  const sections = await Promise.all([
    relianceSection(reliance),
    importanceSection(data),
    curvesSection(data),
    interactionsSection(data),
    rowsSection(data),
    rulesSection(data),
  ]);
  const first = reliance.importance.find(({ value }) => value > 0);
  const name = `${model.name}@${model.version}`;
  return renderPage({
    title: `${name} · explanation`,
    kicker: `Explanation · ${name} on ${data.source}`,
    heading: first ? `${name} relies most on ${first.column}` : `${name} says the same of every row`,
    intro: html``,
    sections: sections.filter((section) => section !== undefined),
    footer: html`<p>Made by modelwright from ${formatCount(reliance.rows)} rows of ${data.source}, seed ${data.seed}.</p>`,
  });
}

function importanceSection({ permutation, metric }: ExplanationPage): PageSection | undefined {
  if (!permutation || metric === undefined) return undefined;
  const title = metricTitle(metric);
  return {
    id: 'importance',
    title: 'What the score needs',
    lead: `How much ${title} gets worse when one column is shuffled among the rows. Unlike contributions, it counts what the column is good for, not how much it moves.`,
    body: table({
      caption: `Loss of ${title}`,
      columns: [{ title: 'Column' }, { title: 'Loss', kind: 'number' }, { title: 'p', kind: 'number' }],
      rows: permutation.map((row) => [row.feature, estimateCell(row), formatPValue(row.pValue)]),
      open: 12,
    }),
  };
}

async function curvesSection({ curves, reliance }: ExplanationPage): Promise<PageSection | undefined> {
  if (curves.length === 0) return undefined;
  const title = scoreTitle(reliance.of);
  return {
    id: 'curves',
    title: 'How columns move the prediction',
    lead: 'The mean prediction if every row had the value, and, for numbers, the accumulated effect, which compares a row with itself nearby only: trust it more where columns move together.',
    body: gallery(await Promise.all(curves.map((curve, i) => curveFigure(curve, i, title)))),
  };
}

async function curveFigure(curve: PageCurve, place: number, title: string): Promise<Html> {
  const id = `curve-${place + 1}`;
  const label = `Mean ${title} by ${curve.column}.`;
  if (curve.kind === 'named') {
    const rows = curve.groups.map(({ name, mean }) => ({ name, value: mean }));
    return figure({
      title: curve.column,
      chart: await intervalChart({ id, label, mark: 'dot', title: `Mean ${title}`, rows }),
    });
  }
  const level = curve.mean.reduce((sum, { y }) => sum + y, 0) / curve.mean.length;
  const accumulated = curve.accumulated.map(({ x, y }) => ({ x, y: y + level }));
  const points = [...curve.mean, ...accumulated];
  const range = (of: (point: { readonly x: number; readonly y: number }) => number) =>
    roundTicks(Math.min(...points.map(of)), Math.max(...points.map(of)), 4);
  return figure({
    title: curve.column,
    chart: await lineChart({
      id,
      label,
      x: { title: curve.column, ticks: range(({ x }) => x) },
      y: { title: `Mean ${title}`, ticks: range(({ y }) => y) },
      lines: [
        { points: curve.mean, role: 'model' },
        { points: accumulated, role: 'accent', dashed: true },
      ],
    }),
    legend: [
      { role: 'model', text: 'If all rows had the value' },
      { role: 'accent', text: 'Accumulated effect, around the same mean', dashed: true },
    ],
  });
}

function interactionsSection({ interactions, reliance }: ExplanationPage): PageSection | undefined {
  if (interactions.length === 0) return undefined;
  return {
    id: 'interactions',
    title: 'Columns that act together',
    lead: 'How much of what two columns do is no sum of what each does alone. H is the share of it, from 0 for none; where columns move together it may pass 1. The strength tells the same in the unit of the score: a high H of weak columns is small there.',
    body: table({
      caption: 'Pairs, the strongest first',
      columns: [
        { title: 'Columns' },
        { title: 'H', kind: 'number' },
        {
          title: `Strength, in ${reliance.of === undefined ? 'units of the prediction' : 'probability'}`,
          kind: 'number',
        },
      ],
      rows: interactions.map(({ columns, h, strength }) => [
        columns.join(' and '),
        formatFixed(h, 3),
        formatNumber(strength),
      ]),
      open: 10,
    }),
  };
}

async function rowsSection({ rows, reliance }: ExplanationPage): Promise<PageSection | undefined> {
  if (rows.length === 0) return undefined;
  return {
    id: 'rows',
    title: 'Single rows',
    lead: `From the average to the score of the row, column by column. The score is ${scaleTitle({ scale: reliance.scale })}.`,
    body: gallery(await Promise.all(rows.map((row, i) => rowFigure(row, i, reliance.scale)))),
  };
}

async function rowFigure(row: PageRow, place: number, scale: ExplanationPage['reliance']['scale']): Promise<Html> {
  const signed = (value: number) => `${value > 0 ? '+' : ''}${formatNumber(value)}`;
  const rest = row.parts.slice(maxParts);
  const parts = row.parts.slice(0, maxParts).map(({ column, value, contribution }) => ({
    name: `${column} = ${typeof value === 'number' ? formatValue(value) : value === null ? 'missing' : String(value)}`,
    value: contribution,
    text: signed(contribution),
  }));
  const others = rest.reduce((sum, { contribution }) => sum + contribution, 0);
  if (rest.length > 0)
    parts.push({
      name: rest.length === 1 ? '1 other column' : `${rest.length} other columns`,
      value: others,
      text: signed(others),
    });
  const end = row.base + row.parts.reduce((sum, { contribution }) => sum + contribution, 0);
  const title = scaleTitle({ scale, of: row.of });
  return figure({
    title: `Row ${row.row}: ${row.prediction}`,
    chart: await waterfallChart({
      id: `row-${place + 1}`,
      label: `Row ${row.row}: from ${formatNumber(row.base)} to ${formatNumber(end)}; ${parts.map(({ name, text }) => `${name} ${text}`).join(', ')}.`,
      title: capitalised(title),
      start: { name: 'Average', value: row.base, text: formatNumber(row.base) },
      parts,
      end: { name: 'This row', text: formatNumber(end) },
    }),
    legend: [
      { role: waterfallRoles.up, text: 'Raises it' },
      { role: waterfallRoles.down, text: 'Lowers it' },
    ],
  });
}

const maxParts = 8;

function rulesSection({ surrogate, reliance }: ExplanationPage): PageSection | undefined {
  if (!surrogate) return undefined;
  const { r2, agreement, rows } = surrogate;
  const figures = [
    ...(r2 === null ? [] : [`explains ${formatPercent(Math.max(0, r2))} of the variance of its predictions`]),
    ...(agreement === null ? [] : [`names its class for ${formatPercent(agreement)} of the rows`]),
  ];
  return {
    id: 'rules',
    title: 'The model in a few rules',
    lead: `A small tree that imitates the model. On ${formatCount(rows)} rows that it did not learn from it ${figures.join(' and ') || 'could not be judged'}; what it leaves out, the rules do not tell.`,
    body: table({
      caption: 'Rules, the most common first',
      columns: [
        { title: 'Where' },
        { title: 'Share of rows', kind: 'number' },
        { title: surrogate.isClasses ? 'Mostly' : capitalised(`mean ${scoreTitle(reliance.of)}`), kind: 'number' },
      ],
      rows: surrogate.rules.map(({ conditions, share, value }) => [
        conditions.join(' and ') || 'everywhere',
        formatPercent(share),
        value,
      ]),
    }),
  };
}

function scoreTitle(of: string | undefined): string {
  return of === undefined ? 'prediction' : `probability of “${of}”`;
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
