/** Gaussian mixtures beside scikit-learn, and what they promise. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cloudOf, expectClose } from '../../../tests/estimators/clouds.ts';
import reference from '../../../tests/reference/estimators/gaussian_mixture.json' with { type: 'json' };
import { log } from '../../math/log.ts';
import { createRng } from '../../math/philox.ts';
import { numberColumn } from '../../table/build.ts';
import type { NumberColumn } from '../../table/column.ts';
import { type Table, tableOf, takeRows } from '../../table/table.ts';
import { tableFromRows } from '../plain-input.ts';
import { type CovarianceShape, covarianceShapes, freeParameters } from './covariances.ts';
import { fitMixture, mixtureDensities } from './expectation-maximisation.ts';
import { gaussianMixture } from './gaussian-mixture.ts';

const nFeatures = reference.X[0].length;
const learn = (X: Table, params: object, sampleWeight?: Float64Array, seed = 0) =>
  gaussianMixture.fit({ X, nClasses: 0, sampleWeight }, gaussianMixture.params.parse(params), { rng: createRng(seed) });
const added = (state: ReturnType<typeof learn>, X: Table) =>
  gaussianMixture.transform(state, X).columns.slice(X.columns.length) as NumberColumn[];

describe('beside scikit-learn', () => {
  const cloud = cloudOf(reference.X);

  it.each(reference.cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const shape = one.shape as CovarianceShape;
    const found = fitMixture(cloud, one.labels, one.k, { ...one, shape });
    expect(found.iterations).toBe(one.iterations);
    expect(found.logLikelihood).toBeCloseTo(one.lowerBound, 10);
    expectClose(found.mixture.shares, one.shares);
    expectClose(found.mixture.means, one.means.flat());
    const densities = mixtureDensities(found.mixture, nFeatures);
    const shares = new Float64Array(one.k);
    for (const [i, query] of reference.queries.entries()) {
      const density = densities(Float64Array.from(query), 0, shares, 0);
      expect(density / one.logDensity[i]).toBeCloseTo(1, 8);
      expectClose(shares, one.probabilities[i]);
    }
    let total = 0;
    for (let i = 0; i < reference.X.length; i++) total += densities(cloud.points, i * nFeatures, shares, 0);
    const bic = -2 * total + freeParameters(shape, one.k, nFeatures) * log(reference.X.length);
    expect(bic / one.bic).toBeCloseTo(1, 9);
  });
});

describe('a result', () => {
  const coordinate = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.double({ min: -100, max: 100, noNaN: true }));
  const cases = fc.record({
    rows: fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 60 }),
    k: fc.integer({ min: 1, max: 6 }),
    covariance: fc.constantFrom(...covarianceShapes),
    seed: fc.nat(),
  });

  it('is a likelihood that no step lowers, and chances that sum to one', () => {
    fc.assert(
      fc.property(cases, ({ rows, k, covariance: shape, seed }) => {
        const cloud = cloudOf(rows);
        const rng = createRng(seed);
        const labels = rows.map(() => rng.integer(k));
        const reached: number[] = [];
        const goOn = (value: number) => reached.push(value) > 0;
        fitMixture(cloud, labels, k, { shape, maxIterations: 30, tolerance: 1e-9, extra: 1e-3, goOn });
        // What is added to the variances may cost some of the likelihood.
        for (let i = 1; i < reached.length; i++) expect(reached[i]).toBeGreaterThan(reached[i - 1] - 0.05);

        const X = tableFromRows(rows);
        const columns = added(learn(X, { k, covariance: shape, restarts: 1 }), X);
        const chances = columns.slice(1, -1);
        for (let row = 0; row < rows.length; row++) {
          const ofRow = chances.map(({ values }) => values[row]);
          expect(ofRow.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
          expect(columns[0].values[row]).toBe(ofRow.indexOf(Math.max(...ofRow)));
          expect(Number.isFinite(columns.at(-1)!.values[row])).toBe(true);
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe('relations', () => {
  const X = tableFromRows(reference.X);
  const params = { k: 3, restarts: 8, tolerance: 1e-9, maxIterations: 2000 };
  const base = learn(X, params);

  it('finds the same components under the same numbers, in any order of rows', () => {
    const order = createRng(4).permutation(X.nRows);
    expectClose(learn(takeRows(X, order), params).means, base.means, 5);
  });

  it('does not depend on units', () => {
    const scaled = tableFromRows(reference.X.map(([a, b, c]) => [a * 1000, b / 7, c + 100]));
    expect(added(learn(scaled, params), scaled)[0].values).toEqual(added(base, X)[0].values);
  });

  it('takes a row twice as a row of weight two', () => {
    const rows = reference.X.flatMap((_, row) => (row % 3 === 0 ? [row, row] : [row]));
    const weights = Float64Array.from(reference.X, (_, row) => (row % 3 === 0 ? 2 : 1));
    expectClose(learn(X, params, weights).means, learn(takeRows(X, rows), params).means, 5);
  });

  it('is least sure of rows between clusters, and finds rows far from all odd', () => {
    const rng = createRng(2);
    const rows = Array.from({ length: 200 }, (_, i) => [(i % 2) * 6 + rng.normal(), rng.normal()]);
    const state = learn(tableFromRows(rows), { k: 2 });
    const [cluster, first, second, density] = added(
      state,
      tableFromRows([
        [0, 0],
        [3, 0],
        [6, 0],
        [3, 40],
      ]),
    );
    expect([...cluster.values.subarray(0, 3)]).toEqual([0, cluster.values[1], 1]);
    expect(first.values[0]).toBeGreaterThan(0.99);
    expect(second.values[2]).toBeGreaterThan(0.99);
    expect(Math.abs(first.values[1] - 0.5)).toBeLessThan(0.45);
    expect(Math.min(...density.values)).toBe(density.values[3]);
  });
});

describe('at the edge', () => {
  it('makes no more components than there are distinct rows', () => {
    const rows = tableFromRows([[1], [2], [1], [2], [2]]);
    expect(learn(rows, { k: 8 }).shares).toHaveLength(2);
    expect(learn(tableFromRows([[3, 4]]), {}).shares).toHaveLength(1);
  });

  it('answers absurd sizes, constant columns and copies of columns with finite numbers', () => {
    const absurd = [
      [1e308, 1, 1],
      [-1e308, 1, 1],
      [0, 1, 1],
      [5, 1, 1],
    ];
    const copies = reference.X.map(([a]) => [a, 0.1, a]);
    for (const rows of [absurd, copies]) {
      const X = tableFromRows(rows);
      for (const covariance of covarianceShapes) {
        for (const standardise of [true, false]) {
          const state = learn(X, { k: 2, covariance, standardise, regularisation: 0 });
          expect(added(state, X).every(({ values }) => values.every(Number.isFinite))).toBe(true);
        }
      }
    }
  });

  it('refuses missing values and columns that have its names', () => {
    const gap = tableOf([numberColumn('a', [1, Number.NaN])]);
    expect(() => learn(gap, {})).toThrow(expect.objectContaining({ code: 'VALUE_MISSING' }));
    for (const name of ['cluster', 'cluster_probability_1', 'log_density']) {
      const X = tableOf([numberColumn(name, [1, 2])]);
      expect(() => learn(X, {})).toThrow(expect.objectContaining({ code: 'VALUE_INVALID' }));
    }
  });

  it('refuses states whose parts do not fit', () => {
    const state = learn(tableFromRows(reference.X), { k: 2 });
    expect(gaussianMixture.state.safeParse(state).success).toBe(true);
    for (const damaged of [
      { ...state, means: state.means.subarray(1) },
      { ...state, factors: state.factors.subarray(1) },
      { ...state, factors: state.factors.map(() => Number.NaN) },
      { ...state, shape: 'diag' },
      { ...state, shares: new Float64Array(0) },
    ])
      expect(gaussianMixture.state.safeParse(damaged).success).toBe(false);
  });
});
