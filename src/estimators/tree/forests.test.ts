/** What trees and forests promise whatever the data. */
import { env } from 'node:process';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { halfRows, peerSet } from '../../../tests/estimators/peer-sets.ts';
import { pack } from '../../core/pack.ts';
import { createRng } from '../../math/philox.ts';
import { numberColumn } from '../../table/build.ts';
import { tableOf, takeRows } from '../../table/table.ts';
import type { FitInput } from '../estimator.ts';
import { decisionTree } from './decision-tree.ts';
import { extraTrees } from './extra-trees.ts';
import { outOfBag } from './out-of-bag.ts';
import { randomForest } from './random-forest.ts';

type Params = Partial<Parameters<typeof randomForest.fit>[1]>;

const definitions = { random_forest: randomForest, extra_trees: extraTrees } as const;
const single = (input: FitInput, params: object = {}, seed = 1) =>
  decisionTree.fit(input, decisionTree.params.parse(params), { rng: createRng(seed) });
const forest = (input: FitInput, params: Params = {}, threads = 1, definition = randomForest, seed = 1) =>
  definition.fit(input, definition.params.parse(params), { rng: createRng(seed), threads });
const setInput = (index: number, n = 2 * halfRows): FitInput => {
  const { X, y, task, nClasses } = peerSet(index);
  const rows = Int32Array.from({ length: n }, (_, row) => row);
  return { X: takeRows(X, rows), y: y.slice(0, n), task, nClasses };
};

afterEach(() => {
  delete env['MODELWRIGHT_KERNEL'];
});

describe('the same bytes', () => {
  // 3000 rows x 200 trees are enough work for three threads.
  it.each([
    ['random_forest', 7],
    ['random_forest', 3],
    ['extra_trees', 2],
    ['extra_trees', 6],
  ] as const)('%s of set %i with 1, 2 and 8 threads', (name, index) => {
    const input = setInput(index);
    const params = { nEstimators: 200, minSamplesLeaf: 10, outOfBag: name === 'random_forest' };
    const [one, ...others] = [1, 2, 8].map((threads) => pack(forest(input, params, threads, definitions[name])));
    for (const other of others) expect(Buffer.compare(one, other)).toBe(0);
  });

  it.each([0, 2, 4, 7])('in JavaScript as in WebAssembly, set %i', (index) => {
    const input = setInput(index, 400);
    const grown = () => [
      pack(single(input)),
      pack(forest(input, { nEstimators: 5 })),
      pack(forest(input, { nEstimators: 5 }, 1, extraTrees)),
    ];
    const compiled = grown();
    env['MODELWRIGHT_KERNEL'] = 'js';
    for (const [i, bytes] of grown().entries()) expect(Buffer.compare(bytes, compiled[i])).toBe(0);
  });

  it('of one tree from rows in any order', () => {
    for (const index of [0, 4, 5, 7, 8]) {
      const input = setInput(index, 700);
      const order = createRng(3).permutation(700);
      const y = Float64Array.from(order, (row) => input.y![row]);
      const shuffled = single({ ...input, X: takeRows(input.X, order), y }, { minSamplesLeaf: 3 });
      const { forest: expected } = single(input, { minSamplesLeaf: 3 });
      // Order decides nothing but which number a leaf of several classes has.
      expect(shuffled.forest.features).toEqual(expected.features);
      expect(shuffled.forest.lefts).toEqual(expected.lefts);
      expect(shuffled.forest.values).toEqual(expected.values);
    }
  });

  it('of a tree without a limit whatever the seed', () => {
    const input = setInput(3, 500);
    expect(Buffer.compare(pack(single(input, {}, 1)), pack(single(input, {}, 2)))).toBe(0);
  });

  it('where rows count twice as where they stand twice', () => {
    const input = setInput(8, 500);
    const twice = Array.from({ length: 1000 }, (_, i) => i >> 1).filter((row, i) => i % 2 === 0 || row % 3 === 0);
    const y = Float64Array.from(twice, (row) => input.y![row]);
    const repeated = single({ ...input, X: takeRows(input.X, twice), y }, { maxDepth: 3 });
    const sampleWeight = input.y!.map((_, row) => (row % 3 === 0 ? 2 : 1));
    const weighted = single({ ...input, sampleWeight }, { maxDepth: 3 });
    expect(weighted.forest.features).toEqual(repeated.forest.features);
    for (const [i, value] of weighted.forest.values.entries()) expect(value).toBeCloseTo(repeated.forest.values[i], 9);
  });
});

describe('predictions', () => {
  it('of a full tree are the training targets', () => {
    for (const index of [0, 1, 2]) {
      const input = setInput(index, 600);
      expect(decisionTree.predict(single(input), input.X).values).toEqual(input.y);
    }
  });

  it('lie within the targets; shares are shares and sum to 1', () => {
    const targets = fc.array(fc.tuple(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true })), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(targets, fc.integer({ min: 1, max: 4 }), fc.boolean(), (cells, nClasses, drawn) => {
        const X = tableOf([
          numberColumn(
            'a',
            cells.map(([a]) => a),
          ),
          numberColumn(
            'b',
            cells.map(([, b]) => b),
          ),
        ]);
        const definition = drawn ? extraTrees : randomForest;
        const y = Float64Array.from(cells, ([a, b]) => a + (Number.isFinite(b) ? b : 0));
        const numbers = forest({ X, y, task: 'regression', nClasses: 0 }, { nEstimators: 3 }, 1, definition);
        const [low, high] = [Math.min(...y), Math.max(...y)];
        const slack = 1e-9 * Math.max(Math.abs(low), Math.abs(high));
        for (const value of definition.predict(numbers, X).values) {
          expect(value >= low - slack && value <= high + slack).toBe(true);
        }
        const codes = Float64Array.from(cells, ([a]) => Math.abs(a) % nClasses);
        const classes = forest({ X, y: codes, task: 'multiclass', nClasses }, { nEstimators: 3 }, 1, definition);
        const { probabilities } = definition.predict(classes, X);
        expect(probabilities).toHaveLength(nClasses);
        for (let row = 0; row < X.nRows; row++) {
          const shares = probabilities!.map((ofClass) => ofClass[row]);
          expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
          expect(shares.reduce((total, share) => total + share, 0)).toBeCloseTo(1, 12);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('of balanced classes find a rare one', () => {
    const rng = createRng(4);
    const x = Float64Array.from({ length: 1000 }, () => rng.normal());
    const y = x.map((value) => Number(value + 2 * rng.normal() > 4));
    const input: FitInput = { X: tableOf([numberColumn('x', x)]), y, task: 'binary', nClasses: 2 };
    const found = (classWeight: 'none' | 'balanced') => {
      const { values } = randomForest.predict(forest(input, { classWeight, minSamplesLeaf: 20 }), input.X);
      return values.reduce((n, value, row) => n + value * y[row], 0) / y.reduce((n, value) => n + value, 0);
    };
    expect(found('balanced')).toBeGreaterThan(0.6);
    expect(found('none')).toBeLessThan(0.3);
  });
});

describe('out of bag', () => {
  it.each([0, 1, 2, 3])('the score of set %i is near that of rows that nobody saw', (index) => {
    const { X, y, task, nClasses } = peerSet(index);
    const state = forest(setInput(index, halfRows), { outOfBag: true });
    const { score, predictions } = outOfBag({ name: 'random_forest', version: 1, params: {}, state })!;
    const rows = Int32Array.from({ length: halfRows }, (_, row) => row + halfRows);
    const { values } = randomForest.predict(state, takeRows(X, rows));
    const truth = Float64Array.from(rows, (row) => y[row]);
    expect(Math.abs(score - scoreOf(values, truth, nClasses > 0))).toBeLessThan(0.05);
    expect(score).toBeCloseTo(scoreOf(predictions.values, y.subarray(0, halfRows), nClasses > 0), 9);
    expect(predictions.probabilities?.length ?? 0).toBe(task === 'regression' ? 0 : nClasses);
  });

  it('is unknown for rows that every tree drew', () => {
    const state = forest(setInput(0, 50), { outOfBag: true, nEstimators: 1 });
    const unknown = state.outOfBag!.decision.filter(Number.isNaN).length;
    // A row is drawn at least once in 1 - 1/e of the draws.
    expect(unknown).toBeGreaterThan(20);
    expect(unknown).toBeLessThan(44);
  });

  it('needs drawn rows', () => {
    const fit = () => forest(setInput(0, 50), { outOfBag: true, bootstrap: false });
    expect(fit).toThrow(expect.objectContaining({ code: 'PARAM_INVALID' }));
  });
});

function scoreOf(values: Float64Array, truth: Float64Array, classes: boolean): number {
  const n = truth.length;
  if (classes) return values.reduce((right, value, row) => right + Number(value === truth[row]), 0) / n;
  const mean = truth.reduce((total, value) => total + value, 0) / n;
  const squares = (of: (row: number) => number) =>
    truth.reduce((total, value, row) => total + (value - of(row)) ** 2, 0);
  return 1 - squares((row) => values[row]) / squares(() => mean);
}
