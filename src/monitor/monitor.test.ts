import { describe, expect, it } from 'vitest';
import { createRng } from '../math/philox.ts';
import { numberColumn, stringColumn } from '../table/build.ts';
import { type Table, tableOf } from '../table/table.ts';
import type { Predictions } from '../table/task.ts';
import { judgePerformance, minPerformanceRows, type Outcomes } from './judge-performance.ts';
import { type MonitorOptions, monitorModel } from './monitor.ts';

const filled = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));
const target = { name: 'y', task: 'binary', classes: ['no', 'yes'] } as const;

/** Outcomes of a model whose answers are right with probability `right`. */
function outcomes(n: number, right: number, seed = 1): Outcomes {
  const rng = createRng(seed);
  const yTrue = Float64Array.from(filled(n, () => rng.integer(2)));
  const values = yTrue.map((truth) => (rng.uniform() < right ? truth : 1 - truth));
  return { ...target, yTrue, predictions: answers(values) };
}
function answers(values: Float64Array): Predictions {
  const yes = values.map((value) => (value === 1 ? 0.8 : 0.2));
  return { values, probabilities: [yes.map((p) => 1 - p), yes] };
}
const promised = { accuracy: { value: 0.8, ci: [0.78, 0.82] as const } };
const judged = (
  known: Outcomes | undefined,
  reference: Parameters<typeof judgePerformance>[0]['reference'] = promised,
) => judgePerformance({ outcomes: known, metric: 'accuracy', reference, seed: 3 });

describe('performance', () => {
  it('is judged by the interval of the difference, and by whether it matters', () => {
    expect(judged(outcomes(2000, 0.65))).toMatchObject({ status: 'degraded', rows: 2000 });
    expect(judged(outcomes(2000, 0.8))).toMatchObject({ status: 'stable' });
    expect(judged(outcomes(2000, 0.95))).toMatchObject({ status: 'improved' });
    const exact = { accuracy: { value: 0.8, ci: [0.799, 0.801] as const } };
    expect(judged(outcomes(60_000, 0.785), exact)).toMatchObject({
      status: 'stable',
      message: expect.stringContaining('too small to matter'),
    });
    expect(judged(outcomes(60, 0.72))).toMatchObject({
      status: 'stable',
      message: expect.stringContaining('within chance'),
    });
  });

  it('follows the direction of the metric', () => {
    const n = 500;
    const rng = createRng(4);
    const yTrue = Float64Array.from(filled(n, () => rng.normal()));
    const known = (error: number): Outcomes => ({
      task: 'regression',
      classes: [],
      yTrue,
      predictions: { values: yTrue.map((value) => value + error * rng.normal()) },
    });
    const reference = { rmse: { value: 1, ci: [0.95, 1.05] as const } };
    const status = (error: number) =>
      judgePerformance({ outcomes: known(error), metric: 'rmse', reference, seed: 3 }).status;
    expect([status(1.5), status(1), status(0.5)]).toEqual(['degraded', 'stable', 'improved']);
  });

  it('gives no verdict from few outcomes, or without a reference', () => {
    expect(judged(undefined)).toMatchObject({ status: 'insufficient_data', rows: 0, metrics: {} });
    for (const n of [0, 1, 8, minPerformanceRows - 1]) expect(judged(outcomes(n, 0)).status).toBe('insufficient_data');
    expect(judged(outcomes(500, 0.5), {}).status).toBe('insufficient_data');
    const oneClass = { ...outcomes(500, 0.5), yTrue: new Float64Array(500) };
    const auc = { roc_auc: { value: 0.8, ci: null } };
    expect(judgePerformance({ outcomes: oneClass, metric: 'roc_auc', reference: auc, seed: 3 }).status).toBe(
      'insufficient_data',
    );
  });

  it('raises false alarms no more often than its level says', () => {
    let alarms = 0;
    for (let seed = 0; seed < 200; seed++) if (judged(outcomes(300, 0.8, seed)).status === 'degraded') alarms++;
    expect(alarms).toBeLessThanOrEqual(8);
  });
});

describe('a look at a model', () => {
  const world = (seed: number, n: number, by = 0): Table => {
    const rng = createRng(seed);
    return tableOf([
      numberColumn(
        'a',
        filled(n, () => rng.normal() + by),
      ),
      numberColumn(
        'b',
        filled(n, () => rng.normal()),
      ),
      stringColumn(
        'c',
        filled(n, () => ['x', 'y'][rng.integer(2)]),
      ),
    ]);
  };
  const options = (more: Partial<MonitorOptions> = {}): MonitorOptions => ({
    reference: world(1, 500),
    current: world(2, 500),
    target,
    metric: 'accuracy',
    scores: promised,
    seed: 3,
    ...more,
  });

  it('has nothing to say when nothing happened', async () => {
    const same = answers(Float64Array.from(filled(500, (i) => i % 2)));
    const report = await monitorModel(
      options({ predictions: { reference: same, current: same }, outcomes: outcomes(500, 0.8) }),
    );
    expect(report).toMatchObject({
      rows: 500,
      labelled: 500,
      alerts: [],
      drift: { drifted: false },
      predictionDrift: { share: 0 },
    });
    expect(report.performance.status).toBe('stable');
  });

  it('tells drift of columns and answers, lost performance and bad data, errors first', async () => {
    const no = answers(new Float64Array(500));
    const mixed = answers(Float64Array.from(filled(500, (i) => i % 2)));
    const current = world(2, 500, 2);
    const report = await monitorModel(
      options({
        current: tableOf([
          ...current.columns.slice(0, 2),
          stringColumn(
            'c',
            filled(500, (i) => (i % 2 ? 'x' : null)),
          ),
        ]),
        predictions: { reference: mixed, current: no },
        outcomes: outcomes(500, 0.5),
      }),
    );
    expect(report.alerts.map(({ code }) => code)).toEqual(
      expect.arrayContaining([
        'performance_degraded',
        'data_drift',
        'column_drift',
        'prediction_drift',
        'missing_values',
      ]),
    );
    const severities = report.alerts.map(({ severity }) => severity);
    expect(severities).toEqual([...severities].sort((a, b) => (a < b ? -1 : 1)));
  });

  it('works on no rows at all', async () => {
    const report = await monitorModel(options({ current: world(2, 0), outcomes: outcomes(0, 1) }));
    expect(report).toMatchObject({ rows: 0, labelled: 0, alerts: [], drift: { share: 0, drifted: false } });
  });
});
