/** Data at the edge of sense, early stopping, progress, and the state that is stored. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../math/philox.ts';
import type { NumberColumn } from '../../table/column.ts';
import { type Table, tableOf, takeRows } from '../../table/table.ts';
import type { Task } from '../../table/task.ts';
import type { FitContext, FitInput } from '../estimator.ts';
import { checkFitted, fitEstimator, importanceOf, predictWith } from '../fit.ts';
import '../index.ts';
import type { Forest } from './forest.ts';
import { gbdt } from './gbdt.ts';

const eager = { nEstimators: 6, numLeaves: 6, minChildSamples: 1, minChildWeight: 0, minDataPerGroup: 1, catSmooth: 0 };

describe('degenerate data give finite answers', () => {
  const huge = Number.MAX_VALUE;
  const odd = fc.constantFrom(0, -0, 1, -1, huge, -huge, 5e-324, 1e300, Number.NaN, Infinity, -Infinity, 3, 0.1);
  it('whatever the numbers', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(odd, odd, fc.integer({ min: -1, max: 5 })), { minLength: 1, maxLength: 25 }),
        fc.array(fc.constantFrom(0, 1, 1e-300, huge, -huge, 0.1, -1e200), { minLength: 25, maxLength: 25 }),
        fc.array(fc.constantFrom(1, 2, 1e-300, 1e300, huge, 5e-324), { minLength: 25, maxLength: 25 }),
        fc.constantFrom<Task>('regression', 'binary', 'multiclass'),
        fc.record({
          lambdaL1: fc.constantFrom(0, 1),
          lambdaL2: fc.constantFrom(0, 1),
          maxBins: fc.constantFrom(2, 3, 255),
          learningRate: fc.constantFrom(0.1, 1),
          maxCatToOnehot: fc.constantFrom(1, 255),
          boosting: fc.constantFrom('gbdt', 'goss', 'dart'),
          extraTrees: fc.boolean(),
          classWeight: fc.constantFrom('none', 'balanced'),
        }),
        (rows, targets, weights, task, some) => {
          const params = { ...some, ...(task === 'regression' && { classWeight: 'none' }) };
          const X = tableOf([
            column(
              'a',
              rows.map(([a]) => a),
            ),
            column(
              'b',
              rows.map(([, b]) => b),
            ),
            {
              ...column(
                'code',
                rows.map(([, , code]) => code),
              ),
              cardinality: 4,
            },
          ]);
          const y = Float64Array.from(rows, (_, i) => (task === 'regression' ? targets[i] : Number(targets[i] > 0)));
          const sampleWeight = Float64Array.from(rows, (_, i) => weights[i]);
          const fitted = learn({ X, y, task, sampleWeight }, { ...eager, ...params });
          const { values, probabilities } = predictWith(fitted, X);
          expect(values.every(Number.isFinite)).toBe(true);
          for (const column of probabilities ?? []) expect(column.every((p) => p >= 0 && p <= 1)).toBe(true);
          expect(() => checkFitted(fitted)).not.toThrow();
        },
      ),
      { numRuns: 400 },
    );
  });

  it('a constant target, one row, and no column to split predict the mean', () => {
    const X = tableOf([column('a', [1, 2, 3, 4])]);
    expect(predictWith(learn({ X, y: Float64Array.of(0.1, 0.1, 0.1, 0.1) }, eager), X).values).toEqual(
      Float64Array.of(0.1, 0.1, 0.1, 0.1),
    );
    const one = takeRows(X, [0]);
    expect(predictWith(learn({ X: one, y: Float64Array.of(7) }, eager), X).values[3]).toBe(7);
    const flat = tableOf([column('a', [5, 5, 5, 5]), column('b', Array(4).fill(Number.NaN))]);
    expect(predictWith(learn({ X: flat, y: Float64Array.of(1, 2, 3, 6) }, eager), flat).values[0]).toBe(3);
  });

  it('a class without rows has little probability, but some, and no trees', () => {
    const X = tableOf([column('a', [1, 2, 3, 4])]);
    for (const [task, y] of [
      ['binary', Float64Array.of(0, 0, 0, 0)],
      ['multiclass', Float64Array.of(0, 2, 2, 2)],
    ] as const) {
      const fitted = learn({ X, y, task }, eager);
      const lacking = predictWith(fitted, X).probabilities![1];
      expect(Math.min(...lacking)).toBeGreaterThan(1e-17);
      expect(Math.max(...lacking)).toBeLessThan(1e-13);
      const { roots, kinds } = forestOf(fitted);
      expect(roots.filter((root, tree) => tree % 3 === 1 && kinds[root] !== 0)).toHaveLength(0);
    }
  });

  it('learns from where values are missing', () => {
    const X = tableOf([column('a', [Number.NaN, Number.NaN, 2, 2]), column('b', [1, Number.NaN, 1, Number.NaN])]);
    const y = Float64Array.of(-1, -1, 1, 1);
    const fitted = learn({ X, y }, { ...eager, learningRate: 1 });
    expect([...predictWith(fitted, X).values]).toEqual([-1, -1, 1, 1]);
    for (const present of [1e300, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]) {
      expect([...predictWith(fitted, tableOf([column('a', [present]), column('b', [0])])).values]).toEqual([1]);
    }
  });

  it('parts neighbours among the numbers, and infinities', () => {
    for (const pair of [
      [1, 1 + Number.EPSILON],
      [-0.5e-323, 0],
      [Number.NEGATIVE_INFINITY, -Number.MAX_VALUE],
      [Number.MAX_VALUE, Number.POSITIVE_INFINITY],
      [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    ]) {
      const X = tableOf([column('a', pair)]);
      const { values } = predictWith(learn({ X, y: Float64Array.of(0, 1) }, { ...eager, learningRate: 1 }), X);
      expect([...values]).toEqual([0, 1]);
    }
  });

  it('sends values that a leaf never missed to its larger side, and unknown categories likewise', () => {
    const numbers = { X: tableOf([column('a', [1, 1, 1, 2])]), y: Float64Array.of(0, 0, 0, 4) };
    const codes = { ...numbers, X: tableOf([{ ...column('a', [1, 1, 1, 2]), cardinality: 9 }]) };
    for (const input of [numbers, codes]) {
      const fitted = learn(input, { ...eager, learningRate: 1, nEstimators: 1 });
      const strange = tableOf([column('a', input === codes ? [Number.NaN, 5, 77, -1, 1.5, 2.5] : [Number.NaN])]);
      for (const value of predictWith(fitted, strange).values) expect(value).toBe(0);
    }
  });
});

describe('early stopping', () => {
  const rng = createRng(9);
  const noisy = (nRows: number) => {
    const x = Float64Array.from({ length: nRows }, () => rng.normal());
    return { X: tableOf([column('x', x)]), y: x.map((value) => value + 2 * rng.normal()) };
  };
  const training = noisy(200);
  const valid = noisy(200);
  const params = { nEstimators: 200, minChildSamples: 5, learningRate: 0.3 };

  it('keeps the iteration with the lowest loss and stops when patience ends', () => {
    const losses: number[] = [];
    const note = (_: number, loss: number) => void losses.push(loss);
    const fitted = learn({ ...training, valid }, { ...params, earlyStoppingRounds: 7 }, note);
    const best = losses.indexOf(Math.min(...losses)) + 1;
    expect(gbdt.rounds!.count(fitted.state as never)).toBe(best);
    expect(losses.length).toBe(best + 7);
    const { values } = predictWith(fitted, valid.X);
    const square = values.reduce((sum, value, i) => sum + (value - valid.y[i]) * (value - valid.y[i]), 0);
    expect(Math.sqrt(square / 200)).toBeCloseTo(Math.min(...losses), 12);
  });

  it('equals a fit of that many rounds without watching', () => {
    const stopped = learn({ ...training, valid }, { ...params, earlyStoppingRounds: 7 });
    const again = learn(training, { ...params, nEstimators: gbdt.rounds!.count(stopped.state as never) });
    expect(again.state).toEqual(stopped.state);
  });

  it('does not happen without rows to watch, or without patience', () => {
    for (const [input, patience] of [
      [training, 3],
      [{ ...training, valid }, 0],
    ] as const) {
      const fitted = learn(input, { ...params, nEstimators: 40, earlyStoppingRounds: patience });
      expect(gbdt.rounds!.count(fitted.state as never)).toBe(40);
    }
  });

  it('reports the loss on watched rows, and a caller may stop', () => {
    const calls: [number, number][] = [];
    const fitted = learn({ ...training, valid }, params, (iteration, loss) => {
      calls.push([iteration, loss]);
      return iteration < 4;
    });
    expect(calls.map(([iteration]) => iteration)).toEqual([0, 1, 2, 3, 4]);
    expect(gbdt.rounds!.count(fitted.state as never)).toBe(5);
  });

  it('counts one round where nothing was learned, for the parameter allows no less', () => {
    const fitted = learn({ ...training, y: training.y.map(() => 2) }, params);
    expect(gbdt.rounds!.count(fitted.state as never)).toBe(1);
  });
});

describe('limits of a tree', () => {
  const rng = createRng(3);
  const X = tableOf(
    ['a', 'b'].map((name) =>
      column(
        name,
        Array.from({ length: 300 }, () => rng.normal()),
      ),
    ),
  );
  const y = Float64Array.from({ length: 300 }, () => rng.normal());

  it('obeys numLeaves and maxDepth', () => {
    const { kinds, roots } = forestOf(learn({ X, y }, { nEstimators: 3, numLeaves: 5, minChildSamples: 1 }));
    expect([roots.length, kinds.length]).toEqual([3, 27]);
    const shallow = forestOf(learn({ X, y }, { nEstimators: 3, maxDepth: 2, minChildSamples: 1 }));
    expect(shallow.kinds.length).toBe(21);
  });

  it('takes 0 for no limit of depth', () => {
    const free = learn({ X, y }, { nEstimators: 2, maxDepth: 0 }).state;
    expect(free).toEqual(learn({ X, y }, { nEstimators: 2, maxDepth: -1 }).state);
  });

  it('obeys minChildSamples', () => {
    const fitted = learn({ X, y }, { minChildSamples: 40, nEstimators: 1 });
    const { kinds, covers } = forestOf(fitted);
    const rowsOfLeaf = new Map<number, number>();
    for (const value of predictWith(fitted, X).values) rowsOfLeaf.set(value, (rowsOfLeaf.get(value) ?? 0) + 1);
    const counted = [...rowsOfLeaf.values()].sort((a, b) => a - b);
    expect(counted[0]).toBeGreaterThanOrEqual(40);
    expect(counted.length).toBeGreaterThan(3);
    expect([...covers.filter((_, node) => kinds[node] === 0)].sort((a, b) => a - b)).toEqual(counted);
  });
});

describe('limits of sets of categories', () => {
  const params = { nEstimators: 1, numLeaves: 2, minChildSamples: 1, maxCatToOnehot: 1, catL2: 0, learningRate: 1 };

  /** The prediction for each code, where code i has rows[i] rows of value values[i]. */
  function predictedByCode(rows: readonly number[], values: readonly number[], more: object, weights = [1, 1, 1]) {
    const codes = rows.flatMap((count, code) => Array<number>(count).fill(code));
    const X = tableOf([{ ...column('code', codes), cardinality: rows.length }]);
    const sampleWeight = Float64Array.from(codes, (code) => weights[code]);
    const y = Float64Array.from(codes, (code) => values[code]);
    const fitted = learn({ X, y, sampleWeight }, { ...params, ...more });
    const each = tableOf([column('code', [...rows.keys()])]);
    return [...predictWith(fitted, each).values];
  }

  it('a category with fewer than catSmooth rows is on the side of the others', () => {
    const more = { minDataPerGroup: 1 };
    const apart = predictedByCode([3, 20, 20], [100, 0, 1], { ...more, catSmooth: 1 });
    expect(apart[0]).toBeCloseTo(100, 9);
    const [rare, , next] = predictedByCode([3, 20, 20], [100, 0, 1], { ...more, catSmooth: 5 });
    expect(rare).toBe(next);
  });

  it('both sides of a set have minDataPerGroup rows', () => {
    const at = (minDataPerGroup: number) => predictedByCode([50, 20], [0, 7], { catSmooth: 1, minDataPerGroup });
    expect(new Set(at(20)).size).toBe(2);
    expect(new Set(at(30)).size).toBe(1);
  });

  it('rows count by their share of the hessians, here of the weights', () => {
    // The first 40 rows weigh as much as 7 of all.
    const light = [0.1, 1, 1];
    const at = (catSmooth: number, minDataPerGroup: number) =>
      predictedByCode([40, 20, 20], [100, 0, 1], { catSmooth, minDataPerGroup }, light);
    expect(at(7, 7)[0]).toBeCloseTo(100, 9);
    expect(at(8, 7)[0]).toBe(at(8, 7)[2]);
    expect(at(7, 8)[0]).toBe(at(7, 8)[2]);
  });
});

describe('importance', () => {
  it('is the share of the gain', () => {
    const rng = createRng(8);
    const a = Array.from({ length: 200 }, () => rng.normal());
    const X = tableOf([
      column(
        'noise',
        a.map(() => rng.normal()),
      ),
      column('strong', a),
      column(
        'flat',
        a.map(() => 1),
      ),
    ]);
    const shares = importanceOf(learn({ X, y: Float64Array.from(a, (v) => (v > 0 ? 3 : -3)) }, {}))!;
    expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(shares[1].share).toBeGreaterThan(0.99);
    expect(shares[2].share).toBe(0);
  });
});

describe('a damaged state', () => {
  const X = tableOf([column('a', [1, 2, 3, 4, 5, 6]), { ...column('code', [0, 1, 2, 0, 1, 2]), cardinality: 3 }]);
  const fitted = learn({ X, y: Float64Array.of(0, 5, 1, 7, 2, 9) }, eager);
  const state = fitted.state as { forest: Record<string, Int32Array>; baseline: Float64Array; gains: Float64Array };

  it('is whole before', () => {
    expect(() => checkFitted(fitted)).not.toThrow();
  });

  it.each([
    ['a child before its parent', 'lefts', 0],
    ['a child behind the end', 'lefts', 1e6],
    ['a right child behind the end', 'lefts', state.forest.kinds.length - 1],
    ['a column that does not exist', 'features', 2],
    ['a kind that does not exist', 'kinds', 9],
    ['a root behind the end', 'roots', 1e6],
    ['a threshold that is no number', 'values', Number.NaN],
    ['a set behind the end', 'categories', 1e6],
  ])('is refused: %s', (_, array, value) => {
    const damaged = state.forest[array].slice().fill(value);
    const forest = { ...state.forest, [array]: damaged };
    expect(() => checkFitted({ ...fitted, state: { ...state, forest } })).toThrow(/fit the features/);
  });

  it.each([
    ['lengths differ', { forest: { ...state.forest, values: state.forest.values.slice(1) } }],
    ['rows of other nodes', { forest: { ...state.forest, covers: state.forest.covers.slice(1) } }],
    ['gains of other columns', { gains: new Float64Array(1) }],
    ['no output', { baseline: new Float64Array(0) }],
    ['two outputs of regression', { baseline: new Float64Array(2) }],
  ])('is refused: %s', (_, change) => {
    expect(() => checkFitted({ ...fitted, state: { ...state, ...change } })).toThrow(/fit the features/);
  });
});

function column(name: string, values: ArrayLike<number>): NumberColumn {
  return { kind: 'number', name, values: Float64Array.from(values), integer: false };
}

function forestOf(fitted: ReturnType<typeof learn>): Forest {
  return (fitted.state as { forest: Forest }).forest;
}

interface Rows extends Partial<FitInput> {
  readonly X: Table;
  readonly y: Float64Array;
}

function learn(input: Rows, params: object, onIteration?: FitContext['onIteration']) {
  const task = input.task ?? 'regression';
  const nClasses = { regression: 0, binary: 2, multiclass: 3 }[task];
  return fitEstimator(
    { name: 'gbdt', params: { ...params } },
    { task, nClasses, ...input },
    {
      rng: createRng(1),
      onIteration,
    },
  );
}
