import { describe, expect, it } from 'vitest';
import { createRng } from '../math/philox.ts';
import { sigmoid } from '../math/sigmoid.ts';
import { metricByName, metricsFor } from '../metrics/index.ts';
import type { Predictions } from '../table/task.ts';
import { compareModels } from './compare.ts';
import { type Evaluation, evaluate } from './evaluation.ts';

/** Rows of a binary task whose probabilities are calibrated, with some skill. */
function binarySample(n: number, stream: string, skill = 1) {
  const rng = createRng(11).split(stream);
  const p = Float64Array.from({ length: n }, () => sigmoid(skill * rng.normal() - 0.4));
  const values = p.map((each) => (rng.uniform() < each ? 1 : 0));
  return { target: { task: 'binary' as const, classes: ['no', 'yes'], values }, predictions: predictionsOf(p) };
}

function predictionsOf(p: Float64Array): Predictions {
  return { values: p.map((each) => (each > 0.5 ? 1 : 0)), probabilities: [p.map((each) => 1 - each), p] };
}

function regressionSample(n: number, stream: string) {
  const rng = createRng(12).split(stream);
  const values = Float64Array.from({ length: n }, () => rng.normal());
  const predicted = values.map((value) => value + 0.5 * rng.normal());
  return { target: { task: 'regression' as const, classes: [], values }, predictions: { values: predicted } };
}

describe('an evaluation', () => {
  const sample = binarySample(300, 'one');

  it('scores every metric of the task with an interval around it, the same for the same seed', () => {
    const evaluation = evaluate({ ...sample, seed: 7 });
    const names = metricsFor('binary').map((metric) => metric.name);
    expect(Object.keys(evaluation.metrics)).toEqual(names);
    expect(evaluation.rows).toBe(300);
    for (const [name, { value, ci }] of Object.entries(evaluation.metrics)) {
      const outcomes = { yTrue: sample.target.values, nClasses: 2, predictions: sample.predictions };
      expect(value).toBe(metricByName(name).compute(outcomes));
      expect(ci![0]).toBeLessThan(value!);
      expect(ci![1]).toBeGreaterThan(value!);
    }
    expect(evaluate({ ...sample, seed: 7 })).toEqual(evaluation);
    expect(evaluate({ ...sample, seed: 8 }).metrics['f1'].ci).not.toEqual(evaluation.metrics['f1'].ci);
  });

  it('of a metric does not depend on which others are asked for', () => {
    const { metrics } = evaluate({ ...sample, seed: 7 });
    for (const name of ['log_loss', 'mcc', 'roc_auc']) {
      expect(evaluate({ ...sample, metrics: [name], seed: 7 }).metrics).toEqual({ [name]: metrics[name] });
    }
  });

  it('gives null where a score is not defined', () => {
    const values = new Float64Array(300);
    const { metrics } = evaluate({ ...sample, target: { ...sample.target, values }, seed: 7 });
    expect(metrics['roc_auc']).toEqual({ value: null, ci: null });
    expect(metrics['recall']).toEqual({ value: null, ci: null });
    expect(metrics['accuracy'].ci).not.toBeNull();
    const nothing = evaluate({
      target: { ...sample.target, values: new Float64Array(0) },
      predictions: predictionsOf(new Float64Array(0)),
      seed: 7,
    });
    expect(Object.values(nothing.metrics).every(({ value, ci }) => value === null && ci === null)).toBe(true);
  });

  it('has no interval from one row, and a wide one from a perfect handful', () => {
    const few = (rows: number) => {
      const values = Float64Array.from({ length: rows }, (_, i) => i % 2);
      return evaluate({ target: { ...sample.target, values }, predictions: predictionsOf(values), seed: 1 }).metrics;
    };
    expect(few(1)['log_loss'].ci).toBeNull();
    expect(few(8)['roc_auc'].value).toBe(1);
    expect(few(8)['roc_auc'].ci![0]).toBeLessThan(0.6);
  });

  it('refuses an unknown metric, one of another task, and predictions of other rows', () => {
    expect(() => evaluate({ ...sample, metrics: ['auc'], seed: 1 })).toThrow(/one of roc_auc/);
    expect(() => evaluate({ ...sample, metrics: ['rmse'], seed: 1 })).toThrow(/rmse/);
    expect(() => evaluate({ ...sample, predictions: predictionsOf(new Float64Array(3)), seed: 1 })).toThrow(
      /3 and 300/,
    );
  });

  it('is the mean over repeats, the same for one repeat as for the same one twice', () => {
    const other = binarySample(300, 'two').predictions;
    const [a, b] = [sample.predictions, other].map((predictions) => evaluate({ ...sample, predictions, seed: 7 }));
    const both = evaluate({ ...sample, predictions: [sample.predictions, other], seed: 7 });
    for (const [name, { value }] of Object.entries(both.metrics)) {
      expect(value).toBeCloseTo((a.metrics[name].value! + b.metrics[name].value!) / 2, 12);
    }
    const twice = evaluate({ ...sample, predictions: [sample.predictions, sample.predictions], seed: 7 });
    expect(twice.metrics['log_loss']).toEqual(a.metrics['log_loss']);
  });

  it('of groups is as uncertain as their number says', () => {
    const copies = 10;
    const rows = Array.from({ length: 300 * copies }, (_, row) => row % 300);
    const repeat = (values: Float64Array) => Float64Array.from(rows, (row) => values[row]);
    const repeated = {
      target: { ...sample.target, values: repeat(sample.target.values) },
      predictions: predictionsOf(repeat(sample.predictions.probabilities![1])),
      metrics: ['roc_auc', 'accuracy', 'log_loss', 'f1'],
      seed: 7,
    };
    const alone = evaluate({ ...sample, metrics: repeated.metrics, seed: 7 });
    const clustered = evaluate({ ...repeated, groups: Int32Array.from(rows, (row) => 5 * row - 7) });
    const naive = evaluate(repeated);
    for (const name of repeated.metrics) {
      expect(width(clustered, name) / width(alone, name)).toBeGreaterThan(0.85);
      expect(width(clustered, name) / width(alone, name)).toBeLessThan(1.15);
      expect(width(naive, name) / width(alone, name)).toBeLessThan(0.45);
    }
  });
});

/** Scores of so many rows that they are as good as true. */
function truthOf(
  { target, predictions }: ReturnType<typeof binarySample>,
  names: readonly string[],
): Record<string, number> {
  const outcomes = { yTrue: target.values, nClasses: 2, predictions };
  return Object.fromEntries(names.map((name) => [name, metricByName(name).compute(outcomes)]));
}

const width = ({ metrics }: Evaluation, name: string) => metrics[name].ci![1] - metrics[name].ci![0];

describe('intervals', () => {
  it.each([
    [40, 120],
    [200, 30],
    [2001, 100],
  ])('of %i rows hold the truth about 95 times in 100', (n, rounds) => {
    const names = ['roc_auc', 'pr_auc', 'log_loss', 'brier', 'accuracy', 'balanced_accuracy', 'f1', 'mcc'];
    const truth = truthOf(binarySample(200_000, 'truth'), names);
    const covered = new Map(names.map((name) => [name, 0]));
    for (let round = 0; round < rounds; round++) {
      const { metrics } = evaluate({ ...binarySample(n, `round-${n}-${round}`), metrics: names, seed: round });
      for (const name of names) {
        const { ci } = metrics[name];
        if (ci && ci[0] <= truth[name] && truth[name] <= ci[1]) covered.set(name, covered.get(name)! + 1);
      }
    }
    // What 95 in 100 falls short of by three standard errors.
    const least = 0.95 - 3 * Math.sqrt((0.95 * 0.05) / rounds);
    for (const [name, count] of covered) expect([name, count / rounds >= least]).toEqual([name, true]);
  });

  it('of average precision on 40 rows do not all lie too high', () => {
    const truth = truthOf(binarySample(200_000, 'truth'), ['pr_auc'])['pr_auc'];
    const rounds = 200;
    let [above, below] = [0, 0];
    for (let round = 0; round < rounds; round++) {
      const { ci } = evaluate({ ...binarySample(40, `pr-${round}`), metrics: ['pr_auc'], seed: round }).metrics[
        'pr_auc'
      ];
      if (ci![0] > truth) above++;
      if (ci![1] < truth) below++;
    }
    // Percentiles that are not corrected miss on one side in 11 of 100.
    expect(above / rounds).toBeLessThan(0.065);
    expect((above + below) / rounds).toBeLessThan(0.085);
  });

  it('of groups hold the truth about 95 times in 100', () => {
    const names = ['pr_auc', 'log_loss', 'accuracy', 'f1'];
    const clustered = (groups: number, stream: string) => {
      const rng = createRng(13).split(stream);
      const effect = Float64Array.from({ length: groups }, () => rng.normal());
      const group = Int32Array.from({ length: 8 * groups }, (_, row) => row % groups);
      const p = Float64Array.from(group, (g) => sigmoid(0.6 * rng.normal() + effect[g]));
      // Predictions do not know the group's effect entirely, so rows of a group err alike.
      const seen = Float64Array.from(group, (g, row) => sigmoid(0.7 * effect[g] + 0.1 * p[row]));
      const values = p.map((each) => (rng.uniform() < each ? 1 : 0));
      return {
        target: { task: 'binary' as const, classes: ['no', 'yes'], values },
        predictions: predictionsOf(seen),
        groups: group,
      };
    };
    const whole = clustered(20_000, 'truth');
    const truth = truthOf(whole, names);
    const rounds = 50;
    const covered = new Map(names.map((name) => [name, 0]));
    for (let round = 0; round < rounds; round++) {
      const { metrics } = evaluate({ ...clustered(50, `round-${round}`), metrics: names, seed: round });
      for (const name of names) {
        const { ci, method } = metrics[name];
        expect(method).toBe('cluster_bca');
        if (ci![0] <= truth[name] && truth[name] <= ci![1]) covered.set(name, covered.get(name)! + 1);
      }
    }
    for (const [name, count] of covered) expect([name, count / rounds > 0.86]).toEqual([name, true]);
  });

  it('say how they were made', () => {
    const methods = (n: number, request: Partial<Parameters<typeof evaluate>[0]> = {}) => {
      const { metrics } = evaluate({ ...binarySample(n, 'methods'), seed: 1, ...request });
      return ['accuracy', 'roc_auc', 'f1', 'lift_at_10'].map((name) => metrics[name].method);
    };
    expect(methods(300)).toEqual(['wilson', 'delong', 'bca', 'percentile']);
    expect(methods(5000)).toEqual(['wilson', 'delong', 'influence', 'normal']);
    expect(methods(60_000)).toEqual(['wilson', 'delong', 'influence', 'batch_means']);
    const groups = Int32Array.from({ length: 5000 }, (_, row) => row % 2500);
    expect(methods(5000, { groups })).toEqual([
      'cluster_influence',
      'cluster_influence',
      'cluster_influence',
      'cluster_normal',
    ]);
  });

  it('of very many classes do without resamples, also in comparisons', () => {
    const [n, nClasses] = [900, 300];
    const rng = createRng(5);
    const values = Float64Array.from({ length: n }, (_, row) => row % nClasses);
    const probabilities = Array.from({ length: nClasses }, () => Float64Array.from({ length: n }, () => rng.uniform()));
    for (const [row, code] of values.entries()) probabilities[code][row] += 0.5;
    const predictions = { values: values.map((code, row) => (row % 3 ? code : 0)), probabilities };
    const classes = Array.from({ length: nClasses }, (_, code) => `k${code}`);
    const { metrics } = evaluate({ target: { task: 'multiclass', classes, values }, predictions, seed: 1 });
    for (const name of ['f1_macro', 'mcc', 'roc_auc_ovr', 'roc_auc_ovo', 'log_loss']) {
      expect([name, metrics[name].method]).toEqual([name, 'influence']);
      const [low, high] = metrics[name].ci!;
      expect(low < metrics[name].value! && metrics[name].value! < high).toBe(true);
    }
    const guessed = { ...predictions, probabilities: probabilities.map((column) => column.map(() => rng.uniform())) };
    const compared = compareModels({
      metric: metricByName('roc_auc_ovo'),
      yTrue: values,
      nClasses,
      candidate: predictions,
      baseline: guessed,
      seed: 1,
    });
    expect(compared).toMatchObject({ verdict: 'lift', pValue: expect.closeTo(0, 9) });
  });

  it('of perfect predictions are not certain of themselves', () => {
    const values = Float64Array.from({ length: 60 }, (_, row) => (row % 3 === 0 ? 1 : 0));
    const perfect = predictionsOf(values.map((value) => (value === 1 ? 0.9 : 0.1)));
    const { metrics } = evaluate({ target: { ...binarySample(1, 'x').target, values }, predictions: perfect, seed: 1 });
    for (const name of ['f1', 'pr_auc', 'mcc', 'balanced_accuracy']) {
      const { value, ci, method } = metrics[name];
      expect([name, value, ci![1], method]).toEqual([name, 1, 1, 'wilson']);
      expect(ci![0]).toBeLessThan(0.9);
    }
  });

  it('of regression scores hold the truth about 95 times in 100', () => {
    const truth = new Map([
      ['rmse', 0.5],
      ['mae', 0.5 * Math.sqrt(2 / Math.PI)],
      ['r2', 0.75],
    ]);
    const rounds = 60;
    const covered = new Map([...truth.keys()].map((name) => [name, 0]));
    for (let round = 0; round < rounds; round++) {
      const { metrics } = evaluate({
        ...regressionSample(80, `round-${round}`),
        metrics: [...truth.keys()],
        seed: round,
      });
      for (const [name, value] of truth) {
        const [low, high] = metrics[name].ci!;
        if (low <= value && value <= high) covered.set(name, covered.get(name)! + 1);
      }
    }
    for (const [name, count] of covered) expect([name, count / rounds > 0.88]).toEqual([name, true]);
  });

  it('fit together where the method changes with the number of rows', () => {
    const names = ['pr_auc', 'log_loss', 'balanced_accuracy', 'f1', 'mcc'];
    const scaled = (n: number) => {
      const evaluation = evaluate({ ...binarySample(n, 'scale'), metrics: names, seed: 3 });
      return names.map((name) => width(evaluation, name) * Math.sqrt(n));
    };
    const small = scaled(1900);
    for (const n of [2500, 12_000, 60_000]) {
      for (const [i, each] of scaled(n).entries()) {
        expect(each / small[i]).toBeGreaterThan(0.75);
        expect(each / small[i]).toBeLessThan(1.33);
      }
    }
  });

  it('of many rows with a rare class still exist', () => {
    const sample = binarySample(60_000, 'rare');
    const values = sample.target.values.map((_, row) => (row % 1000 === 0 ? 1 : 0));
    const { metrics } = evaluate({
      ...sample,
      target: { ...sample.target, values },
      metrics: ['pr_auc', 'f1'],
      seed: 1,
    });
    for (const name of ['pr_auc', 'f1']) expect(metrics[name].ci![1]).toBeGreaterThan(metrics[name].ci![0]);
  });
});
