/** The model card: what somebody needs to know before relying on the model, on one page, from recorded facts alone. */
import { definitionList } from '../report/components/definition-list.ts';
import { html } from '../report/html.ts';
import { formatCount } from '../report/number-format.ts';
import { type PageSection, renderPage } from '../report/page.ts';
import { findingsView } from './report/data-section.ts';
import { estimateText } from './report/estimate-text.ts';
import { fairnessFacts } from './report/fairness-section.ts';
import { lineageSection, modelText } from './report/lineage-section.ts';
import { metricInSentence } from './report/metric-title.ts';
import { metricsSection } from './report/metrics-section.ts';
import { slicesSection } from './report/slices-section.ts';
import { testsSummary } from './report/tests-section.ts';
import { baselinePhrase, headline, judgedOn, subject, verdictMeaning } from './report/verdict-text.ts';
import { pageFooter } from './report.ts';
import type { ReportData } from './report-data.ts';

/** The card as an HTML document. The same data gives the same bytes. */
export async function renderCard(data: ReportData): Promise<string> {
  const sections = await Promise.all([
    summarySection(data),
    useSection(data),
    trainingSection(data),
    metricsSection(data),
    slicesSection(data),
    fairnessSummary(data),
    testsSummary(data.tested),
    cautionSection(data),
    lineageSection(data),
  ]);
  return renderPage({
    title: `${data.title} · model card`,
    kicker: `Model card · ${modelText(data)}`,
    heading: headline(data),
    intro: html``,
    sections: sections.filter((section) => section !== undefined),
    footer: pageFooter(data),
  });
}

function summarySection(data: ReportData): PageSection {
  const { task, classes, metric, holdout, baseline } = data;
  const answers =
    classes === undefined ? 'a number' : `one of ${formatCount(classes.length)} classes with probabilities`;
  return {
    id: 'summary',
    title: 'Summary',
    body: definitionList([
      { term: 'Predicts', description: `${subject(data)}: ${answers} (${task})` },
      ...(classes === undefined ? [] : [{ term: 'Classes', description: classes.slice(0, mostClasses).join(', ') }]),
      { term: 'Model', description: modelText(data) },
      {
        term: `Quality, ${metricInSentence(metric.name)}`,
        description: `${estimateText(holdout)} on ${judgedOn(data)}`,
      },
      { term: 'Baseline', description: `${estimateText(baseline)}: ${baselinePhrase(data)}` },
    ]),
  };
}

/** Classes that the card spells out. */
const mostClasses = 50;

function useSection(data: ReportData): PageSection {
  const { title, text } = verdictMeaning(data);
  return {
    id: 'use',
    title: 'Use',
    body: html`<p><strong>${title}.</strong> ${text}</p>
<p>Meant for rows like those it was trained on: same source, same columns, same way of collecting. The figures hold for such rows only; watch its use with <code>modelwright monitor ${data.model.name}</code>, which tells when the rows or the outcomes change.</p>
${data.fairness === undefined && html`<p>Nobody has recorded who may be affected by its answers. Where people are, look at the groups they belong to before deciding anything by it.</p>`}`,
  };
}

function fairnessSummary({ fairness }: ReportData): PageSection | undefined {
  if (!fairness) return undefined;
  const { selected } = fairness;
  return {
    id: 'fairness',
    title: 'Fairness',
    lead: `Figures of the groups of sensitive columns${selected === null ? '' : `; selected means that “${selected}” is predicted`}. Brackets are 95 % confidence intervals.`,
    body: definitionList(fairnessFacts(fairness)),
  };
}

function trainingSection(data: ReportData): PageSection {
  const { rows, candidates, split, seed } = data;
  return {
    id: 'training',
    title: 'Training',
    lead: split,
    body: definitionList([
      { term: 'Training rows', description: formatCount(rows.train) },
      { term: 'Judged on', description: judgedOn(data) },
      { term: 'Candidates compared', description: formatCount(candidates.length) },
      { term: 'Chosen', description: data.estimator ?? 'unknown' },
      { term: 'Seed', description: String(seed) },
    ]),
  };
}

/** What a reader must know besides the figures. */
function cautionSection({ findings, notes, slices }: ReportData): PageSection {
  const remarks = [
    ...notes,
    ...(slices.length === 0 ? ['No part of the judged rows was found where it does markedly worse.'] : []),
  ];
  return {
    id: 'cautions',
    title: 'Cautions',
    body: html`${findingsView(findings)}${remarks.map((remark) => html`<p>${remark}</p>`)}`,
  };
}
