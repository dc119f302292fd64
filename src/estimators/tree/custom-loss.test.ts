/** Objectives that a caller writes: equal to the built-in ones where they say the same, and checked. */
import { describe, expect, it } from 'vitest';
import { halfRows, peerSet } from '../../../tests/estimators/peer-sets.ts';
import { exp } from '../../math/exp.ts';
import { log } from '../../math/log.ts';
import { createRng } from '../../math/philox.ts';
import { takeRows } from '../../table/table.ts';
import type { Task } from '../../table/task.ts';
import type { CustomObjective, FitInput } from '../estimator.ts';
import { checkFitted, fitEstimator, predictWith } from '../fit.ts';
import { gbdt } from '../index.ts';

const train = Int32Array.from({ length: halfRows }, (_, row) => row);
const mean = (y: Float64Array, weights: Float64Array) =>
  y.reduce((sum, value, i) => sum + value * weights[i], 0) / weights.reduce((sum, weight) => sum + weight, 0);

const squares: CustomObjective = {
  gradientAndHessian: (scores, y, weights) => ({
    gradient: scores.map((score, i) => (score - y[i]) * weights[i]),
    hessian: [...weights],
  }),
  initialScore: mean,
  loss: (scores, y, weights) =>
    Math.sqrt(
      mean(
        scores.map((score, i) => (score - y[i]) * (score - y[i])),
        weights,
      ),
    ),
};
const logistic: CustomObjective = {
  gradientAndHessian(scores, y, weights) {
    const p = scores.map((score) => 1 / (1 + exp(-score)));
    return {
      gradient: p.map((of, i) => (of - y[i]) * weights[i]),
      hessian: p.map((of, i) => of * (1 - of) * weights[i]),
    };
  },
  initialScore: (y, weights) => log(mean(y, weights) / (1 - mean(y, weights))),
};

function learn(
  index: number,
  objective: CustomObjective | undefined,
  params: object = {},
  more: Partial<FitInput> = {},
) {
  const { X, y, task, nClasses } = peerSet(index);
  const input = { X: takeRows(X, train), y: y.slice(0, halfRows), task, nClasses, ...more };
  const spec = { name: 'gbdt', params: { nEstimators: 12, numLeaves: 8, ...params } };
  return fitEstimator(spec, input, { rng: createRng(0), threads: 2, objective });
}

describe('an objective of the caller', () => {
  it.each([
    ['regression', 3, squares],
    ['binary', 1, logistic],
  ] as const)('of %s that equals the built-in one gives its predictions', (task, index, objective) => {
    const { X } = peerSet(index);
    for (const sampleWeight of [undefined, Float64Array.from(train, (row) => 1 + (row % 3))]) {
      for (const params of [{}, { boosting: 'goss', learningRate: 0.3 }, { boosting: 'dart' }, { subsample: 0.5 }]) {
        const own = learn(index, objective, params, { sampleWeight });
        const builtIn = learn(index, undefined, { ...params, lambdaL2: 0 }, { sampleWeight });
        const [ours, theirs] = [own, builtIn].map((fitted) => predictWith(fitted, X));
        const which =
          task === 'regression' ? [ours.values, theirs.values] : [ours.probabilities![1], theirs.probabilities![1]];
        const worst = which[0].reduce((most, value, row) => Math.max(most, Math.abs(value - which[1][row])), 0);
        expect(worst).toBeLessThan(1e-9);
        expect(() => checkFitted(own)).not.toThrow();
      }
    }
  });

  it('stops early on its own loss, or on a metric', () => {
    const { X, y } = peerSet(3);
    const rows = train.map((row) => row + halfRows);
    const valid = { X: takeRows(X, rows), y: y.slice(halfRows) };
    const params = { nEstimators: 300, learningRate: 0.3, earlyStoppingRounds: 5 };
    const expected = learn(3, undefined, params, { valid });
    const trees = (fitted: typeof expected) => (fitted.state as { forest: { roots: Int32Array } }).forest.roots.length;
    expect(trees(learn(3, squares, params, { valid }))).toBe(trees(expected));
    const silent = { ...squares, loss: undefined };
    const watching = { ...params, earlyStoppingMetric: 'rmse' };
    expect(trees(learn(3, silent, watching, { valid }))).toBe(trees(expected));
    expect(() => learn(3, silent, params, { valid })).toThrow(
      /objective.loss: expected a function, for early stopping/,
    );
  });

  it('cannot change what the fit goes on with', () => {
    const spoiling: CustomObjective = {
      ...squares,
      gradientAndHessian(scores, y, weights) {
        const derivatives = squares.gradientAndHessian(scores, y, weights);
        for (const array of [scores, y, weights]) array.fill(Number.NaN);
        return derivatives;
      },
    };
    expect(learn(3, spoiling)).toEqual(learn(3, squares));
  });

  it.each<[string, Partial<CustomObjective>, RegExp]>([
    [
      'too few',
      { gradientAndHessian: () => ({ gradient: [1], hessian: [1] }) },
      /gradient: expected 1500 numbers, one per row, got 1/,
    ],
    [
      'not numbers',
      { gradientAndHessian: (s) => ({ gradient: s.fill(Number.NaN), hessian: s }) },
      /gradient: expected numbers of at most 1e100/,
    ],
    [
      'huge',
      { gradientAndHessian: (s) => ({ gradient: s.fill(1e101), hessian: s }) },
      /gradient: expected numbers of at most 1e100/,
    ],
    [
      'convex nowhere',
      { gradientAndHessian: (s) => ({ gradient: s, hessian: s.map(() => -1) }) },
      /hessian: .*none below 0/,
    ],
    [
      'without a start',
      { initialScore: () => Number.POSITIVE_INFINITY },
      /objective.initialScore: expected a finite number/,
    ],
  ])('is refused when its answers are %s', (_, change, message) => {
    expect(() => learn(3, { ...squares, ...change })).toThrow(message);
  });

  it('has no place beside another objective, several classes, or in other estimators', () => {
    expect(() => learn(3, squares, { objective: 'l1' })).toThrow(/gbdt.objective: expected auto/);
    expect(() => learn(2, squares)).toThrow(/gbdt.objective: expected auto, and one score per row.*task multiclass/);
    const input = {
      X: takeRows(peerSet(3).X, [0, 1]),
      y: Float64Array.of(1, 2),
      task: 'regression' as Task,
      nClasses: 0,
    };
    const elsewhere = () =>
      fitEstimator({ name: 'mean', params: {} }, input, { rng: createRng(0), objective: squares });
    expect(elsewhere).toThrow(/objective: expected an estimator that takes an objective of the caller/);
  });

  it('works in the public fit, in the thread of the caller', async () => {
    const X = Array.from({ length: 80 }, (_, i) => [i % 9, i % 5]);
    const y = X.map(([a, b]) => a * b);
    let calls = 0;
    const counting: CustomObjective = {
      ...squares,
      gradientAndHessian(...all) {
        calls++;
        return squares.gradientAndHessian(...all);
      },
    };
    const params = { nEstimators: 6, minChildSamples: 3 };
    const own = await gbdt(params).fit(X, y, { objective: counting });
    const builtIn = await gbdt(params).fit(X, y);
    expect(calls).toBe(6);
    for (const [row, value] of own.predict(X).entries()) expect(value).toBeCloseTo(builtIn.predict(X)[row], 9);
  });
});
