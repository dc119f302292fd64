/** The model card as Markdown, with the front matter that Hugging Face reads (`model-index`). */
import { formatCount, formatPValue } from '../../report/number-format.ts';
import { decisionText, reliabilityText } from '../report/answers-text.ts';
import { estimateText, valueText } from '../report/estimate-text.ts';
import { methodTitle } from '../report/method-title.ts';
import { metricInSentence, metricTitle } from '../report/metric-title.ts';
import { mitigationText } from '../report/mitigation-section.ts';
import { baselinePhrase, headline, verdictMeaning } from '../report/verdict-text.ts';
import type { ReportData } from '../report-data.ts';
import { markdownBill } from './bill-of-materials.ts';
import { markdownDocumentation } from './documentation-section.ts';
import { markdownList, markdownTable, markdownText, yamlText } from './markdown.ts';
import { markdownFairness } from './markdown-fairness.ts';
import { type ModelCard, modelCardOf } from './model-card.ts';
import { technicalDocumentation } from './technical-documentation.ts';
import { markdownCost } from './training-cost.ts';
import { unsaid, useRows } from './use-rows.ts';

const mostColumns = 200;
const mostFeatures = 40;
const mostFindings = 40;

/** The card as a Markdown document. The same data gives the same bytes. */
export function renderMarkdownCard(data: ReportData): string {
  const card = modelCardOf(data);
  const version = card.model.version === null ? 'not registered' : `version ${card.model.version}`;
  const sections: readonly (readonly [title: string, body: string])[] = [
    ['Summary', summary(data, card)],
    ['Intended use', use(data)],
    ['Answers', answers(data)],
    ['Metrics', metricsTable(card)],
    ['Weakest slices', slices(data)],
    ['Fairness', markdownFairness(card.fairness)],
    ['Mitigation', mitigationMarkdown(data)],
    ['Tests and gates', tests(card)],
    ['Calibration', calibration(card)],
    ['Features', features(data)],
    ['Data', dataText(card)],
    ['Cautions', cautions(card)],
    ['Training cost', markdownCost(data.cost)],
    ['Technical documentation (EU AI Act, Annex IV)', markdownDocumentation(technicalDocumentation(data))],
    ['Bill of materials', markdownBill(data)],
    ['Lineage', lineage(card)],
  ];
  const body = sections.filter(([, text]) => text !== '').map(([title, text]) => `## ${title}\n\n${text}`);
  return [
    frontMatter(data),
    `# Model card: ${markdownText(card.model.name)}, ${version}\n`,
    `${markdownText(headline(data))}\n`,
    ...body,
    `Made by modelwright from run \`${card.model.runId}\` of ${card.model.createdAt}. The same run gives the same file, byte for byte.\n`,
  ].join('\n');
}

function frontMatter({ model, card, task, source, metrics }: ReportData): string {
  const type = task === 'regression' ? 'tabular-regression' : 'tabular-classification';
  const results = Object.entries(metrics)
    .filter(([, { value }]) => value !== null)
    .map(
      ([name, { value }]) =>
        `    - type: ${yamlText(name)}\n      name: ${yamlText(metricTitle(name))}\n      value: ${value}\n`,
    );
  return `---
${card?.license === undefined ? '' : `license: ${yamlText(card.license)}\n`}library_name: modelwright
tags:
- ${type}
model-index:
- name: ${yamlText(model.name)}
  results:
  - task:
      type: ${type}
    dataset:
      type: tabular
      name: ${yamlText(source)}
    metrics:${results.length === 0 ? ' []\n' : `\n${results.join('')}`}---
`;
}

function summary(data: ReportData, { model, evaluation, verdict }: ModelCard): string {
  const classes = model.classes.length === 0 ? '' : `, ${formatCount(model.classes.length)} classes`;
  return markdownList([
    `__Predicts__: ${markdownText(model.target)} (${model.task}${classes})`,
    `__Model__: ${markdownText(model.estimator ?? 'unknown')}`,
    `__Quality__: ${markdownText(metricInSentence(evaluation.metric.name))} ${estimateText(evaluation.score)} on ${evaluation.judgedOn}`,
    `__Baseline__: ${estimateText(evaluation.baseline)}, ${markdownText(baselinePhrase(data))}`,
    `__Verdict__: ${verdict.verdict.replaceAll('_', ' ')}. ${markdownText(verdictMeaning(data).text)}`,
  ]);
}

function use(data: ReportData): string {
  const said = useRows(data.card).map(([term, texts]) =>
    texts.length === 1
      ? `- __${term}__: ${markdownText(texts[0])}\n`
      : `- __${term}__:\n${texts.map((text) => `  - ${markdownText(text)}\n`).join('')}`,
  );
  const silence = unsaid(data.card);
  return said.join('') + (silence === '' ? '' : `${said.length > 0 ? '\n' : ''}${markdownText(silence)}\n`);
}

function answers({ decision, calibration: calibrator }: ReportData): string {
  return markdownList([
    ...(decision ? [markdownText(decisionText(decision))] : []),
    ...(calibrator ? [markdownText(reliabilityText(calibrator))] : []),
  ]);
}

function metricsTable({ evaluation }: ModelCard): string {
  if (evaluation.metrics.length === 0) return '';
  const methods = evaluation.metrics.some(({ method }) => method !== undefined);
  const table = markdownTable(
    ['Metric', 'Model', 'Baseline', ...(methods ? ['Interval'] : [])],
    evaluation.metrics.map((row) => [
      markdownText(metricTitle(row.name)),
      estimateText(row),
      row.baseline === null ? '–' : estimateText(row.baseline),
      ...(methods ? [markdownText(methodTitle(row.method))] : []),
    ]),
  );
  return `On ${evaluation.judgedOn}. Brackets are 95 % confidence intervals.\n\n${table}`;
}

function slices({ slices: found, metric }: ReportData): string {
  if (found.length === 0) return 'No part of the judged rows was found where it does markedly worse.\n';
  return markdownTable(
    ['Slice', 'Rows', metricTitle(metric.name), 'Worse by', 'q'],
    found.map((slice) => [
      markdownText(slice.description),
      formatCount(slice.rows),
      estimateText(slice),
      valueText({ value: slice.effect ?? null, ci: null }),
      markdownText(formatPValue(slice.qValue ?? null)),
    ]),
  );
}

function tests({ tests: tested }: ModelCard): string {
  if (tested === null) return '';
  const results = [
    ...tested.tests.map(({ name, law, verdict, failures, rows }) => [
      name,
      law,
      verdict,
      `${failures} of ${rows} rows`,
    ]),
    ...tested.gates.map(({ name, law, on, passed, value, problem }) => [
      name,
      on === '' ? law : `${law}, for ${on}`,
      passed ? 'passed' : 'failed',
      problem === '' ? valueText({ value, ci: null }) : problem,
    ]),
  ];
  const head = `Tested ${tested.testedAt} on ${formatCount(tested.data.rows)} rows: it ${tested.passed ? 'passes' : 'does not pass'}.\n`;
  const table = markdownTable(
    ['Test or gate', 'Asked', 'Result', 'Found'],
    results.map((row) => row.map(markdownText)),
  );
  return `${head}\n${table}`;
}

function calibration({ calibration: { error, curve } }: ModelCard): string {
  if (error === null && curve.length === 0) return '';
  const said =
    error === null
      ? ''
      : `Probabilities are ${estimateText(error)} away from what happens (root mean square over ${error.bins} groups of rows, corrected for chance).\n`;
  const table = markdownTable(
    ['Predicted', 'Observed', 'Rows'],
    curve.map(({ x, y, low, high, count }) => [
      estimateText({ value: x, ci: null }),
      estimateText({ value: y, ci: low === undefined || high === undefined ? null : [low, high] }),
      count === undefined ? '–' : formatCount(count),
    ]),
  );
  return [said, ...(curve.length === 0 ? [] : [table])].filter((part) => part !== '').join('\n');
}

function features({ importance, metric }: ReportData): string {
  if (importance.length === 0) return '';
  const rows = importance.slice(0, mostFeatures).map((row) => [markdownText(row.feature), estimateText(row)]);
  return (
    markdownTable(['Column', `Loss of ${metricInSentence(metric.name)} when shuffled`], rows) +
    more(importance.length - rows.length)
  );
}

function dataText({ data, model }: ModelCard): string {
  const { rows, columns } = data;
  const total = rows.total === null ? '' : ` of ${formatCount(rows.total)}`;
  const shown = columns.slice(0, mostColumns);
  return `${markdownList([
    `__Source__: ${markdownText(data.source)}`,
    `__Rows__: ${formatCount(rows.train)} for training, ${formatCount(rows.holdout)} held out${total}`,
    `__Split__: ${markdownText(data.split)}`,
    `__Data hash__: \`${data.dataHash}\``,
    `__Seed__: ${model.seed}`,
  ])}\n${markdownTable(
    ['Column', 'Kind', 'Role', 'Missing'],
    shown.map(({ name, kind, role, missing }) => [markdownText(name), kind, role, formatCount(missing)]),
  )}${more(columns.length - shown.length)}`;
}

function cautions({ findings, cautions: notes, gates }: ModelCard): string {
  const found = findings.slice(0, mostFindings).map(({ severity, code, column, message }) => {
    const about = column === undefined || column === null ? '' : ` (${markdownText(column)})`;
    return `__${severity}__, ${markdownText(code)}${about}: ${markdownText(message)}`;
  });
  const failed = gates.filter(({ passed }) => !passed);
  return (
    markdownList([
      ...failed.map(({ name, detail }) => `__gate failed__, ${markdownText(name)}: ${markdownText(detail)}`),
      ...(findings.length === 0 ? ['None of the checks of the data found anything.'] : found),
      ...notes.map(markdownText),
    ]) + more(findings.length - found.length)
  );
}

function lineage({ lineage: rows, model }: ModelCard): string {
  return markdownList([
    `__Artifact__: \`${model.artifactHash}\``,
    ...rows.map(({ label, value }) => `__${markdownText(label)}__: ${markdownText(value)}`),
  ]);
}

function more(count: number): string {
  return count > 0 ? `\n${formatCount(count)} more not listed.\n` : '';
}

function mitigationMarkdown(data: ReportData): string {
  const text = mitigationText(data);
  return text === '' ? '' : `${markdownText(text)}\n`;
}
