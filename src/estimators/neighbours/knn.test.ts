/** Nearest neighbours beside scikit-learn and beside sorting all distances. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import reference from '../../../tests/reference/estimators/knn.json' with { type: 'json' };
import { createRng } from '../../math/philox.ts';
import { numberColumn } from '../../table/build.ts';
import { type Table, tableOf, takeRows } from '../../table/table.ts';
import type { Task } from '../../table/task.ts';
import type { EstimatorDefinition } from '../estimator.ts';
import { tableFromRows } from '../plain-input.ts';
import { buildKDTree, kDTreeShape } from './k-d-tree.ts';
import { knn } from './knn.ts';
import { nearestIn } from './nearest.ts';

const nClassesOf = { regression: 0, binary: 2, multiclass: 3 };
const learn = (X: Table, y: ArrayLike<number>, task: Task, params: object, sampleWeight?: ArrayLike<number>) =>
  knn.fit(
    {
      X,
      y: Float64Array.from(y),
      task,
      nClasses: nClassesOf[task],
      sampleWeight: sampleWeight && Float64Array.from(sampleWeight),
    },
    knn.params.parse(params),
    { rng: createRng(0) },
  );

describe('answers equal the reference', () => {
  it.each(reference.cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const state = learn(tableFromRows(reference.X), one.y, one.task as Task, one.params);
    const { values, probabilities } = knn.predict(state, tableFromRows(reference.queries));
    for (const [row, expected] of one.answers.entries()) {
      for (const [i, answer] of expected.entries()) expect((probabilities ?? [values])[i][row]).toBeCloseTo(answer, 10);
    }
  });
});

describe('neighbours', () => {
  // Few distinct coordinates make many ties, and many rows several levels.
  const coordinate = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -1e3, max: 1e3, noNaN: true }));

  it('are those of sorting all distances, of equals the earlier rows', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4 }).chain((nFeatures) =>
          fc.record({
            points: fc.array(fc.array(coordinate, { minLength: nFeatures, maxLength: nFeatures }), {
              minLength: 1,
              maxLength: 200,
              size: 'max',
            }),
            query: fc.array(coordinate, { minLength: nFeatures, maxLength: nFeatures }),
            share: fc.double({ min: 0, max: 1, noNaN: true }),
          }),
        ),
        ({ points, query, share }) => {
          const tree = buildKDTree(Float64Array.from(points.flat()), points.length, query.length);
          expect(kDTreeShape.safeParse(tree).success).toBe(true);
          const k = 1 + Math.floor(share * (points.length - 1));
          const { rows, squares } = nearestIn(tree, k)(Float64Array.from(query), 0);
          const squareOf = (point: number[]) =>
            point.reduce((sum, value, j) => sum + (query[j] - value) * (query[j] - value), 0);
          const sorted = points
            .map((point, row) => ({ row, square: squareOf(point) }))
            .sort((a, b) => a.square - b.square || a.row - b.row)
            .slice(0, k);
          expect([...rows]).toEqual(sorted.map(({ row }) => row));
          expect([...squares]).toEqual(sorted.map(({ square }) => square));
        },
      ),
    );
  });

  it('are found in a small part of many points', () => {
    const rng = createRng(8);
    const nPoints = 20_000;
    const points = Float64Array.from({ length: nPoints * 2 }, () => rng.normal());
    const tree = buildKDTree(points, nPoints, 2);
    let read = 0;
    const counted = new Proxy(tree.rows, {
      get(target, key) {
        if (key === 'length') return target.length;
        read++;
        return target[Number(key)];
      },
    });
    nearestIn({ ...tree, rows: counted }, 5)(Float64Array.of(0.3, -0.2), 0);
    expect(read).toBeLessThan(300);
  });
});

describe('relations', () => {
  const X = tableFromRows(reference.X);
  const queries = tableFromRows(reference.queries);
  const [one, byDistance] = reference.cases;

  it('does not depend on the order of rows where none are equally far', () => {
    const order = createRng(4).permutation(X.nRows);
    const y = Array.from(order, (row) => one.y[row]);
    const shuffled = knn.predict(learn(takeRows(X, order), y, 'regression', byDistance.params), queries).values;
    const base = knn.predict(learn(X, one.y, 'regression', byDistance.params), queries).values;
    for (const [row, value] of base.entries()) expect(shuffled[row]).toBeCloseTo(value, 9);
  });

  it('does not depend on units when it standardises, and does when not', () => {
    const scaled = (rows: number[][]) => tableFromRows(rows.map(([a, b, c]) => [a * 1000, b * -0.5, c + 3]));
    for (const standardise of [true, false]) {
      const base = knn.predict(learn(X, one.y, 'regression', { standardise }), queries).values;
      const other = learn(scaled(reference.X), one.y, 'regression', { standardise });
      const values = knn.predict(other, scaled(reference.queries)).values;
      expect(values.every((value, row) => Math.abs(value - base[row]) < 1e-9)).toBe(standardise);
    }
  });

  it('counts a row of weight two as two votes', () => {
    const line = tableFromRows([[0], [1], [2]]);
    const predict = (table: Table, y: number[], params: object, weights?: number[]) =>
      knn.predict(learn(table, y, 'regression', { ...params, standardise: false }, weights), tableFromRows([[0.5]]))
        .values[0];
    for (const weights of ['uniform', 'distance']) {
      const weighted = predict(line, [3, 6, 90], { k: 2, weights }, [2, 1, 1]);
      expect(weighted).toBeCloseTo(4, 12);
      expect(predict(tableFromRows([[0], [0], [1], [2]]), [3, 3, 6, 90], { k: 3, weights })).toBeCloseTo(4, 12);
    }
  });
});

describe('at the edge', () => {
  it('gives ties of classes to the lower code', () => {
    const state = learn(tableFromRows([[0], [1], [5], [6]]), [1, 0, 1, 0], 'binary', { k: 2 });
    expect([...knn.predict(state, tableFromRows([[0.5], [5.5]])).values]).toEqual([0, 0]);
  });

  it('takes all rows when k is larger', () => {
    const state = learn(tableFromRows([[0], [1], [7]]), [1, 2, 6], 'regression', { k: 50 });
    expect([...knn.predict(state, tableFromRows([[100]])).values]).toEqual([3]);
  });

  it('lets rows at distance zero decide alone', () => {
    const X = tableFromRows([[1], [1], [1.5], [4]]);
    const state = learn(X, [2, 4, 100, 100], 'regression', { k: 3, weights: 'distance' });
    expect([...knn.predict(state, tableFromRows([[1]])).values]).toEqual([3]);
  });

  it('learns from one row and from constant columns', () => {
    const alone = learn(tableFromRows([[3, 3]]), [8], 'regression', {});
    expect([...knn.predict(alone, tableFromRows([[1e308, -1e308]])).values]).toEqual([8]);
    const constant = learn(tableFromRows(Array(40).fill([0.1])), Array(20).fill([0, 1]).flat(), 'binary', { k: 4 });
    expect([...knn.predict(constant, tableFromRows([[0.1]])).probabilities![1]]).toEqual([0.5]);
  });

  it('holds absurd sizes within a bound', () => {
    const X = tableFromRows([[1e308], [-1e308], [0]]);
    const params = { k: 2, weights: 'distance', standardise: false };
    const state = learn(X, [1, 2, 3], 'regression', params);
    expect([...knn.predict(state, tableFromRows([[1e308], [1e200], [-1e308]])).values]).toEqual([1, 1, 2]);
  });

  it('refuses missing values', () => {
    const state = learn(tableFromRows([[0], [1]]), [1, 2], 'regression', {});
    const gap = tableOf([numberColumn('x0', [Number.NaN])]);
    expect(() => knn.predict(state, gap)).toThrow(expect.objectContaining({ code: 'VALUE_MISSING' }));
  });

  it('refuses states whose parts do not fit', () => {
    const state = learn(tableFromRows(reference.X), reference.cases[0].y, 'regression', {});
    const { tree } = state;
    expect((knn as EstimatorDefinition).state.safeParse(state).success).toBe(true);
    for (const damaged of [
      { ...state, k: 151 },
      { ...state, targets: state.targets.subarray(1) },
      { ...state, nClasses: 2 },
      { ...state, sampleWeight: new Float64Array(150) },
      { ...state, space: { ...state.space, features: ['a'] } },
      { ...state, space: { ...state.space, scales: state.space.scales.map(() => 0) } },
      { ...state, tree: { ...tree, rows: tree.rows.map(() => 0) } },
      { ...state, tree: { ...tree, splitColumns: tree.splitColumns.map(() => 3) } },
      { ...state, tree: { ...tree, splitValues: tree.splitValues.subarray(1) } },
      { ...state, tree: { ...tree, points: tree.points.map(() => Number.NaN) } },
    ])
      expect(knn.state.safeParse(damaged).success).toBe(false);
  });
});
