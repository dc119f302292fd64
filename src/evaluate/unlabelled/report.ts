/** The report of a training without a target: what was found, what is typical of it, and how far it can be trusted. */
import { groupChart } from '../../report/charts/group-chart.ts';
import { definitionList } from '../../report/components/definition-list.ts';
import { figure, gallery } from '../../report/components/figure.ts';
import { table } from '../../report/components/table.ts';
import { type Html, html } from '../../report/html.ts';
import { formatCount, formatNumber, formatPercent } from '../../report/number-format.ts';
import { type PageSection, renderPage } from '../../report/page.ts';
import { findingsView } from '../report/data-section.ts';
import { estimateCell } from '../report/estimate-text.ts';
import { metricTitle } from '../report/metric-title.ts';
import { profileText } from './profile-text.ts';
import type { UnlabelledReport } from './report-data.ts';

/** Groups that get a panel of their own. */
const mostPanels = 12;
/** Columns in sight before the table is folded. */
const openColumns = 12;

/** The page as an HTML document; the same data gives the same bytes. */
export async function renderUnlabelledReport(data: UnlabelledReport): Promise<string> {
  const what = kindOf(data);
  return renderPage({
    title: `${data.title} · ${what.toLowerCase()}`,
    kicker: `${what} · ${modelName(data)} on ${data.source}`,
    heading: data.heading,
    intro: html``,
    sections: [
      metricsSection(data),
      profilesSection(data),
      await pictureSection(data),
      candidatesSection(data),
      { id: 'data', title: 'Data', body: findingsView(data.findings) },
      lineageSection(data),
    ],
    footer: footer(data),
  });
}

/** `name@version` once it is registered. */
export function modelName({ model }: UnlabelledReport): string {
  return model.version === undefined ? model.name : `${model.name}@${model.version}`;
}

/** What it finds, in a word. */
export function kindOf({ task }: UnlabelledReport): string {
  return task === 'anomaly' ? 'Anomalies' : 'Clusters';
}

/** The last lines of every page of a run. */
export function footer({ runId, createdAt }: UnlabelledReport): Html {
  return html`<p>Made by modelwright from run <code>${runId}</code> of ${createdAt}. The same run gives the same file, byte for byte.</p>`;
}

/** Figures on held-out rows, and how they are to be read. */
export function metricsSection({ metrics, notes, split }: UnlabelledReport): PageSection {
  return {
    id: 'figures',
    title: 'Figures',
    lead: `${split} Brackets are 95 % confidence intervals.`,
    body: html`${table({
      caption: 'On rows that were not learned from',
      columns: [{ title: 'Figure' }, { title: 'Value', kind: 'number' }],
      rows: Object.entries(metrics).map(([name, score]) => [metricTitle(name), estimateCell(score)]),
    })}${notes.map((note) => html`<p class="note">${note}</p>`)}`,
  };
}

/** Sizes of the groups and what is typical of each. */
export function profilesSection({ groups, profiles, task }: UnlabelledReport): PageSection {
  const total = groups.reduce((sum, { rows }) => sum + rows, 0);
  const share = (rows: number) => `${formatCount(rows)} (${formatPercent(total > 0 ? rows / total : 0)})`;
  return {
    id: 'groups',
    title: task === 'anomaly' ? 'What sets anomalies apart' : 'What is typical of each cluster',
    lead: 'Means of numbers, most frequent values of the rest with their share, in the columns’ own units; the columns that part the groups most come first.',
    body: table({
      caption: 'Groups of the training rows',
      columns: [{ title: 'Column' }, ...groups.map(({ name }) => ({ title: name, kind: 'number' as const }))],
      rows: [
        ['rows', ...groups.map(({ rows }) => share(rows))],
        ...profiles.map(({ name, kind, groups: values }) => [name, ...values.map((one) => profileText(kind, one))]),
      ],
      open: openColumns,
    }),
  };
}

async function pictureSection({ groups, picture, task }: UnlabelledReport): Promise<PageSection> {
  const shown = groups.map((group, g) => ({ ...group, g })).filter(({ g }) => task === 'cluster' || g === 1);
  const panels = await Promise.all(
    shown.slice(0, mostPanels).map(async ({ name, g }): Promise<Html> => {
      const own = picture.filter(({ group }) => group === g);
      return figure({
        title: name,
        chart: await groupChart({
          id: `group-${g}`,
          label: `${name}: ${own.length} of ${picture.length} rows along the two directions in which rows differ most.`,
          x: { title: 'First direction' },
          y: { title: 'Second direction' },
          own,
          others: picture.filter(({ group }) => group !== g),
        }),
        legend: [
          { role: 'model', text: name },
          { role: 'muted', text: 'All other rows' },
        ],
      });
    }),
  );
  return {
    id: 'picture',
    title: 'Where they lie',
    lead: 'A sample of the rows along the two directions in which they differ most (principal components). What overlaps here may lie apart in other directions.',
    body: gallery(panels),
  };
}

function candidatesSection({ candidates }: UnlabelledReport): PageSection {
  const { columns, rows } = candidates;
  return {
    id: 'candidates',
    title: 'Candidates',
    body: table({
      caption: 'What was compared',
      columns: columns.map((title, c) => ({ title, kind: c === 0 ? ('text' as const) : ('number' as const) })),
      rows: rows.map(({ cells }) =>
        cells.map((cell) => (cell === null || typeof cell === 'number' ? formatNumber(cell) : cell)),
      ),
      stressed: rows.flatMap(({ chosen }, row) => (chosen ? [row] : [])),
      open: 15,
    }),
  };
}

/** Where the model comes from. */
export function lineageSection({ lineage }: UnlabelledReport): PageSection {
  return {
    id: 'lineage',
    title: 'Lineage',
    body: definitionList(lineage.map(({ label, value }) => ({ term: label, description: value, code: true }))),
  };
}
