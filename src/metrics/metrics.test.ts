import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../math/philox.ts';
import { closestName } from './closest-name.ts';
import { descendingOrder } from './descending-order.ts';
import { defaultMetric, metricByName, metrics, metricsFor } from './index.ts';
import { logExcess } from './log-excess.ts';
import type { Outcomes } from './metric.ts';

/** Binary outcomes with many ties. */
const binary = fc
  .array(fc.record({ y: fc.integer({ min: 0, max: 1 }), p: fc.integer({ min: 0, max: 12 }) }), {
    minLength: 1,
    maxLength: 40,
  })
  .map((rows) =>
    binaryOutcomes(
      rows.map(({ y }) => y),
      rows.map(({ p }) => p / 12),
    ),
  );

function binaryOutcomes(y: readonly number[], p: readonly number[]): Outcomes {
  const positive = Float64Array.from(p);
  return {
    yTrue: Float64Array.from(y),
    nClasses: 2,
    predictions: {
      values: positive.map((each) => (each > 0.5 ? 1 : 0)),
      probabilities: [positive.map((each) => 1 - each), positive],
    },
  };
}

/** Equal but for rounding; both may be undefined. */
const expectSame = (actual: number, expected: number) => {
  if (Number.isNaN(expected)) expect(actual).toBeNaN();
  else expect(actual).toBeCloseTo(expected, 12);
};

const score = (name: string, outcomes: Outcomes) => metricByName(name).compute(outcomes);

const withScores = (outcomes: Outcomes, map: (p: number) => number): Outcomes => {
  const [, positive] = outcomes.predictions.probabilities!;
  const probabilities = [positive, positive.map(map)];
  return { ...outcomes, predictions: { ...outcomes.predictions, probabilities } };
};

describe('the list', () => {
  it('has the wire names of the design', () => {
    const names = metrics.map((metric) => metric.name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of [
      'roc_auc',
      'pr_auc',
      'log_loss',
      'brier',
      'accuracy',
      'balanced_accuracy',
      'f1',
      'f1_macro',
      'mcc',
      'rmse',
      'mae',
      'r2',
    ]) {
      expect(names).toContain(name);
    }
  });

  it('knows the metrics and the default of each task', () => {
    expect(defaultMetric('binary').name).toBe('roc_auc');
    expect(defaultMetric('multiclass').name).toBe('accuracy');
    expect(defaultMetric('regression').name).toBe('rmse');
    for (const task of ['binary', 'multiclass', 'regression'] as const) {
      expect(metricsFor(task)).toContain(defaultMetric(task));
      expect(metricsFor(task).every((metric) => metric.tasks.includes(task))).toBe(true);
    }
  });

  it('refuses an unknown name with the names and the closest one', () => {
    expect(() => metricByName('roc-auc')).toThrow(/one of roc_auc, pr_auc.*did you mean "roc_auc"/);
    expect(() => metricByName('zzzzzzzz')).toThrow(/got "zzzzzzzz"$/);
  });

  it.each([
    ['auc', 'roc_auc'],
    ['acuracy', 'accuracy'],
    ['LogLoss', 'log_loss'],
    ['r_2', 'r2'],
    ['f1_score', 'f1'],
    ['', undefined],
  ])('takes %s for %s', (asked, meant) => {
    expect(
      closestName(
        asked,
        metrics.map((metric) => metric.name),
      ),
    ).toBe(meant);
  });
});

describe('the order of scores', () => {
  it('is that of a comparator on many rows, with ties in row order', () => {
    const rng = createRng(3);
    const special = [
      0,
      -0,
      1,
      -1,
      Number.MAX_VALUE,
      -Number.MAX_VALUE,
      5e-324,
      -5e-324,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ];
    for (const draw of [
      () => rng.normal(),
      () => rng.integer(50) / 50,
      () => special[rng.integer(special.length)],
      () => 0.5,
    ]) {
      const scores = Float64Array.from({ length: 25_000 }, draw);
      const expected = Array.from(scores.keys()).sort((a, b) =>
        scores[a] === scores[b] ? a - b : scores[a] > scores[b] ? -1 : 1,
      );
      expect(Array.from(descendingOrder(scores)!)).toEqual(expected);
    }
  });

  it('does not exist with a NaN', () => {
    expect(descendingOrder(new Float64Array([1, Number.NaN]))).toBeUndefined();
    expect(descendingOrder(new Float64Array(30_000).fill(Number.NaN, 29_999))).toBeUndefined();
  });
});

describe('area under the ROC curve', () => {
  it('is the share of pairs in the right order', () => {
    fc.assert(
      fc.property(binary, (outcomes) => {
        const { yTrue, predictions } = outcomes;
        const scores = predictions.probabilities![1];
        let [right, pairs] = [0, 0];
        for (const [i, y] of yTrue.entries()) {
          for (const [j, other] of yTrue.entries()) {
            if (y !== 1 || other !== 0) continue;
            right += scores[i] > scores[j] ? 1 : scores[i] === scores[j] ? 0.5 : 0;
            pairs++;
          }
        }
        expectSame(score('roc_auc', outcomes), right / pairs);
      }),
    );
  });

  it.each(['roc_auc', 'pr_auc', 'ks', 'lift_at_10'])('%s does not change under a rising map of the scores', (name) => {
    fc.assert(
      fc.property(binary, (outcomes) => {
        const mapped = withScores(outcomes, (p) => p * p * p * 0.2 - 7);
        expect(score(name, mapped)).toBe(
          score(
            name,
            withScores(outcomes, (p) => p),
          ),
        );
      }),
    );
  });

  it('is turned around with the scores and with the classes', () => {
    fc.assert(
      fc.property(binary, (outcomes) => {
        const turned = withScores(outcomes, (p) => -p);
        expectSame(score('roc_auc', turned), 1 - score('roc_auc', outcomes));
        const swapped = { ...outcomes, yTrue: outcomes.yTrue.map((y) => 1 - y) };
        expectSame(score('roc_auc', swapped), 1 - score('roc_auc', outcomes));
      }),
    );
  });
});

describe('relations between metrics', () => {
  it('of two classes, many-class metrics say the same as binary ones', () => {
    fc.assert(
      fc.property(binary, (outcomes) => {
        const [recall, specificity] = [score('recall', outcomes), score('specificity', outcomes)];
        if (!Number.isNaN(recall + specificity)) {
          expect(score('balanced_accuracy', outcomes)).toBeCloseTo((recall + specificity) / 2, 12);
          expect(score('roc_auc_ovr', outcomes)).toBeCloseTo(score('roc_auc', outcomes), 12);
          expect(score('roc_auc_ovo', outcomes)).toBeCloseTo(score('roc_auc', outcomes), 12);
        }
      }),
    );
  });

  it('a metric of one row is the loss of that row', () => {
    expect(score('log_loss', binaryOutcomes([1], [0.25]))).toBeCloseTo(1.3862943611198906, 15);
    expect(score('brier', binaryOutcomes([1], [0.25]))).toBe(0.5625);
    expect(score('log_loss', binaryOutcomes([1], [0]))).toBeCloseTo(36.04365338911715, 12);
  });

  it('regression: shift, scale and sign do what they should', () => {
    const pair = fc.record({ y: fc.integer({ min: -99, max: 99 }), p: fc.integer({ min: -99, max: 99 }) });
    const of = (rows: readonly { y: number; p: number }[], map: (x: number) => number): Outcomes => ({
      yTrue: Float64Array.from(rows, ({ y }) => map(y)),
      nClasses: 0,
      predictions: { values: Float64Array.from(rows, ({ p }) => map(p)) },
    });
    fc.assert(
      fc.property(fc.array(pair, { minLength: 2, maxLength: 30 }), (rows) => {
        const plain = of(rows, (x) => x);
        for (const name of ['rmse', 'mae', 'medae']) {
          expect(
            score(
              name,
              of(rows, (x) => x + 1000),
            ),
          ).toBeCloseTo(score(name, plain), 9);
          expect(
            score(
              name,
              of(rows, (x) => -4 * x),
            ),
          ).toBeCloseTo(4 * score(name, plain), 9);
        }
        for (const name of ['r2', 'explained_variance']) {
          const expected = score(name, plain);
          const scaled = score(
            name,
            of(rows, (x) => -4 * x),
          );
          if (!Number.isNaN(expected)) expect((scaled - expected) / Math.max(1, Math.abs(expected))).toBeCloseTo(0, 9);
        }
        expect(2 * score('pinball_50', plain)).toBeCloseTo(score('mae', plain), 9);
      }),
    );
  });
});

it('the excess of the logarithm is exact where its parts cancel', () => {
  // u - log(1 + u) = u^2/2 - u^3/3 + u^4/4 ...
  for (const u of [1e-8, 1e-5, -1e-5, 1e-3]) {
    const a = 1 + u;
    const exact = a - 1;
    const series =
      (exact * exact) / 2 -
      (exact * exact * exact) / 3 +
      (exact * exact * exact * exact) / 4 -
      (exact * exact * exact * exact * exact) / 5;
    expect(logExcess(a, 1) / series).toBeCloseTo(1, 12);
  }
  expect(logExcess(3, 3)).toBe(0);
});
