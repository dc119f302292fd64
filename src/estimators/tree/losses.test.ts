/** Every loss: derivatives against finite differences, leaves against brute force, domains, odd data, and threads. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pack } from '../../core/pack.ts';
import { createRng } from '../../math/philox.ts';
import { tableOf } from '../../table/table.ts';
import { gbdt } from './gbdt.ts';
import type { Objective } from './objective.ts';
import { createObjective, type RegressionLoss } from './objectives.ts';
import { weightedQuantile } from './weighted-quantile.ts';

const losses: readonly RegressionLoss[] = [
  { name: 'l1' },
  { name: 'huber', alpha: 1.5 },
  { name: 'quantile', alpha: 0.8 },
  { name: 'poisson', maxDeltaStep: 0.7 },
  { name: 'gamma' },
  { name: 'tweedie', power: 1.3 },
];
const named = losses.map((loss) => [loss.name, loss] as const);
const finite = (low: number, high: number) => fc.double({ min: low, max: high, noNaN: true });

function objectiveOf(loss: RegressionLoss, y: readonly number[], weights: readonly number[]): Objective {
  const target = { y: Float64Array.from(y), weights: Float64Array.from(weights) };
  return createObjective({ task: 'regression', nClasses: 0, target, work: new Float64Array(), loss });
}

describe.each(named)('%s', (name, loss) => {
  it('has the derivatives of its loss', () => {
    fc.assert(
      fc.property(finite(-2, 2), finite(0.1, 5), finite(0.2, 3), (score, y, weight) => {
        // The weight of a second row makes the mean loss a weighted one.
        const objective = objectiveOf(loss, [y, 1], [weight, 2]);
        const kinks = name === 'l1' || name === 'quantile' ? [0] : name === 'huber' ? [-1.5, 1.5] : [];
        fc.pre(kinks.every((kink) => Math.abs(score - y - kink) > 1e-3));
        const at = (moved: number) =>
          objective.loss(Float64Array.of(moved, 1), { y: Float64Array.of(y, 1), weights: Float64Array.of(weight, 2) }) *
          (weight + 2);
        const gradientAt = (moved: number) => derivatives(objective, [moved, 1])[0][0];
        const [[gradient], [hessian]] = derivatives(objective, [score, 1]);
        const step = 1e-5;
        expect(gradient).toBeCloseTo((at(score + step) - at(score - step)) / (2 * step), 4);
        const slope = (gradientAt(score + step) - gradientAt(score - step)) / (2 * step);
        if (name === 'poisson') expect(hessian).toBeCloseTo(slope * Math.exp(0.7), 4);
        else if (name === 'gamma' || name === 'tweedie') expect(hessian).toBeCloseTo(slope, 4);
        else expect(hessian).toBe(weight);
      }),
    );
  });

  it('has finite derivatives at any score', () => {
    const y = name === 'gamma' ? [1e-300, 1, 1e300] : [0, 1, 1e300];
    const objective = objectiveOf(loss, y, [1, 1, 1]);
    for (const score of [-1e4, -800, 0, 800, 1e4]) {
      for (const values of derivatives(objective, [score, score, score])) {
        for (const value of values) expect(Math.abs(value)).toBeLessThan(1e73);
      }
    }
  });

  it.skipIf(name === 'huber')('starts where the mean loss is lowest', () => {
    fc.assert(
      fc.property(fc.array(finite(0.1, 9), { minLength: 3, maxLength: 9 }), (y) => {
        const objective = objectiveOf(
          loss,
          y,
          y.map(() => 1),
        );
        const target = { y: Float64Array.from(y), weights: new Float64Array(y.length).fill(1) };
        const lossAt = (score: number) => objective.loss(new Float64Array(y.length).fill(score), target);
        const start = objective.initialScores[0];
        // A quantile between two values is within their gap; its loss is not far above the lowest.
        const slack = name === 'quantile' ? 9 / y.length : 1e-9;
        for (const other of [start - 0.5, start - 0.01, start + 0.01, start + 0.5, ...y]) {
          expect(lossAt(start)).toBeLessThanOrEqual(lossAt(other) + slack);
        }
      }),
    );
  });

  it('gives the same bytes on any number of threads, with weights too', () => {
    const { X, y } = manyRows;
    const target = y.map((value) => Math.abs(value) + 0.01);
    for (const sampleWeight of [undefined, y.map((_, row) => 0.5 + (row % 5))]) {
      const learned = (threads: number) =>
        pack(fitted(X, target, { ...paramsOf(loss), nEstimators: 2 }, sampleWeight, threads));
      const alone = learned(1);
      for (const threads of [2, 3]) expect(learned(threads)).toEqual(alone);
    }
  });

  it('lowers its loss on the rows it learns from, and predicts finite numbers for odd ones', () => {
    const sizes = [0.5, 1, 1e-300, 1e300, Number.MAX_VALUE, 3];
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...sizes), { minLength: 2, maxLength: 20 }),
        fc.constantFrom(0, 1e-3),
        (y, minChildWeight) => {
          const X = tableOf([{ kind: 'number', name: 'x', values: Float64Array.from(y.keys()), integer: false }]);
          const params = { ...paramsOf(loss), minChildWeight, minChildSamples: 1, learningRate: 1, nEstimators: 5 };
          const weights = Float64Array.from(y, (_, i) => [1, 1e-300, 1e300][i % 3]);
          for (const sampleWeight of [undefined, weights]) {
            const state = fitted(X, Float64Array.from(y), params, sampleWeight);
            for (const value of gbdt.predict(state, X).values) expect(Number.isFinite(value)).toBe(true);
            expect(() => gbdt.state.parse(state)).not.toThrow();
          }
        },
      ),
    );
    const { X, y } = manyRows;
    const falling: number[] = [];
    const target = y.map((value) => Math.abs(value) + 0.01);
    const input = { X, y: target, task: 'regression' as const, nClasses: 0 };
    gbdt.fit(input, gbdt.params.parse({ ...paramsOf(loss), nEstimators: 4 }), {
      rng: createRng(0),
      onIteration: (_, value) => void falling.push(value),
    });
    for (let i = 1; i < falling.length; i++) expect(falling[i]).toBeLessThan(falling[i - 1]);
  });
});

describe('targets of absurd size', () => {
  it.each(['l2', 'l1', 'quantile', 'poisson', 'gamma', 'tweedie'])('only stretch the predictions: %s', (objective) => {
    const { X, y } = manyRows;
    const target = y.map((value) => Math.abs(value) + 0.01);
    const params = { objective, nEstimators: 4, numLeaves: 6, minChildWeight: 0 };
    const predicted = (factor: number) =>
      gbdt
        .predict(
          fitted(
            X,
            target.map((value) => value * factor),
            params,
          ),
          X,
        )
        .values.map((value) => value / factor);
    const plain = predicted(1);
    for (const factor of [2 ** 900, 2 ** -900]) {
      const worst = predicted(factor).reduce((most, value, row) => Math.max(most, Math.abs(value - plain[row])), 0);
      expect(worst).toBeLessThan(1e-9);
    }
  });
});

describe('the Huber loss', () => {
  it('goes on without a step where it becomes linear', () => {
    const lossAt = (error: number) => {
      const target = { y: Float64Array.of(0), weights: Float64Array.of(1) };
      return objectiveOf({ name: 'huber', alpha: 1.5 }, [0], [1]).loss(Float64Array.of(error), target);
    };
    expect(lossAt(1.5)).toBe(1.125);
    expect(lossAt(1.5 + 1e-12)).toBeCloseTo(1.125, 9);
    expect(lossAt(-3)).toBe(1.5 * (3 - 0.75));
  });
});

describe('leaves of the absolute and the quantile loss', () => {
  it('hold the quantile of their rows', () => {
    const x = Float64Array.of(0, 0, 0, 0, 0, 1, 1, 1, 1);
    const y = Float64Array.of(1, 2, 3, 4, 100, 11, 12, 13, 90);
    const X = tableOf([{ kind: 'number', name: 'x', values: x, integer: false }]);
    const eager = { minChildSamples: 1, learningRate: 1, nEstimators: 1 };
    const values = (objective: object, weights?: Float64Array) =>
      gbdt.predict(fitted(X, y, { ...eager, ...objective }, weights), X).values;
    expect([...values({ objective: 'l1' })]).toEqual([3, 3, 3, 3, 3, 12.5, 12.5, 12.5, 12.5]);
    const upper = values({ objective: 'quantile', quantileAlpha: 0.75 });
    expect([upper[0], upper[8]]).toEqual([4, 32.25]);
    const heavy = values({ objective: 'l1' }, Float64Array.of(1, 1, 1, 1, 60, 1, 1, 1, 60));
    expect(heavy[0]).toBeCloseTo(100, 0);
    expect(heavy[8]).toBeCloseTo(90, 0);
  });
});

describe('weightedQuantile', () => {
  const numbers = fc.array(finite(-9, 9), { minLength: 1, maxLength: 30 }).map((list) => Float64Array.from(list));
  it('takes equal weights of any size like none', () => {
    fc.assert(
      fc.property(numbers, finite(0, 1), fc.constantFrom(1, 3, 1e-9, 1e50), (values, q, weight) => {
        const plain = weightedQuantile(values, q);
        expect(weightedQuantile(values, q, new Float64Array(values.length).fill(weight))).toBeCloseTo(plain, 9);
      }),
    );
  });

  it('rises with q, stays within the values, and takes no notice of a value without weight', () => {
    fc.assert(
      fc.property(numbers, finite(0, 1), finite(0, 1), (values, a, b) => {
        const weights = values.map((_, i) => 0.1 + (i % 4));
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((q) => weightedQuantile(values, q, weights));
        expect(low).toBeLessThanOrEqual(high + 1e-12);
        expect(low).toBeGreaterThanOrEqual(Math.min(...values));
        expect(high).toBeLessThanOrEqual(Math.max(...values) + 1e-12);
        const more = [Float64Array.of(...values, 77), Float64Array.of(...weights, 0)] as const;
        expect(weightedQuantile(more[0], a, more[1])).toBeCloseTo(weightedQuantile(values, a, weights), 9);
      }),
    );
  });
});

describe('targets outside the domain are refused', () => {
  const X = tableOf([{ kind: 'number', name: 'x', values: Float64Array.of(1, 2, 3), integer: false }]);
  it.each([
    ['poisson', [1, -1, 2], /values of at least 0, for objective poisson/],
    ['tweedie', [1, -1e-300, 2], /values of at least 0, for objective tweedie/],
    ['gamma', [1, 0, 2], /values above 0, for objective gamma/],
    ['poisson', [0, 0, 0], /a value above 0/],
    ['tweedie', [0, 0, 0], /a value above 0/],
  ])('%s %j', (objective, y, message) => {
    expect(() => fitted(X, Float64Array.from(y), { objective })).toThrow(message);
    if (!y.some((value) => value > 0)) return;
    const valid = { X, y: Float64Array.from(y) };
    const input = { X, y: Float64Array.of(1, 2, 3), task: 'regression' as const, nClasses: 0, valid };
    expect(() => gbdt.fit(input, gbdt.params.parse({ objective }), { rng: createRng(0) })).toThrow(message);
  });

  it('and so are objectives of another task', () => {
    expect(() => fitted(X, Float64Array.of(1, 2, 3), { objective: 'binary' })).toThrow(
      /an objective for task regression/,
    );
    const input = { X, y: Float64Array.of(0, 1, 1), task: 'binary' as const, nClasses: 2 };
    const refused = () => gbdt.fit(input, gbdt.params.parse({ objective: 'l1' }), { rng: createRng(0) });
    expect(refused).toThrow(/an objective for task binary/);
  });
});

const manyRows = (() => {
  const rng = createRng(5);
  const columns = ['a', 'b', 'c'].map((name) => ({
    kind: 'number' as const,
    name,
    values: Float64Array.from({ length: 20_000 }, () => rng.normal()),
    integer: false,
  }));
  const [a, b] = columns.map(({ values }) => values);
  return { X: tableOf(columns), y: a.map((value, row) => value * b[row] + 0.2 * rng.normal()) };
})();

function derivatives(objective: Objective, scores: number[]): [number[], number[]] {
  const gradient = new Float64Array(scores.length);
  const hessian = new Float64Array(scores.length).fill(1);
  objective.derivatives(0, Float64Array.from(scores), 0, scores.length, gradient, hessian);
  return [[...gradient], [...hessian]];
}

function paramsOf(loss: RegressionLoss) {
  const huber = loss.name === 'huber' && { huberAlpha: loss.alpha };
  const quantile = loss.name === 'quantile' && { quantileAlpha: loss.alpha };
  return { objective: loss.name, numLeaves: 12, ...huber, ...quantile };
}

function fitted(X: typeof manyRows.X, y: Float64Array, params: object, sampleWeight?: Float64Array, threads = 1) {
  const input = { X, y, task: 'regression' as const, nClasses: 0, sampleWeight };
  return gbdt.fit(input, gbdt.params.parse(params), { rng: createRng(0), threads });
}
