/** Two models on the same rows: laws of the comparison, what is known by construction, and its pages. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../math/philox.ts';
import { metricByName } from '../../metrics/index.ts';
import { numberColumn, stringColumn } from '../../table/build.ts';
import { tableOf } from '../../table/table.ts';
import type { Predictions } from '../../table/task.ts';
import { unseenHoldout } from '../sealed/holdout-state.ts';
import { agreementOf } from './agreement.ts';
import { type AnswersRequest, type ComparedAnswers, compareAnswers } from './compare-answers.ts';
import type { ComparedModels } from './compared-models.ts';
import { renderComparisonPage } from './comparison-page.ts';
import { comparisonHeadline } from './comparison-text.ts';
import { comparisonJson, renderMarkdownComparison } from './markdown-comparison.ts';
import { sliceDifferences } from './slice-differences.ts';

const n = 600;
const rng = createRng(3);
const truth = Float64Array.from({ length: n }, () => (rng.uniform() < 0.4 ? 1 : 0));
const part = Array.from({ length: n }, (_, row) => ['north', 'south', 'west'][row % 3]);
const X = tableOf([
  stringColumn('part', part),
  numberColumn(
    'size',
    Array.from({ length: n }, () => rng.normal()),
  ),
]);
const binary = { task: 'binary', classes: ['no', 'yes'], values: truth } as const;

/** Probabilities that know the truth as well as `skill` tells, row by row. */
function answers(skill: (row: number) => number, seed: number): Predictions {
  const noise = createRng(seed);
  const positive = truth.map((code, row) => {
    const score = skill(row) * (code - 0.5) + 0.4 * noise.normal();
    return Math.min(0.98, Math.max(0.02, 0.5 + 0.4 * score));
  });
  return {
    values: positive.map((p) => (p > 0.5 ? 1 : 0)),
    probabilities: [positive.map((p) => 1 - p), positive],
  };
}

const good = answers(() => 1.2, 11);
const poor = answers(() => 0.3, 12);
const alsoGood = answers(() => 1.2, 13);
const poorInNorth = answers((row) => (part[row] === 'north' ? -0.2 : 1.2), 14);

const known = new Map<string, ComparedAnswers>();

/** Computed once for each pair. */
function pair(first: Predictions, second: Predictions): ComparedAnswers {
  const all = [good, poor, alsoGood, poorInNorth];
  const key = `${all.indexOf(first)} ${all.indexOf(second)}`;
  const found = known.get(key) ?? compare(first, second);
  known.set(key, found);
  return found;
}

function compare(first: Predictions, second: Predictions, more: Partial<AnswersRequest> = {}): ComparedAnswers {
  return compareAnswers({
    X,
    target: binary,
    first,
    second,
    metric: metricByName('log_loss'),
    seed: 7,
    before: unseenHoldout,
    ...more,
  });
}

/** As a whole comparison, for its pages. */
function whole(first: Predictions, second: Predictions, name = 'churn'): ComparedModels {
  const { calibration, ...compared } = pair(first, second);
  const side = (version: number, i: 0 | 1) => ({
    name,
    version,
    artifactHash: 'a'.repeat(64),
    bytes: 1000 * version,
    latencyUs: i === 0 ? null : 42,
    calibration: calibration[i],
  });
  return {
    format: 'modelwright-comparison',
    formatVersion: 1,
    first: side(2, 0),
    second: side(1, 1),
    target: 'bought',
    judgedOn: '600 rows of shop.csv',
    notes: ['A note.'],
    ...compared,
  };
}

describe('a comparison', () => {
  it('knows the better model by every metric, with its own metric first', () => {
    const { metrics, verdict, metric, rows } = pair(good, poor);
    expect([verdict, metric, rows, metrics[0].name]).toEqual(['better', 'log_loss', n, 'log_loss']);
    expect(metrics.map(({ name }) => name).sort()).toEqual(
      ['accuracy', 'balanced_accuracy', 'brier', 'f1', 'f1_macro', 'log_loss', 'mcc', 'pr_auc', 'roc_auc'].sort(),
    );
    for (const { verdict: each, difference, pValue } of metrics) {
      expect(each).toBe('better');
      expect(difference.ci![0]).toBeGreaterThan(0);
      expect(pValue).toBeLessThan(0.05);
    }
  });

  it('the other way round says the opposite', () => {
    const [forth, back] = [pair(good, poor), pair(poor, good)];
    expect(back.verdict).toBe('worse');
    for (const [i, { first, second, difference }] of forth.metrics.entries()) {
      expect(back.metrics[i].first).toEqual(second);
      expect(back.metrics[i].second).toEqual(first);
      expect(back.metrics[i].difference.value).toBeCloseTo(-difference.value!, 12);
    }
    expect(back.agreement.mcnemar).toEqual({
      onlyFirst: forth.agreement.mcnemar!.onlySecond,
      onlySecond: forth.agreement.mcnemar!.onlyFirst,
      pValue: forth.agreement.mcnemar!.pValue,
    });
    expect(back.agreement.sameClass).toEqual(forth.agreement.sameClass);
  });

  it('does not tell a model from itself, nor from one that is as good', () => {
    const same = compare(good, good);
    expect(same.metrics.map(({ verdict }) => verdict)).toEqual(same.metrics.map(() => 'not_distinguishable'));
    expect(same.slices.list.every(({ qValue }) => qValue === 1)).toBe(true);
    expect(same.agreement).toMatchObject({ sameClass: { value: 1 }, kappa: 1, correlation: 1, meanDifference: 0 });
    expect(pair(good, alsoGood).verdict).toBe('not_distinguishable');
  });

  it('finds the part of the rows where the models differ, and that one first', () => {
    const { slices } = pair(good, poorInNorth);
    expect(slices.metric).toBe('log_loss');
    expect(slices.tested).toBe(slices.list.length);
    expect(slices.list[0]).toMatchObject({ description: 'part = "north"', rows: 200, verdict: 'better' });
    expect(slices.list.find(({ description }) => description === 'part = "west"')!.verdict).toBe('not_distinguishable');
  });

  it('names false differences in hardly any comparison of equals', () => {
    const outcomes = (seed: number) => ({ yTrue: truth, nClasses: 2, predictions: answers(() => 1, seed) });
    const wrong = Array.from({ length: 20 }, (_, i) =>
      sliceDifferences({
        X,
        metric: metricByName('brier'),
        first: outcomes(100 + i),
        second: outcomes(200 + i),
        seed: i,
        before: unseenHoldout,
      }),
    );
    const found = wrong.filter((list) => list.some(({ verdict }) => verdict !== 'not_distinguishable'));
    expect(found.length).toBeLessThanOrEqual(3);
  });

  it('is wider and less sure on a holdout that was looked at', () => {
    const before = { looks: 9, spent: 9, allPlain: true };
    const [fresh, worn] = [pair(good, poor), compare(good, poor, { before })];
    for (const [i, { difference, pValue, first }] of worn.metrics.entries()) {
      const plain = fresh.metrics[i];
      expect(difference.ci![1] - difference.ci![0]).toBeGreaterThan(
        1.5 * (plain.difference.ci![1] - plain.difference.ci![0]),
      );
      expect(pValue).toBeGreaterThan(plain.pValue);
      expect(first.ci![0]).toBeLessThan(plain.first.ci![0]);
    }
  });

  it('of numbers has no classes to agree about', () => {
    const values = Float64Array.from({ length: n }, (_, row) => row / 10);
    const close = { values: values.map((value) => value + 0.1) };
    const far = { values: values.map((value, row) => value + (row % 2 === 0 ? 2 : -2)) };
    const { agreement, metrics, calibration, slices } = compare(close, far, {
      target: { task: 'regression', classes: [], values },
      metric: metricByName('rmse'),
    });
    expect(agreement).toMatchObject({ sameClass: null, kappa: null, mcnemar: null });
    expect(agreement.meanDifference).toBeCloseTo(2, 12);
    expect(agreement.correlation).toBeGreaterThan(0.99);
    expect(metrics.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['rmse', 'better'],
      ['mae', 'better'],
      ['r2', 'better'],
    ]);
    expect(calibration).toEqual([
      { error: null, curve: [] },
      { error: null, curve: [] },
    ]);
    expect(slices.list[0].verdict).toBe('better');
  });
});

describe('agreement', () => {
  it('counts by hand', () => {
    const yTrue = Float64Array.of(0, 0, 1, 1, 2, 2);
    const [a, b] = [
      [0, 1, 1, 1, 2, 0],
      [0, 0, 1, 2, 2, 1],
    ].map((codes) => ({ values: Float64Array.from(codes) }));
    expect(agreementOf(yTrue, 3, a, b)).toMatchObject({
      sameClass: { value: 0.5 },
      mcnemar: { onlyFirst: 1, onlySecond: 1, pValue: 1 },
      correlation: null,
      meanDifference: null,
    });
    // Shares of a: 2, 3, 1; of b: 2, 2, 2; by chance (4 + 6 + 2) / 36 = 1/3.
    expect(agreementOf(yTrue, 3, a, b).kappa).toBeCloseTo((0.5 - 1 / 3) / (1 - 1 / 3), 12);
  });

  it('has no correlation of what never changes', () => {
    const flat = { values: new Float64Array(4).fill(2) };
    const rising = { values: Float64Array.of(1, 2, 3, 4) };
    expect(agreementOf(rising.values, 0, flat, rising)).toMatchObject({ correlation: null, meanDifference: 1 });
  });
});

describe('the pages', () => {
  const data = whole(good, poorInNorth);

  it.each([
    ['HTML', renderComparisonPage],
    ['Markdown', async (one: ComparedModels) => renderMarkdownComparison(one)],
    ['JSON', async (one: ComparedModels) => comparisonJson(one)],
  ])('as %s are the same bytes each time and hold the figures', async (_, render) => {
    const first = await render(data);
    await render(whole(poor, good));
    expect(await render(JSON.parse(JSON.stringify(data)))).toBe(first);
    for (const told of ['north', '600 rows of shop.csv', 'A note.']) expect(first).toContain(told);
    expect(first).not.toMatch(/undefined|NaN|\[object |<script/);
  });

  it('say in the heading what was found and no more', () => {
    expect(comparisonHeadline(whole(good, poor))).toMatch(/^churn@2 is better than churn@1: log loss /);
    expect(comparisonHeadline(whole(poor, good))).toMatch(/^churn@2 is worse than churn@1: /);
    expect(comparisonHeadline(whole(good, alsoGood))).toMatch(/^600 rows of shop.csv cannot tell churn@2 from churn@1/);
  });

  it('keep texts of data texts', async () => {
    const hostile = '<script>alert(1)</script>';
    const bad = { ...whole(good, poor, hostile), judgedOn: hostile, notes: [hostile] };
    expect(await renderComparisonPage(bad)).not.toContain('<script');
    expect(renderMarkdownComparison(bad)).not.toContain('<script');
  });
});
