/** The model card of a model without a target: what somebody needs to know before relying on it, from recorded facts alone. */

import { definitionList } from '../../report/components/definition-list.ts';
import { html } from '../../report/html.ts';
import { formatCount, formatPercent } from '../../report/number-format.ts';
import { type PageSection, renderPage } from '../../report/page.ts';
import { type DocumentationPoint, recorded } from '../card/annex-points.ts';
import { type BillOfMaterials, billOfMaterials, billSection, markdownBill } from '../card/bill-of-materials.ts';
import type { CardFacts } from '../card/card-facts.ts';
import { type CardUse, cardUse } from '../card/card-use.ts';
import { documentationSection, markdownDocumentation } from '../card/documentation-section.ts';
import { markdownList, markdownTable, markdownText, yamlText } from '../card/markdown.ts';
import { costSection, type EnergyEstimate, energyOf, markdownCost } from '../card/training-cost.ts';
import { unsaid, useRows } from '../card/use-rows.ts';
import type { Score } from '../evaluation.ts';
import { findingsView } from '../report/data-section.ts';
import { estimateText } from '../report/estimate-text.ts';
import { metricTitle } from '../report/metric-title.ts';
import type { ReportCost } from '../report-data.ts';
import { profileText } from './profile-text.ts';
import { footer, kindOf, lineageSection, metricsSection, modelName, profilesSection } from './report.ts';
import type { UnlabelledReport } from './report-data.ts';
import { unlabelledDocumentation } from './technical-documentation.ts';

/** The card as data. */
export interface UnlabelledCard {
  readonly format: 'modelwright-unlabelled-card';
  readonly formatVersion: 1;
  readonly model: {
    readonly name: string;
    readonly version: number | null;
    readonly task: UnlabelledReport['task'];
    readonly heading: string;
    readonly createdAt: string;
    readonly runId: string;
  };
  readonly use: CardUse;
  readonly data: { readonly source: string; readonly rows: UnlabelledReport['rows']; readonly split: string };
  readonly metrics: readonly (Score & { readonly name: string })[];
  /** Sizes in the training rows, and what is typical of each group in the units of the columns. */
  readonly groups: readonly { readonly name: string; readonly rows: number; readonly share: number }[];
  readonly profiles: UnlabelledReport['profiles'];
  readonly findings: UnlabelledReport['findings'];
  /** Sentences that a reader of the figures must know. */
  readonly cautions: readonly string[];
  /** Null in older runs. */
  readonly cost: (ReportCost & { readonly energy: EnergyEstimate }) | null;
  readonly technicalDocumentation: readonly DocumentationPoint[];
  readonly billOfMaterials: BillOfMaterials;
  readonly lineage: UnlabelledReport['lineage'];
}

/** The card of a run. */
export function unlabelledCardOf(data: UnlabelledReport): UnlabelledCard {
  const { model, task, heading, createdAt, runId, card, groups, cost } = data;
  const total = groups.reduce((sum, { rows }) => sum + rows, 0);
  return {
    format: 'modelwright-unlabelled-card',
    formatVersion: 1,
    model: { name: model.name, version: model.version ?? null, task, heading, createdAt, runId },
    use: cardUse(card),
    data: { source: data.source, rows: data.rows, split: data.split },
    metrics: Object.entries(data.metrics).map(([name, score]) => ({ name, ...score })),
    groups: groups.map(({ name, rows }) => ({ name, rows, share: total > 0 ? rows / total : 0 })),
    profiles: data.profiles,
    findings: data.findings,
    cautions: data.notes,
    cost: cost === undefined ? null : { ...cost, energy: energyOf(cost) },
    technicalDocumentation: unlabelledDocumentation(data),
    billOfMaterials: billOfMaterials(withHash(data)),
    lineage: data.lineage,
  };
}

/** The bill names the artifact by its hash, which stands among the lineage. */
function withHash(data: UnlabelledReport) {
  return { ...data, artifactHash: recorded(data, 'Artifact hash') };
}

/** The card as a JSON document, with a line break at its end. The same data gives the same bytes. */
export function unlabelledCardJson(data: UnlabelledReport): string {
  return `${JSON.stringify(unlabelledCardOf(data), null, 2)}\n`;
}

/** The card as an HTML document. The same data gives the same bytes. */
export async function renderUnlabelledCard(data: UnlabelledReport): Promise<string> {
  return renderPage({
    title: `${data.title} · model card`,
    kicker: `Model card · ${modelName(data)}`,
    heading: data.heading,
    intro: html``,
    sections: [
      summarySection(data),
      useSection(data),
      metricsSection(data),
      profilesSection(data),
      { id: 'data', title: 'Data', body: findingsView(data.findings) },
      costSection(data.cost),
      documentationSection(unlabelledDocumentation(data)),
      billSection(withHash(data)),
      lineageSection(data),
    ].filter((section) => section !== undefined),
    footer: footer(data),
  });
}

function summarySection(data: UnlabelledReport): PageSection {
  return {
    id: 'summary',
    title: 'Summary',
    body: definitionList(summaryOf(data).map(([term, description]) => ({ term, description }))),
  };
}

function summaryOf({ task, groups, source, rows, createdAt }: UnlabelledReport): (readonly [string, string])[] {
  const says =
    task === 'anomaly'
      ? 'how strange each row is, in (0, 1), and whether it counts as an anomaly; no target was learned'
      : `which of ${formatCount(groups.length)} clusters each row belongs to; no target was learned`;
  return [
    ['Says', says],
    ['Source', source],
    ['Rows', `${formatCount(rows.train)} for training, ${formatCount(rows.holdout)} held out`],
    ['Trained', createdAt],
  ];
}

function useSection({ card, model }: UnlabelledReport): PageSection {
  const said = useRows(card).map(([term, texts]) => ({
    term,
    description: html`${texts.map((one) => html`<p>${one}</p>`)}`,
  }));
  const silence = unsaid(card);
  return {
    id: 'use',
    title: 'Use',
    body: html`${said.length > 0 && definitionList(said)}
<p>Meant for rows like those it was trained on: same source, same columns, same way of collecting. Watch its use with <code>modelwright monitor ${model.name}</code>, which tells when the rows change.</p>
${silence !== '' && html`<p class="note">${silence}</p>`}`,
  };
}

/** Columns and findings that a text shows. */
const most = { columns: 40, findings: 40 };

/** The card as a Markdown document, with front matter. The same data gives the same bytes. */
export function renderUnlabelledMarkdownCard(data: UnlabelledReport): string {
  const { card, task, findings, notes } = data;
  const sections: readonly (readonly [title: string, body: string])[] = [
    ['Summary', markdownList(summaryOf(data).map(([term, text]) => `__${term}__: ${markdownText(text)}`))],
    ['Intended use', useText(card)],
    ['Figures', figuresText(data)],
    [task === 'anomaly' ? 'What sets anomalies apart' : 'What is typical of each cluster', profilesText(data)],
    [
      'Cautions',
      markdownList([
        ...findings
          .slice(0, most.findings)
          .map(({ severity, code, message }) => `__${severity}__, ${markdownText(code)}: ${markdownText(message)}`),
        ...notes.map(markdownText),
      ]) + more(findings.length - most.findings, 'findings'),
    ],
    ['Training cost', markdownCost(data.cost)],
    ['Technical documentation', markdownDocumentation(unlabelledDocumentation(data))],

    ['Bill of materials', markdownBill(withHash(data))],
    [
      'Lineage',
      markdownList(data.lineage.map(({ label, value }) => `__${markdownText(label)}__: ${markdownText(value)}`)),
    ],
  ];
  return [
    `---\n${card?.license === undefined ? '' : `license: ${yamlText(card.license)}\n`}library_name: modelwright\ntags:\n- ${kindOf(data).toLowerCase()}\n---\n`,
    `# Model card: ${markdownText(modelName(data))}\n`,
    `${markdownText(data.heading)}\n`,
    ...sections.filter(([, text]) => text !== '').map(([title, text]) => `## ${title}\n\n${text}`),
    `Made by modelwright from run \`${data.runId}\` of ${data.createdAt}. The same run gives the same file, byte for byte.\n`,
  ].join('\n');
}

function useText(card: CardFacts | undefined): string {
  const said = useRows(card).map(([term, texts]) => `__${term}__: ${texts.map(markdownText).join('; ')}`);
  const silence = unsaid(card);
  return markdownList([...said, ...(silence === '' ? [] : [markdownText(silence)])]);
}

function figuresText({ metrics, split }: UnlabelledReport): string {
  const rows = Object.entries(metrics).map(([name, score]) => [markdownText(metricTitle(name)), estimateText(score)]);
  return `${markdownText(split)} Brackets are 95 % confidence intervals.\n\n${markdownTable(['Figure', 'Value'], rows)}`;
}

function profilesText({ groups, profiles }: UnlabelledReport): string {
  const total = groups.reduce((sum, { rows }) => sum + rows, 0);
  const sizes = groups.map(({ rows }) => `${formatCount(rows)} (${formatPercent(total > 0 ? rows / total : 0)})`);
  const shown = profiles.slice(0, most.columns);
  return (
    markdownTable(
      ['Column', ...groups.map(({ name }) => markdownText(name))],
      [
        ['rows', ...sizes],
        ...shown.map(({ name, kind, groups: values }) => [
          markdownText(name),
          ...values.map((one) => markdownText(profileText(kind, one))),
        ]),
      ],
    ) + more(profiles.length - shown.length, 'columns')
  );
}

function more(count: number, what: string): string {
  return count > 0 ? `\n${formatCount(count)} more ${what} stand in the JSON card.\n` : '';
}
