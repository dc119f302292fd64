/** Decision rules: what each answers, what a tuned one is worth, and costs against Elkan's threshold. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../math/philox.ts';
import { sigmoid } from '../../math/sigmoid.ts';
import { costMetric } from '../../metrics/business/cost.ts';
import { metricByName, metrics } from '../../metrics/index.ts';
import { classPredictions } from '../class-predictions.ts';
import { checkCosts, costRule } from './cost-matrix.ts';
import { decisionMetricNames } from './decision-metric-names.ts';
import { asDecisionMetric, decisionMetric } from './decision-metrics.ts';
import { decide, decisionRuleState } from './decision-rule.ts';
import { scoreAt, tuneThreshold } from './tune-threshold.ts';
import { tuneWeights } from './tune-weights.ts';

const binary = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.boolean()), { minLength: 2, maxLength: 60 });
const scoresOf = (drawn: readonly [number, boolean][]) => Float64Array.from(drawn, ([at]) => at / 20);
const truthOf = (drawn: readonly [number, boolean][]) => Float64Array.from(drawn, ([, hit]) => Number(hit));
const both = (scores: Float64Array) => [scores.map((p) => 1 - p), scores];

/** Classes of shares `shares`, told by probabilities that are right about them. */
function honest(n: number, shares: readonly number[], seed: number) {
  const rng = createRng(seed);
  const yTrue = new Float64Array(n);
  const probabilities = shares.map(() => new Float64Array(n));
  for (let row = 0; row < n; row++) {
    const raw = shares.map((share) => share * sigmoid(3 * rng.normal()) + 1e-9);
    const total = raw.reduce((sum, one) => sum + one, 0);
    for (const [k, one] of raw.entries()) probabilities[k][row] = one / total;
    let left = rng.uniform();
    for (let k = 0; k < shares.length && left >= 0; k++) {
      yTrue[row] = k;
      left -= probabilities[k][row];
    }
  }
  return { yTrue, probabilities };
}

describe('rules', () => {
  it('answer above a threshold, and as without a rule at one half or under equal weights', () => {
    fc.assert(
      fc.property(binary, (drawn) => {
        const probabilities = both(scoresOf(drawn));
        const plain = classPredictions(probabilities).values;
        expect(decide({ by: 'threshold', threshold: 0.5 }, probabilities)).toEqual(plain);
        expect(decide({ by: 'weights', weights: Float64Array.of(2, 2) }, probabilities)).toEqual(plain);
        const low = decide({ by: 'threshold', threshold: 0.3 }, probabilities);
        expect([...low]).toEqual(Array.from(probabilities[1], (p) => (p > 0.3 ? 1 : 0)));
      }),
    );
  });

  it('decide two classes by costs as the threshold of Elkan does', () => {
    const { probabilities } = honest(500, [0.7, 0.3], 3);
    const costs = [
      [1, 4],
      [30, 2],
    ];
    const rule = costRule(costs);
    expect(rule).toEqual({ by: 'threshold', threshold: 3 / 31 });
    expect(decide(rule, probabilities)).toEqual(
      decide({ by: 'costs', costs: Float64Array.from(costs.flat()) }, probabilities),
    );
  });

  it('answer the class of the lowest expected cost, whatever a row costs anyway', () => {
    const { probabilities } = honest(300, [0.5, 0.3, 0.2], 5);
    const costs = [
      [0, 1, 7],
      [5, 0, 1],
      [20, 3, 0],
    ];
    const said = decide({ by: 'costs', costs: Float64Array.from(costs.flat()) }, probabilities);
    for (let row = 0; row < 300; row++) {
      const expected = costs[0].map((_, code) =>
        costs.reduce((sum, ofActual, actual) => sum + ofActual[code] * probabilities[actual][row], 0),
      );
      expect(expected[said[row]]).toBe(Math.min(...expected));
    }
    const shifted = costs.map((row, actual) => row.map((cost) => cost + 8 * actual));
    expect(decide({ by: 'costs', costs: Float64Array.from(shifted.flat()) }, probabilities)).toEqual(said);
  });

  it('refuse other numbers of classes, and states that no rule has', () => {
    const two = both(Float64Array.of(0.4));
    expect(() => decide({ by: 'weights', weights: Float64Array.of(1, 1, 1) }, two)).toThrow(
      expect.objectContaining({ code: 'SHAPE_MISMATCH' }),
    );
    for (const state of [
      { by: 'threshold', threshold: 1 },
      { by: 'weights', weights: Float64Array.of(1, 0) },
      { by: 'weights', weights: Float64Array.of(1) },
      { by: 'costs', costs: Float64Array.of(0, 1, 1) },
      { by: 'costs', costs: Float64Array.of(0, 1, Number.NaN, 0) },
      { by: 'coin' },
    ]) {
      expect(decisionRuleState.safeParse(state).success).toBe(false);
    }
  });
});

describe('a tuned threshold', () => {
  const named = decisionMetricNames.map((name) => metricByName(name)).filter(({ tasks }) => tasks.includes('binary'));

  it.each(named.map((metric) => [metric.name, asDecisionMetric(metric)!] as const))(
    '%s: no threshold does better, and the curve is what the thresholds score',
    (_, metric) => {
      fc.assert(
        fc.property(binary, (drawn) => {
          const [yTrue, scores] = [truthOf(drawn), scoresOf(drawn)];
          const { threshold, score, curve } = tuneThreshold(metric, yTrue, scores, 0.5);
          expect(threshold > 0 && threshold < 1).toBe(true);
          expect(scoreAt(metric, yTrue, scores, threshold)).toBe(score);
          for (const point of curve) {
            const values = scores.map((p) => (p > point.threshold ? 1 : 0));
            expect(point.score).toEqual(metric.compute({ yTrue, predictions: { values }, nClasses: 2 }));
            expect(point.positives).toBe(values.reduce((sum, one) => sum + one, 0));
          }
          for (let t = 0.025; t < 1; t += 0.05) {
            const other = scoreAt(metric, yTrue, scores, t);
            if (!Number.isNaN(other)) expect(score).toBeGreaterThanOrEqual(other);
          }
        }),
        { numRuns: 60 },
      );
    },
  );

  it('counts weights as repetitions and stays at the start on a draw', () => {
    const f1 = decisionMetric('f1', 'binary');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.boolean(), fc.integer({ min: 1, max: 3 })), {
          minLength: 2,
          maxLength: 30,
        }),
        (drawn) => {
          const pairs = drawn.map(([at, hit]) => [at, hit] as [number, boolean]);
          const repeated = drawn.flatMap(([at, hit, times]) =>
            Array.from({ length: times }, () => [at, hit] as [number, boolean]),
          );
          const weights = Float64Array.from(drawn, ([, , times]) => times);
          const weighted = tuneThreshold(f1, truthOf(pairs), scoresOf(pairs), 0.5, weights);
          expect(weighted).toEqual(tuneThreshold(f1, truthOf(repeated), scoresOf(repeated), 0.5));
        },
      ),
    );
    const accuracy = decisionMetric('accuracy', 'binary');
    expect(tuneThreshold(accuracy, [0, 1], Float64Array.of(0.2, 0.9), 0.5).threshold).toBe(0.5);
  });

  it('finds the threshold of Elkan where probabilities are right', () => {
    const { yTrue, probabilities } = honest(20_000, [0.8, 0.2], 7);
    const costs = [
      [0, 1],
      [9, 0],
    ];
    const cost = costMetric(costs);
    const tuned = tuneThreshold(cost, yTrue, probabilities[1], 0.5);
    expect(tuned.threshold).toBeGreaterThan(0.05);
    expect(tuned.threshold).toBeLessThan(0.16);
    expect(tuned.score).toBeLessThanOrEqual(scoreAt(cost, yTrue, probabilities[1], 0.1));
  });
});

describe('tuned class weights', () => {
  it('lift the rare class for balanced accuracy and leave accuracy of right probabilities nearly alone', () => {
    const { yTrue, probabilities } = honest(3000, [0.9, 0.07, 0.03], 11);
    const at = (metric: ReturnType<typeof decisionMetric>, weights: Float64Array) =>
      metric.compute({
        yTrue,
        predictions: { values: decide({ by: 'weights', weights }, probabilities) },
        nClasses: 3,
      });
    const equal = new Float64Array(3).fill(1);
    const balanced = decisionMetric('balanced_accuracy', 'multiclass');
    const found = tuneWeights(balanced, yTrue, probabilities);
    expect(found.score).toBe(at(balanced, found.weights));
    expect(found.score).toBeGreaterThan(at(balanced, equal) + 0.05);
    expect(found.weights[2] / found.weights[0]).toBeGreaterThan(5);
    const accuracy = decisionMetric('accuracy', 'multiclass');
    const kept = tuneWeights(accuracy, yTrue, probabilities);
    expect(kept.score).toBeGreaterThanOrEqual(at(accuracy, equal));
    expect(kept.score).toBeLessThan(at(accuracy, equal) + 0.01);
  });

  it('never score worse than equal ones, also where classes get no chance at all', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.integer({ min: 0, max: 2 }),
            fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 3, maxLength: 3 }),
          ),
          { minLength: 1, maxLength: 40 },
        ),
        fc.constantFrom('f1_macro', 'mcc', 'accuracy', 'cohen_kappa'),
        (drawn, name) => {
          const metric = decisionMetric(name, 'multiclass');
          const yTrue = Float64Array.from(drawn, ([code]) => code);
          const probabilities = [0, 1, 2].map((code) =>
            Float64Array.from(drawn, ([, shares]) => shares[code] / Math.max(1, shares[0] + shares[1] + shares[2])),
          );
          const { weights, score } = tuneWeights(metric, yTrue, probabilities);
          const of = (values: Float64Array) => metric.compute({ yTrue, predictions: { values }, nClasses: 3 });
          expect(of(decide({ by: 'weights', weights }, probabilities))).toEqual(score);
          const plain = of(classPredictions(probabilities).values);
          if (!Number.isNaN(plain)) expect(score).toBeGreaterThanOrEqual(plain);
        },
      ),
      { numRuns: 80 },
    );
  });
});

describe('costs', () => {
  const classes = ['no', 'yes'];

  it.each([
    ['another size', [[0, 1]], 'one row and one column'],
    [
      'negative',
      [
        [0, -1],
        [1, 0],
      ],
      'got -1',
    ],
    [
      'no number',
      [
        [0, Number.NaN],
        [1, 0],
      ],
      'got NaN',
    ],
    [
      'all zero',
      [
        [0, 0],
        [0, 0],
      ],
      'at least one mistake',
    ],
    [
      'right answers that cost more',
      [
        [3, 1],
        [5, 0],
      ],
      'must not cost more',
    ],
    [
      'a free mistake of two classes',
      [
        [0, 0],
        [5, 0],
      ],
      '"no" costs nothing',
    ],
  ] as const)('refuse %s', (_, costs, problem) => {
    expect(() => checkCosts(costs, classes)).toThrow(
      expect.objectContaining({ code: 'COSTS_INVALID', message: expect.stringContaining(problem) }),
    );
  });
});

describe('metrics of decisions', () => {
  it('read the confusion matrix alone, and say so', () => {
    const of = metrics.filter(({ ofConfusion }) => ofConfusion);
    expect(of.map(({ name }) => name)).toEqual(expect.arrayContaining([...decisionMetricNames]));
    for (const metric of of) expect(metric.needs).toBe('values');
  });

  it('are refused by name and by task', () => {
    expect(() => decisionMetric('recall', 'binary')).toThrow(expect.objectContaining({ code: 'PARAM_INVALID' }));
    expect(() => decisionMetric('f1', 'multiclass')).toThrow(expect.objectContaining({ code: 'METRIC_UNFIT' }));
  });
});
