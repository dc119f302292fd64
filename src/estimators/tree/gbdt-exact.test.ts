/** Training scores against boosting by brute force, on small random data with all kinds of columns. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type PlainColumn,
  type PlainParams,
  plainBoosting,
  plainLogistic,
  plainSquaredError,
} from '../../../tests/estimators/plain-boosting.ts';
import { log } from '../../math/log.ts';
import { createRng } from '../../math/philox.ts';
import { tableOf } from '../../table/table.ts';
import { gbdt } from './gbdt.ts';

interface Case {
  readonly columns: readonly PlainColumn[];
  readonly y: Float64Array;
  readonly weights: Float64Array;
}

const penalties = {
  lambdaL1: fc.constantFrom(0, 0.3),
  lambdaL2: fc.constantFrom(0, 1.5),
  minSplitGain: fc.constantFrom(0, 0.4),
};
const shape = {
  nEstimators: fc.integer({ min: 1, max: 4 }),
  learningRate: fc.constantFrom(0.1, 1),
  numLeaves: fc.integer({ min: 2, max: 9 }),
  maxDepth: fc.constantFrom(-1, 2),
};

describe('equals brute force', () => {
  it('on numbers with gaps, for squared error', () => {
    fc.assert(
      fc.property(
        fc.nat(1e6),
        fc.integer({ min: 2, max: 40 }),
        fc.record({
          ...shape,
          ...penalties,
          minChildSamples: fc.integer({ min: 1, max: 6 }),
          minChildWeight: fc.constantFrom(0, 3),
        }),
        (seed, nRows, params) => {
          const one = makeCase(seed, nRows, ['fine', 'coarse', 'gap', 'gap'], (signal) => signal);
          const start = one.y.reduce((sum, v, i) => sum + v * one.weights[i], 0) / one.weights.reduce((a, b) => a + b);
          const expected = plainBoosting(one.columns, one.y, one.weights, plainSquaredError, start, params);
          expectClose(trainingScores(one, 'regression', params), expected);
        },
      ),
      { numRuns: 120 },
    );
  });

  it('on numbers with gaps, for the logistic loss', () => {
    fc.assert(
      fc.property(
        fc.nat(1e6),
        fc.integer({ min: 10, max: 40 }),
        fc.record({
          ...shape,
          ...penalties,
          minChildSamples: fc.integer({ min: 1, max: 6 }),
          // Far below, a Newton step of length 1 magnifies the rounding of the step before.
          minChildWeight: fc.constantFrom(0.1, 0.8),
        }),
        (seed, nRows, params) => {
          const one = makeCase(seed, nRows, ['fine', 'coarse', 'gap'], (signal) => Number(signal > 0.2));
          const ofOne = one.weights.reduce((sum, weight, i) => sum + weight * one.y[i], 0);
          const ofZero = one.weights.reduce((sum, weight, i) => sum + weight * (1 - one.y[i]), 0);
          fc.pre(ofOne > 0 && ofZero > 0);
          const start = Math.log(ofOne / ofZero);
          const expected = plainBoosting(one.columns, one.y, one.weights, plainLogistic, start, params);
          expectClose(trainingScores(one, 'binary', params), expected);
        },
      ),
      { numRuns: 80 },
    );
  });

  it('on all sets of categories, where ordering them is known to find the best', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.integer({ min: 8, max: 60 }), fc.record(shape), (seed, nRows, some) => {
        const one = makeCase(seed, nRows, ['category', 'coarse'], (signal) => signal);
        const params = { ...some, lambdaL1: 0, lambdaL2: 0, minSplitGain: 0, minChildSamples: 1, minChildWeight: 0 };
        const free = { maxCatToOnehot: 1, catSmooth: 0, catL2: 0, minDataPerGroup: 1, maxCatThreshold: 255 };
        const start = one.y.reduce((sum, v, i) => sum + v * one.weights[i], 0) / one.weights.reduce((a, b) => a + b);
        const expected = plainBoosting(one.columns, one.y, one.weights, plainSquaredError, start, params);
        expectClose(trainingScores(one, 'regression', params, free), expected);
      }),
      { numRuns: 60 },
    );
  });
});

/** Columns: 'fine' all values differ, 'coarse' six values, 'gap' a third missing, 'category' six codes and missing. */
function makeCase(seed: number, nRows: number, kinds: readonly string[], target: (signal: number) => number): Case {
  const rng = createRng(seed);
  const columns = kinds.map((kind, j): PlainColumn => {
    const stream = rng.split(`column ${j}`);
    const values = Float64Array.from({ length: nRows }, () => {
      if (kind === 'fine') return stream.normal();
      if (kind === 'coarse') return stream.integer(6);
      if (kind === 'gap') return stream.uniform() < 0.33 ? Number.NaN : stream.integer(8);
      return stream.uniform() < 0.1 ? Number.NaN : stream.integer(6);
    });
    return { values, isCategory: kind === 'category' };
  });
  const effect = (value: number) => (Number.isNaN(value) ? 0.7 : Math.abs(value - 2.5) - 1);
  const y = Float64Array.from({ length: nRows }, (_, row) =>
    target(columns.reduce((sum, { values }) => sum + 0.4 * effect(values[row]), rng.normal())),
  );
  return { columns, y, weights: Float64Array.from(y, () => 0.5 + rng.uniform()) };
}

function trainingScores({ columns, y, weights }: Case, task: 'regression' | 'binary', params: PlainParams, more = {}) {
  const X = tableOf(
    columns.map(({ values, isCategory }, j) => ({
      kind: 'number',
      name: `x${j}`,
      values,
      integer: false,
      ...(isCategory && { cardinality: 6 }),
    })),
  );
  const input = { X, y, task, nClasses: task === 'binary' ? 2 : 0, sampleWeight: weights };
  const state = gbdt.fit(input, gbdt.params.parse({ ...params, ...more }), { rng: createRng(0) });
  const { values, probabilities } = gbdt.predict(state, X);
  return probabilities ? values.map((_, i) => log(probabilities[1][i]) - log(probabilities[0][i])) : values;
}

function expectClose(actual: Float64Array, expected: readonly number[]): void {
  for (const [row, value] of expected.entries()) {
    expect(Math.abs(actual[row] - value), `row ${row}: ${actual[row]} and ${value}`).toBeLessThan(1e-9);
  }
}
