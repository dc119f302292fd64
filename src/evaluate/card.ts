/** The model card: what somebody needs to know before relying on the model, on one page, from recorded facts alone. */

import { definitionList } from '../report/components/definition-list.ts';
import { gallery } from '../report/components/figure.ts';
import { html } from '../report/html.ts';
import { formatCount } from '../report/number-format.ts';
import { type PageSection, renderPage } from '../report/page.ts';
import { billSection } from './card/bill-of-materials.ts';
import { documentationSection } from './card/documentation-section.ts';
import { technicalDocumentation } from './card/technical-documentation.ts';
import { costSection } from './card/training-cost.ts';
import { unsaid, useRows } from './card/use-rows.ts';
import { answersSection } from './report/answers-section.ts';
import { calibrationFigure } from './report/curves-section.ts';
import { dataSection } from './report/data-section.ts';
import { estimateText } from './report/estimate-text.ts';
import { fairnessSection } from './report/fairness-section.ts';
import { importanceSection } from './report/importance-section.ts';
import { lineageSection, modelText } from './report/lineage-section.ts';
import { metricInSentence } from './report/metric-title.ts';
import { metricsSection } from './report/metrics-section.ts';
import { mitigationSection } from './report/mitigation-section.ts';
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
    answersSection(data),
    metricsSection(data),
    slicesSection(data),
    fairnessSection(data.fairness, { pictures: false }),
    mitigationSection(data),
    testsSummary(data.tested),
    calibrationSection(data),
    importanceSection(data),
    dataSection(data),
    cautionSection(data),
    costSection(data.cost),
    documentationSection(technicalDocumentation(data)),
    billSection(data),
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
  const said = useRows(data.card).map(([term, texts]) => ({
    term,
    description: html`${texts.map((one) => html`<p>${one}</p>`)}`,
  }));
  const silence = unsaid(data.card);
  return {
    id: 'use',
    title: 'Use',
    body: html`<p><strong>${title}.</strong> ${text}</p>
${said.length > 0 && definitionList(said)}
<p>Meant for rows like those it was trained on: same source, same columns, same way of collecting. The figures hold for such rows only; watch its use with <code>modelwright monitor ${data.model.name}</code>, which tells when the rows or the outcomes change.</p>
${silence !== '' && html`<p class="note">${silence}</p>`}`,
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

async function calibrationSection(data: ReportData): Promise<PageSection | undefined> {
  const { calibrationError: error, curves } = data;
  const curve = curves?.calibration ?? [];
  if (error === undefined && curve.length === 0) return undefined;
  return {
    id: 'calibration',
    title: 'Calibration',
    body: html`${
      error !== undefined &&
      html`<p>Probabilities are ${estimateText(error)} away from what happens: root mean square over ${formatCount(error.bins)} groups of rows, corrected for chance; brackets are a 95 % interval.</p>`
    }${curve.length > 0 && gallery([await calibrationFigure(curve)])}`,
  };
}

/** What a reader must know besides the figures; the findings stand with the data. */
function cautionSection({ gates, notes, slices }: ReportData): PageSection {
  const remarks = [
    ...gates.flatMap(({ name, passed, detail }) => (passed ? [] : [`Gate not passed: ${name}. ${detail}`])),
    ...notes,
    ...(slices.length === 0 ? ['No part of the judged rows was found where it does markedly worse.'] : []),
  ];
  return {
    id: 'cautions',
    title: 'Cautions',
    body: html`${remarks.map((remark) => html`<p>${remark}</p>`)}`,
  };
}
