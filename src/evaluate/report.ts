/** The evaluation report: one self-contained HTML file that says whether the model is any good, and why. */
import { type Html, html } from '../report/html.ts';
import { type PageSection, renderPage } from '../report/page.ts';
import { answersSection } from './report/answers-section.ts';
import { candidatesSection } from './report/candidates-section.ts';
import { confusionSection } from './report/confusion-section.ts';
import { curvesSection } from './report/curves-section.ts';
import { dataSection } from './report/data-section.ts';
import { dataValueSection } from './report/data-value-section.ts';
import { fairnessSection } from './report/fairness-section.ts';
import { importanceSection } from './report/importance-section.ts';
import { lineageSection, modelText } from './report/lineage-section.ts';
import { metricsSection } from './report/metrics-section.ts';
import { relianceSection } from './report/reliance-section.ts';
import { residualsSection } from './report/residuals-section.ts';
import { slicesSection } from './report/slices-section.ts';
import { testsSection } from './report/tests-section.ts';
import { verdictSection } from './report/verdict-section.ts';
import { headline } from './report/verdict-text.ts';
import type { ReportData } from './report-data.ts';

/** In reading order. A section that has nothing to show is left out. */
const sections: readonly ((data: ReportData) => PageSection | undefined | Promise<PageSection | undefined>)[] = [
  verdictSection,
  metricsSection,
  curvesSection,
  residualsSection,
  confusionSection,
  answersSection,
  importanceSection,
  ({ reliance }) => reliance && relianceSection(reliance),
  slicesSection,
  ({ fairness }) => fairnessSection(fairness),
  ({ tested }) => testsSection(tested),
  dataSection,
  dataValueSection,
  candidatesSection,
  lineageSection,
];

/** The report as an HTML document. The same data gives the same bytes; the chart library loads at the first call. */
export async function renderReport(data: ReportData): Promise<string> {
  const drawn = await Promise.all(sections.map((section) => section(data)));
  return renderPage({
    title: `${data.title} · evaluation report`,
    kicker: `Evaluation report · ${modelText(data)}`,
    heading: headline(data),
    intro: html``,
    sections: drawn.filter((section) => section !== undefined),
    footer: pageFooter(data),
  });
}

/** The line at the end of report and card. */
export function pageFooter({ runId, createdAt }: ReportData): Html {
  return html`<p>Made by modelwright from run <code>${runId}</code> of ${createdAt}. The same run gives the same file, byte for byte.</p>`;
}
