/** What the report and the model card of a training run show. */
import { version as codeVersion } from '../core/version.ts';
import { profileColumn } from '../data/profile.ts';
import type { Role } from '../data/roles.ts';
import { calibrationError } from '../evaluate/calibration-error.ts';
import { metricInSentence } from '../evaluate/report/metric-title.ts';
import type { ReportColumn, ReportData } from '../evaluate/report-data.ts';
import { formatCount, formatNumber, formatPValue } from '../report/number-format.ts';
import { numberColumn } from '../table/build.ts';
import { takeRows } from '../table/table.ts';
import type { CandidateRow, Outcome } from './finish.ts';
import { lookWords } from './holdout-look.ts';
import { pick } from './pick.ts';
import { mostSearchRows } from './search-rows.ts';
import { holdoutMinRows } from './split-off.ts';
import { trainingCost } from './training-cost.ts';

/** Columns that a page can show; a table may have thousands. */
const mostColumns = 200;
/** Most frequent values shown of one column. */
const mostTop = 3;

/** The data of the pages. Pure but for the column profiles it computes. */
export function pageData(
  outcome: Outcome & { readonly candidates: readonly CandidateRow[]; readonly createdAt: string },
): ReportData {
  const { run, request, decision, prepared, split, final, assessment, metric } = outcome;
  const { target } = prepared;
  const { baseline, holdout, metrics, lift, asked, ...shown } = assessment;
  return {
    title: request.name,
    model: { name: request.name },
    task: target.task,
    target: target.name,
    classes: target.classes.length > 0 ? target.classes : undefined,
    positiveClass: target.task === 'binary' ? target.classes[1] : undefined,
    estimator: estimatorOf(outcome),
    createdAt: outcome.createdAt,
    runId: run.runId,
    dataHash: decision.dataHash,
    artifactHash: final.artifactHash,
    seed: request.seed,
    source: request.plan.source,
    rows: { train: split.train.length, holdout: split.holdout.length, total: request.plan.rows },
    split: splitSentence(outcome),
    metric: { name: metric.name, direction: metric.direction },
    baseline,
    holdout,
    lift,
    metrics,
    candidates: outcome.candidates,
    findings: outcome.findings,
    columns: profiled(outcome),
    ...shown,
    calibration: outcome.settled.calibration,
    decision: outcome.settled.decision,
    lineage: lineageRows(outcome),
    notes: notes(outcome),
    gates: gates(outcome),
    dataValue: outcome.dataValue,
    calibrationError: calibrationOf(outcome),
    card: outcome.card,
    cost: trainingCost(outcome.spent(), outcome.request.threads, outcome.card),
  };
}

/** Fewest rows whose probabilities are compared with what happened, and resamples for the interval. */
const calibrationRows = 100;
const calibrationResamples = 200;

function calibrationOf({ judged, request }: Outcome): ReportData['calibrationError'] {
  const { yTrue } = judged;
  const probabilities = judged.model[0].probabilities;
  if (!probabilities || yTrue.length < calibrationRows) return undefined;
  const { value, ci, bins } = calibrationError({
    yTrue,
    probabilities: probabilities.length === 2 ? probabilities[1] : probabilities,
    resamples: calibrationResamples,
    seed: request.seed,
  });
  return { value, ci, bins };
}

/** Profiles of the training rows, so that the pages say nothing about the holdout but its figures. */
function profiled({ prepared, split }: Outcome): ReportColumn[] {
  const { columns } = takeRows(
    { nRows: prepared.table.nRows, columns: prepared.table.columns.slice(0, mostColumns) },
    split.train,
  );
  const { target } = prepared;
  const learned = new Map(prepared.features.map(({ name, role }) => [name, role]));
  return columns.map((read, i) => {
    const { role } = prepared.roles[i];
    // Targets are read as text; the numbers of a regression are shown as numbers.
    const isNumbers = read.name === target.name && target.task === 'regression';
    const column = isNumbers ? numberColumn(read.name, pick(target.values, split.train)) : read;
    const { name, kind, missing, distinct, min, max, mean, top } = profileColumn(column, role);
    const texts = top.slice(0, mostTop).map(({ value, count }) => ({ value: String(value), count }));
    const shown = shownRole(role, learned.has(name));
    return { name, kind, role: shown, missing, distinct, min: shownValue(min), max: shownValue(max), mean, top: texts };
  });
}

function shownRole(role: Role, isLearned: boolean): string {
  if (role === 'time' && isLearned) return 'datetime, orders the rows';
  return role === 'text' && !isLearned ? 'unread date' : role;
}

function estimatorOf({ choice: { members } }: Outcome): string {
  const names = [...new Set(members.map(({ candidate }) => candidate.name))];
  return members.length === 1 ? names[0] : `mean of ${members.length}: ${names.join(', ')}`;
}

function shownValue(value: number | string | boolean | null): number | string | null {
  return typeof value === 'boolean' ? String(value) : value;
}

function splitSentence({ request, split, prepared }: Outcome): string {
  const { timeColumn, groupColumn } = request;
  const groups = groupColumn === undefined ? '' : `; no group of "${groupColumn}" stands on both sides`;
  if (split.holdout.length === 0) {
    const way = timeColumn === undefined ? 'repeated cross-validation' : `cross-validation forward in "${timeColumn}"`;
    return `Under ${formatCount(holdoutMinRows)} rows there is no holdout: each row was judged by ${way}, with the whole search repeated inside, and the model was then fitted on all rows${groups}.`;
  }
  if (timeColumn !== undefined) return `The holdout is the latest fifth by "${timeColumn}", strictly after training.`;
  const way = prepared.target.task === 'regression' ? 'at random' : 'at random within each class';
  return `A fifth of the rows was set aside ${way} before anything was learned; rows with equal features stand on one side${groups}.`;
}

function notes({ split, judged, request, look, prepared, assessment }: Outcome): string[] {
  const texts: string[] = [];
  if (look) texts.push(`The figures are ${lookWords(look)}.`);
  if (split.holdout.length === 0) {
    texts.push(
      `The curves and slices show the first of ${judged.model.length} repeats; importance is measured on rows that the final model learned from.`,
    );
  }
  const { importanceRows, sliceRows, unexplained } = assessment.asked;
  const fewer = (what: string, rows: number | undefined) =>
    rows === undefined ? [] : [`${what} ${formatCount(rows)} of the ${formatCount(judged.rows.length)} judged rows`];
  const sampled = [
    ...fewer('importance was measured on', importanceRows),
    ...fewer('slices were looked for in', sliceRows),
  ];
  if (sampled.length > 0) texts.push(`To end in time, ${sampled.join(', and ')}, drawn at random.`);
  if (unexplained)
    texts.push('Rows were not explained, for want of time: the command explain shows what the model relies on.');
  if (split.train.length > mostSearchRows) {
    texts.push(
      `Candidates were compared on ${mostSearchRows} of the training rows; the chosen one was fitted on all of them.`,
    );
  }
  if (request.weightColumn !== undefined) {
    const left = prepared.weightless ?? 0;
    const none = left > 0 ? `; ${left} rows of weight 0 were left out` : '';
    texts.push(
      `Rows count by the column ${request.weightColumn} in fits and in the scores of the search${none}. Calibration, the rule for answers and all judged figures count every row alike.`,
    );
  }
  if (request.sample !== undefined) texts.push(`Trained on a random sample of ${request.sample} rows.`);
  return texts;
}

function gates({ findings, request, assessment, metric }: Outcome): ReportData['gates'] {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const { verdict } = assessment.lift;
  return [
    {
      name: 'Data',
      passed: errors.length === 0,
      detail:
        errors.length === 0
          ? 'No error-level finding.'
          : `${errors.length} error-level finding(s), allowed by ${request.allow.join(', ')}.`,
    },
    {
      name: 'Better than the baseline',
      passed: verdict === 'lift',
      detail: `Asked: better by more than chance (p < 0.05). Found: ${liftWords(assessment.lift, metricInSentence(metric.name))}.`,
    },
  ];
}

function liftWords({ value, ci, pValue }: Outcome['assessment']['lift'], metric: string): string {
  if (value === null) return `${metric} is not defined on the judged rows`;
  const interval = ci ? `, interval [${formatNumber(ci[0])}, ${formatNumber(ci[1])}]` : '';
  return `${metric} ${formatNumber(value)} better${interval}, p-value ${formatPValue(pValue)}`;
}

function lineageRows({ request, decision, found }: Outcome): ReportData['lineage'] {
  return [
    ...request.plan.derive.map(({ name, expression }) => ({ label: 'Derived', value: `${name} = ${expression}` })),
    { label: 'Data kept', value: decision.snapshotHash ?? 'no: larger than the limit; the source is read again' },
    { label: 'Candidates', value: String(found.candidates.length) },
    { label: 'modelwright', value: codeVersion },
    { label: 'Node.js', value: process.versions.node },
  ];
}
