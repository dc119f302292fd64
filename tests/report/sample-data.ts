/** Data of pages, made up but possible. */
import type { ReportData } from '../../src/evaluate/report-data.ts';

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
