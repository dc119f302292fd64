/** k-means beside scikit-learn, and what it promises. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cloudOf, expectClose } from '../../../tests/estimators/clouds.ts';
import reference from '../../../tests/reference/estimators/kmeans.json' with { type: 'json' };
import { createRng } from '../../math/philox.ts';
import { numberColumn } from '../../table/build.ts';
import type { NumberColumn } from '../../table/column.ts';
import { type Table, tableOf, takeRows } from '../../table/table.ts';
import { tableFromRows } from '../plain-input.ts';
import { squaredDistance } from './cloud.ts';
import { kmeans } from './kmeans.ts';
import { lloyd } from './lloyd.ts';
import { startingCentres } from './starting-centres.ts';

const learn = (X: Table, params: object, sampleWeight?: ArrayLike<number>, seed = 0) =>
  kmeans.fit(
    { X, nClasses: 0, sampleWeight: sampleWeight && Float64Array.from(sampleWeight) },
    kmeans.params.parse(params),
    { rng: createRng(seed) },
  );
const added = (state: ReturnType<typeof learn>, X: Table) =>
  kmeans.transform(state, X).columns.slice(X.columns.length) as NumberColumn[];

describe('beside scikit-learn', () => {
  const cloud = cloudOf(reference.X);

  it.each(reference.cases.map((one) => [one.name, one] as const))('%s from given centres', (_, one) => {
    const weights = one.sampleWeight ? Float64Array.from(one.sampleWeight) : cloud.weights;
    const start = cloud.points.slice(0, one.k * cloud.nFeatures);
    const enough = one.tolerance * reference.meanVariance;
    const { centres, labels, inertia } = lloyd({ ...cloud, weights }, start, one.k, one.maxIterations, enough);
    expect([...labels]).toEqual(one.labels);
    expectClose(centres, one.centres.flat());
    expect(inertia / one.inertia).toBeCloseTo(1, 10);
  });

  it.each(reference.cases.map((one) => [one.name, one] as const))('%s from the best of many starts', (_, one) => {
    const X = tableFromRows(reference.X);
    const params = { k: one.k, standardise: false, restarts: 60 };
    const state = learn(X, params, one.sampleWeight ?? undefined);
    const [, distances] = added(state, X);
    const inertia = distances.values.reduce((sum, d, row) => sum + d * d * (one.sampleWeight?.[row] ?? 1), 0);
    expect(inertia / one.bestInertia).toBeLessThan(one.k < 20 ? 1 + 1e-9 : 1.02);
  });
});

describe('a result', () => {
  const coordinate = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.double({ min: -100, max: 100, noNaN: true }));
  const cases = fc.record({
    rows: fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 80, size: 'max' }),
    weights: fc.array(fc.double({ min: 0.1, max: 9, noNaN: true }), { minLength: 80, maxLength: 80 }),
    k: fc.integer({ min: 1, max: 12 }),
    seed: fc.nat(),
  });

  it('has each point at its nearest centre and each centre in the middle of its points', () => {
    fc.assert(
      fc.property(cases, ({ rows, weights, k, seed }) => {
        const cloud = cloudOf(rows, weights.slice(0, rows.length));
        const start = startingCentres(cloud, k, createRng(seed));
        const { centres, labels, inertia } = lloyd(cloud, start.centres, start.nCentres, 1000);
        let total = 0;
        for (const [i, label] of labels.entries()) {
          const squares = Array.from({ length: start.nCentres }, (_, c) =>
            squaredDistance(2, cloud.points, i, centres, c),
          );
          expect(squares[label]).toBe(Math.min(...squares));
          total += cloud.weights[i] * squares[label];
        }
        expect(inertia).toBeCloseTo(total, 9);
        for (let c = 0; c < start.nCentres; c++) {
          const own = rows.map((_, i) => i).filter((i) => labels[i] === c);
          const weight = own.reduce((sum, i) => sum + cloud.weights[i], 0);
          for (const j of [0, 1]) {
            const mean = own.reduce((sum, i) => sum + cloud.weights[i] * rows[i][j], 0) / weight;
            if (own.length > 0) expect(centres[c * 2 + j]).toBeCloseTo(mean, 9);
          }
        }
      }),
    );
  });

  it('starts from points that differ', () => {
    fc.assert(
      fc.property(cases, ({ rows, k, seed }) => {
        const { centres, nCentres } = startingCentres(cloudOf(rows), k, createRng(seed));
        const distinct = new Set(rows.map(([a, b]) => `${a + 0},${b + 0}`));
        const texts = Array.from({ length: nCentres }, (_, c) => `${centres[2 * c] + 0},${centres[2 * c + 1] + 0}`);
        expect(new Set(texts).size).toBe(nCentres);
        expect(texts.every((text) => distinct.has(text))).toBe(true);
        expect(nCentres).toBeLessThanOrEqual(Math.min(k, distinct.size));
      }),
    );
  });
});

describe('relations', () => {
  const X = tableFromRows(reference.X);
  const six = reference.cases[2];
  const params = { k: 3, restarts: 40 };
  const base = learn(X, params);

  it('finds the same clusters under the same numbers, with any seed and order of rows', () => {
    expectClose(learn(X, params, undefined, 9).centres, base.centres);
    const order = createRng(4).permutation(X.nRows);
    expectClose(learn(takeRows(X, order), params).centres, base.centres);
  });

  it('does not depend on units', () => {
    const scaled = tableFromRows(reference.X.map(([a, b, c]) => [a * 1000, b / 7, c + 100]));
    const [clusters] = added(learn(scaled, params), scaled);
    expect(clusters.values).toEqual(added(base, X)[0].values);
  });

  it('takes a row twice as a row of weight two', () => {
    const twice = six.labels.flatMap((_, row) => (row % 3 === 0 ? [row, row] : [row]));
    const weights = six.labels.map((_, row) => (row % 3 === 0 ? 2 : 1));
    expectClose(learn(X, params, weights).centres, learn(takeRows(X, twice), params).centres);
  });

  it('gives clusters as categories in the order of their centres', () => {
    const line = tableFromRows([[5], [0], [9], [0.1], [5.1]]);
    const state = learn(line, { k: 3, standardise: false });
    const [clusters, distances] = added(state, line);
    expect(clusters).toMatchObject({ name: 'cluster', cardinality: 3, integer: true });
    expect([...clusters.values]).toEqual([1, 0, 2, 0, 1]);
    expect(distances.name).toBe('cluster_distance');
    expectClose(distances.values, [0.05, 0.05, 0, 0.05, 0.05]);
  });
});

describe('a tolerance', () => {
  const X = tableFromRows(reference.X);

  it('is a share of the variance: it ends in the same place in any unit, and earlier than none does', () => {
    const params = { k: 9, restarts: 1, standardise: false };
    const exact = learn(X, params);
    const rough = learn(X, { ...params, tolerance: 0.05 });
    const scaled = learn(tableFromRows(reference.X.map((row) => row.map((value) => value * 64))), {
      ...params,
      tolerance: 0.05,
    });
    expect(rough.centres).not.toEqual(exact.centres);
    expectClose(
      scaled.centres.map((value) => value / 64),
      rough.centres,
    );
  });
});

describe('at the edge', () => {
  it('makes no more clusters than there are distinct rows', () => {
    const X = tableFromRows([[1], [2], [1], [2], [2]]);
    const state = learn(X, { k: 8 });
    expect(state.nClusters).toBe(2);
    expect([...added(state, X)[0].values]).toEqual([0, 1, 0, 1, 1]);
  });

  it('learns from one row and from constant columns', () => {
    expect(learn(tableFromRows([[3, 4]]), {}).nClusters).toBe(1);
    expect(learn(tableFromRows(Array(9).fill([0.1, 0.1])), {}).nClusters).toBe(1);
  });

  it('gives a centre that lost its points another', () => {
    const cloud = cloudOf([[0], [1], [10]]);
    const { labels, inertia } = lloyd(cloud, Float64Array.of(0, 10, 500), 3, 100);
    expect(new Set(labels).size).toBe(3);
    expect(inertia).toBe(0);
    // A point alone at its centre stays there, however far it lies.
    expect(lloyd(cloudOf([[0], [1], [100]]), Float64Array.of(0, 60, 500), 3, 1).inertia).toBe(0);
  });

  it('answers absurd sizes with finite distances', () => {
    const X = tableFromRows([[1e308], [-1e308], [0]]);
    for (const standardise of [true, false]) {
      const [, distances] = added(learn(X, { k: 2, standardise }), X);
      expect(distances.values.every(Number.isFinite)).toBe(true);
    }
  });

  it('refuses missing values and columns that have its names', () => {
    const gap = tableOf([numberColumn('a', [1, Number.NaN])]);
    expect(() => learn(gap, {})).toThrow(expect.objectContaining({ code: 'VALUE_MISSING' }));
    for (const name of ['cluster', 'cluster_distance']) {
      const X = tableOf([numberColumn(name, [1, 2])]);
      expect(() => learn(X, {})).toThrow(expect.objectContaining({ code: 'VALUE_INVALID' }));
    }
  });

  it('refuses states whose centres do not fit', () => {
    const state = learn(tableFromRows([[3, 4]]), {});
    expect(kmeans.state.safeParse(state).success).toBe(true);
    expect(kmeans.state.safeParse({ ...state, nClusters: 2 }).success).toBe(false);
    expect(kmeans.state.safeParse({ ...state, centres: Float64Array.of(Number.NaN, 0) }).success).toBe(false);
  });
});
