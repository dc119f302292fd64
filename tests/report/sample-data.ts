/** Data of pages, made up but possible. */
import { fairnessSchema } from '../../src/evaluate/fairness/declared-fairness.ts';
import { type FairnessReport, fairnessReport } from '../../src/evaluate/fairness/fairness-report.ts';
import { judgeFairness } from '../../src/evaluate/fairness/judge-fairness.ts';
import type { ReportData } from '../../src/evaluate/report-data.ts';
import type { TestFindings } from '../../src/evaluate/test-findings.ts';
import { tableFrom } from '../../src/table/build.ts';

const estimate = (value: number) => ({ value, ci: [value - 0.02, value + 0.02] as const });

/** A binary run with everything that a page can show. */
export function binaryRun(changes: Partial<ReportData> = {}): ReportData {
  return {
    title: 'churn',
    model: { name: 'churn', version: 3 },
    task: 'binary',
    target: 'churn',
    classes: ['No', 'Yes'],
    positiveClass: 'Yes',
    estimator: 'gbdt',
    createdAt: '2026-01-02T03:04:05.000Z',
    runId: 'run_0123456789abcdefghjkmnpqrs',
    dataHash: 'd'.repeat(64),
    artifactHash: 'a'.repeat(64),
    seed: 7,
    source: 'churn.csv',
    rows: { train: 5634, holdout: 1409, total: 7043 },
    split: 'A fifth of the rows was set aside.',
    metric: { name: 'roc_auc', direction: 'maximize' },
    baseline: { name: 'majority', ...estimate(0.5), metrics: { roc_auc: estimate(0.5), log_loss: estimate(0.58) } },
    holdout: estimate(0.86),
    lift: { ...estimate(0.36), pValue: 1e-12, verdict: 'lift' },
    metrics: { roc_auc: estimate(0.86), log_loss: estimate(0.4), f1: { value: null, ci: null } },
    candidates: [
      { name: 'logistic', params: {}, score: 0.84, fitMs: 120 },
      { name: 'gbdt', params: { nEstimators: 500 }, score: 0.85, fitMs: 900, chosen: true },
    ],
    findings: [{ code: 'duplicate_rows', severity: 'warning', message: '22 rows repeat another row.' }],
    columns: [
      { name: 'tenure', kind: 'number', role: 'numeric', missing: 0, distinct: 73, min: 0, max: 72, mean: 32.4 },
      { name: 'churn', kind: 'string', role: 'target', missing: 0, distinct: 2, top: [{ value: 'No', count: 5174 }] },
    ],
    confusion: {
      classes: ['No', 'Yes'],
      counts: [
        [940, 95],
        [170, 204],
      ],
    },
    curves: {
      roc: [
        { x: 0, y: 0 },
        { x: 0.1, y: 0.6 },
        { x: 1, y: 1 },
      ],
      pr: [
        { x: 0, y: 1 },
        { x: 0.5, y: 0.7 },
        { x: 1, y: 0.27 },
      ],
      calibration: [
        { x: 0.1, y: 0.12, low: 0.08, high: 0.16, count: 141 },
        { x: 0.7, y: 0.66, low: 0.6, high: 0.72, count: 141 },
      ],
    },
    prevalence: 0.27,
    importance: [{ feature: 'tenure', ...estimate(0.12) }],
    slices: [{ description: 'contract = "Monthly"', rows: 700, ...estimate(0.71), pValue: 0.001 }],
    lineage: [{ label: 'modelwright', value: '0.1.0' }],
    notes: [],
    gates: [{ name: 'Data', passed: true, detail: 'No error-level finding.' }],
    ...changes,
  };
}

/** A regression without anything that it need not have. */
export function regressionRun(changes: Partial<ReportData> = {}): ReportData {
  const { classes, positiveClass, confusion, curves, prevalence, ...common } = binaryRun();
  return {
    ...common,
    task: 'regression',
    target: 'price',
    metric: { name: 'rmse', direction: 'minimize' },
    residuals: {
      points: [
        { predicted: 10, actual: 11 },
        { predicted: 20, actual: 18 },
      ],
      rows: 1409,
    },
    ...changes,
  };
}

/** Fairness of made answers by two columns, of which one has a group too small to judge and gaps; nobody in `other` is selected. */
export function madeFairness(name = 'sex'): FairnessReport {
  const rows = Array.from({ length: 400 }, (_, i) => i);
  const target = { task: 'binary' as const, classes: ['No', 'Yes'], values: Float64Array.from(rows, (i) => i % 2) };
  const settings = fairnessSchema.parse({ sensitive: [name, 'region'] });
  const table = tableFrom({
    [name]: rows.map((i) => (i % 50 === 0 ? null : i % 3 === 0 ? 'other' : name)),
    region: rows.map((i) => (i < 10 ? 'islands' : 'mainland')),
  });
  const values = Float64Array.from(rows, (i) => (i % 3 === 0 ? 0 : Number(i % 4 === 1)));
  const found = judgeFairness({ settings, target, predictions: { values }, table, source: 'it', seed: 1 });
  return fairnessReport(found, settings, 'Yes');
}

/** What a test found; every text is the given one. */
export function madeTest(text = 'x'): TestFindings {
  const rate = { value: 0.02, ci: [0.01, 0.05] as const };
  const counted = { law: text, rows: 100, untouched: 0, failures: 2, failureRate: rate, maxFailureRate: 0 };
  return {
    testedAt: '2026-01-02T03:04:05.000Z',
    passed: false,
    data: { kind: 'source', name: text, rows: 1000 },
    tests: [
      {
        ...counted,
        name: text,
        kind: 'invariance',
        required: true,
        verdict: 'failed',
        bound: 'estimate',
        examples: [{ before: { [text]: text }, after: { [text]: null }, found: text }],
      },
      {
        ...counted,
        name: `${text} again`,
        kind: 'directional',
        required: false,
        verdict: 'untested',
        bound: 'estimate',
        failureRate: { value: null, ci: null },
        examples: [],
      },
    ],
    gates: [
      { name: text, law: text, passed: false, value: null, ci: null, on: text, problem: text },
      { name: 'ratio', law: 'a ratio', passed: true, value: 0.5, ci: [0.2, null], on: '', problem: '' },
    ],
    metrics: {},
  };
}
