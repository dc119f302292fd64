import { describe, expect, it } from 'vitest';
import { createRng } from '../math/philox.ts';
import { sigmoid } from '../math/sigmoid.ts';
import { metricByName } from '../metrics/index.ts';
import type { Predictions } from '../table/task.ts';
import { type Comparison, compareModels } from './compare.ts';

const classified = (p: Float64Array): Predictions => ({
  values: p.map((each) => (each > 0.5 ? 1 : 0)),
  probabilities: [p.map((each) => 1 - each), p],
});

/** Truth, and models that see it through noise: the more, the worse. */
function classifiers(n: number, stream: string, noises: readonly number[]) {
  const rng = createRng(21).split(stream);
  const x = Float64Array.from({ length: n }, () => rng.normal());
  const yTrue = x.map((each) => (rng.uniform() < sigmoid(1.5 * each) ? 1 : 0));
  return {
    yTrue,
    nClasses: 2,
    models: noises.map((noise) => classified(x.map((each) => sigmoid(each + noise * rng.normal())))),
  };
}

const binary = ['roc_auc', 'log_loss', 'accuracy', 'pr_auc', 'mcc'];

describe('a comparison', () => {
  const { models, ...truth } = classifiers(400, 'one', [0.3, 3]);
  const [good, bad] = models;

  it.each([...binary, 'ece'])('by %s favours the better model, and turned around says the opposite', (name) => {
    const metric = metricByName(name);
    const ahead = compareModels({ ...truth, metric, candidate: good, baseline: bad, seed: 1 });
    const behind = compareModels({ ...truth, metric, candidate: bad, baseline: good, seed: 1 });
    expect([ahead.verdict, behind.verdict]).toEqual(['lift', 'no_lift']);
    expect(ahead.value).toBeGreaterThan(0);
    expect(behind.value).toBeCloseTo(-ahead.value, 12);
    expect(ahead.ci[0]).toBeGreaterThan(0);
    expect(ahead.ci[0]).toBeLessThan(ahead.value);
    expect(ahead.ci[1]).toBeGreaterThan(ahead.value);
    expect(ahead.pValue).toBeLessThan(0.05);
    const sign = metric.direction === 'maximize' ? 1 : -1;
    const [ours, theirs] = [good, bad].map((predictions) => metric.compute({ ...truth, predictions }));
    expect(ahead.value).toBeCloseTo(sign * (ours - theirs), 12);
    expect(compareModels({ ...truth, metric, candidate: good, baseline: bad, seed: 1 })).toEqual(ahead);
  });

  it('of the same predictions is no lift', () => {
    const same: Comparison = { value: 0, ci: [0, 0], pValue: 1, verdict: 'no_lift' };
    for (const name of binary) {
      const copy = classified(good.probabilities![1].slice());
      expect(compareModels({ ...truth, metric: metricByName(name), candidate: copy, baseline: good, seed: 1 })).toEqual(
        same,
      );
    }
  });

  it('works against a constant baseline', () => {
    const constant = classified(new Float64Array(400).fill(0.3));
    for (const name of [...binary, 'f1', 'balanced_accuracy']) {
      const metric = metricByName(name);
      expect(compareModels({ ...truth, metric, candidate: good, baseline: constant, seed: 1 }).verdict).toBe('lift');
      expect(compareModels({ ...truth, metric, candidate: constant, baseline: good, seed: 1 }).verdict).toBe('no_lift');
    }
  });

  it('of a handful of rows is not certain, perfect or not', () => {
    const yTrue = new Float64Array([0, 1, 0, 1]);
    const constant = classified(new Float64Array(4).fill(0.4));
    for (const name of binary) {
      const metric = metricByName(name);
      const { verdict } = compareModels({
        yTrue,
        nClasses: 2,
        metric,
        candidate: classified(yTrue),
        baseline: constant,
        seed: 1,
      });
      expect([name, verdict]).toEqual([name, 'not_distinguishable']);
    }
  });

  it('is not distinguishable where the score is not defined', () => {
    const yTrue = new Float64Array(400);
    const metric = metricByName('roc_auc');
    const compared = compareModels({ yTrue, nClasses: 2, metric, candidate: good, baseline: bad, seed: 1 });
    expect(compared).toEqual({
      value: Number.NaN,
      ci: [Number.NaN, Number.NaN],
      pValue: 1,
      verdict: 'not_distinguishable',
    });
  });

  it('takes repeats, and as many on either side as there are', () => {
    const [other] = classifiers(400, 'one', [0.3, 3, 0.4]).models.slice(2);
    for (const name of binary) {
      const metric = metricByName(name);
      const score = (predictions: Predictions) => metric.compute({ ...truth, predictions });
      const compared = compareModels({ ...truth, metric, candidate: [good, other], baseline: [bad], seed: 1 });
      const sign = metric.direction === 'maximize' ? 1 : -1;
      expect(compared.value).toBeCloseTo(sign * ((score(good) + score(other)) / 2 - score(bad)), 12);
      expect(compared.verdict).toBe('lift');
    }
  });

  it('of rows that belong together is as uncertain as the number of groups says', () => {
    const { models, yTrue } = classifiers(40, 'groups', [0.7, 1.3]);
    const rows = Array.from({ length: 800 }, (_, row) => Math.floor(row / 20));
    const repeat = (values: Float64Array) => Float64Array.from(rows, (row) => values[row]);
    const [candidate, baseline] = models.map((model) => classified(repeat(model.probabilities![1])));
    for (const name of ['roc_auc', 'log_loss', 'pr_auc']) {
      const request = { yTrue: repeat(yTrue), nClasses: 2, metric: metricByName(name), candidate, baseline, seed: 1 };
      const alone = compareModels({ ...request, yTrue, candidate: models[0], baseline: models[1] });
      const clustered = compareModels({ ...request, groups: Int32Array.from(rows) });
      expect(Math.abs(clustered.pValue - alone.pValue)).toBeLessThan(0.08);
      expect(compareModels(request).pValue).toBeLessThan(0.5 * alone.pValue + 1e-9);
    }
  });

  it('of regressions uses the squared errors for rmse and the whole sample for r2', () => {
    const rng = createRng(22);
    const yTrue = Float64Array.from({ length: 200 }, () => rng.normal());
    const [candidate, baseline] = [0.4, 0.6].map((noise) => ({ values: yTrue.map((y) => y + noise * rng.normal()) }));
    for (const name of ['rmse', 'mae', 'r2', 'medae']) {
      const compared = compareModels({ yTrue, nClasses: 0, metric: metricByName(name), candidate, baseline, seed: 1 });
      expect([name, compared.verdict]).toEqual([name, 'lift']);
      expect(compared.ci[0]).toBeGreaterThan(0);
    }
  });
});

describe('under the null', () => {
  it.each(binary)('%s calls equally good models different about 5 times in 100', (name) => {
    const rounds = 60;
    let [lifts, falls] = [0, 0];
    for (let round = 0; round < rounds; round++) {
      const { models, ...truth } = classifiers(60, `null-${round}`, [1, 1]);
      const metric = metricByName(name);
      const { verdict } = compareModels({ ...truth, metric, candidate: models[0], baseline: models[1], seed: round });
      if (verdict === 'lift') lifts++;
      if (verdict === 'no_lift') falls++;
    }
    // 9 of 60 or more has a chance of 1 in 250 at 5 %.
    expect(lifts + falls).toBeLessThanOrEqual(8);
    expect(lifts).toBeLessThanOrEqual(6);
  });

  it('p-values above the number of rows that is permuted agree with those below', () => {
    for (const name of ['log_loss', 'f1']) {
      const metric = metricByName(name);
      const p = [4900, 5100].map((n) => {
        const { models, ...truth } = classifiers(5100, 'limit', [1, 1.03]);
        const cut = (values: Float64Array) => values.slice(0, n);
        const [candidate, baseline] = models.map((model) => classified(cut(model.probabilities![1])));
        return compareModels({ nClasses: 2, yTrue: cut(truth.yTrue), metric, candidate, baseline, seed: 1 }).pValue;
      });
      expect(Math.abs(p[0] - p[1])).toBeLessThan(0.15);
    }
  });
});
