/** Boosting with splits drawn at random: what is drawn, from where, and that a drawn split is a whole one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../math/philox.ts';
import { mean } from '../../math/reduce.ts';
import { tableOf } from '../../table/table.ts';
import { predictWith } from '../fit.ts';
import { nodeKinds } from './forest.ts';
import { gbdt } from './gbdt.ts';
import { type GbdtParams, gbdtParams } from './gbdt-params.ts';
import '../index.ts';

const plain = {
  lambdaL2: 0,
  minChildSamples: 1,
  minChildWeight: 0,
  minDataPerGroup: 1,
  catSmooth: 0,
  catL2: 0,
} as const;

function numbers(values: readonly number[], name = 'x') {
  return { kind: 'number' as const, name, values: Float64Array.from(values), integer: false };
}

function codes(values: readonly number[], cardinality: number, name = 'code') {
  return { ...numbers(values, name), integer: true, cardinality };
}

function learn(
  columns: readonly ReturnType<typeof numbers>[],
  y: readonly number[],
  params: Partial<GbdtParams>,
  seed = 1,
) {
  const input = { X: tableOf([...columns]), y: Float64Array.from(y), task: 'regression' as const, nClasses: 0 };
  const all = gbdtParams.parse({ ...plain, extraTrees: true, ...params });
  return gbdt.fit(input, all, { rng: createRng(seed) });
}

describe('thresholds', () => {
  it('spread evenly over the range of the rows', () => {
    const values = Array.from({ length: 200 }, (_, i) => i);
    const { forest } = learn([numbers(values)], values, { nEstimators: 1000, numLeaves: 2, learningRate: 1e-3 });
    const thresholds = [...forest.roots].map((root) => forest.values[root]);
    const counts = new Array<number>(10).fill(0);
    for (const threshold of thresholds) counts[Math.floor(threshold / 20)]++;
    const chiSquare = counts.reduce((sum, n) => sum + (n - 100) ** 2 / 100, 0);
    // The 0.9999 quantile with nine degrees of freedom.
    expect(chiSquare).toBeLessThan(33.7);
    expect(new Set(thresholds).size).toBeGreaterThan(150);
  });

  it('lie within the leaf that they part', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 3, maxLength: 60 }),
        fc.nat(),
        (values, seed) => {
          const rng = createRng(seed);
          const { forest } = learn(
            [numbers(values)],
            values.map(() => rng.normal()),
            { nEstimators: 3, numLeaves: 30 },
            seed,
          );
          for (const [node, cover] of forest.covers.entries()) {
            if (forest.kinds[node] === nodeKinds.leaf) continue;
            const left = forest.lefts[node];
            expect(forest.covers[left]).toBeGreaterThan(0);
            expect(forest.covers[left + 1]).toBeGreaterThan(0);
            expect(forest.covers[left] + forest.covers[left + 1]).toBe(cover);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('part rows with a value from those without where nothing else can', () => {
    const gap = Number.NaN;
    const { forest } = learn([numbers([3, 3, gap, gap, 3, gap])], [1, 1, 5, 5, 1, 5], {
      nEstimators: 1,
      learningRate: 1,
    });
    expect(forest.covers.slice(1, 3)).toEqual(Int32Array.of(3, 3));
    expect([...forest.values.slice(1, 3)].sort((a, b) => a - b)).toEqual([-2, 2]);
  });
});

describe('a drawn split', () => {
  it('is the only one where a column has two values, so that nothing is drawn', () => {
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 80 }), fc.nat(), (nRows, seed) => {
        const rng = createRng(seed);
        const column = (name: string) =>
          numbers(
            Array.from({ length: nRows }, () => rng.integer(2)),
            name,
          );
        const columns = [column('a'), column('b'), column('c')];
        const y = Array.from({ length: nRows }, () => rng.normal());
        const params = { nEstimators: 5, numLeaves: 6 };
        expect(learn(columns, y, params)).toEqual(learn(columns, y, { ...params, extraTrees: false }));
      }),
      { numRuns: 40 },
    );
  });

  it('has the sums of its rows: leaves of one tree are means of their rows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 120 }), fc.nat(), (nRows, seed) => {
        const rng = createRng(seed);
        const row = Array.from({ length: nRows });
        const columns = [
          numbers(row.map(() => (rng.uniform() < 0.2 ? Number.NaN : rng.integer(9)))),
          codes(
            row.map(() => rng.integer(4) - 1),
            3,
            'few',
          ),
          codes(
            row.map(() => rng.integer(13) - 1),
            12,
            'many',
          ),
        ];
        const y = row.map(() => rng.integer(1000));
        const state = learn(columns, y, { nEstimators: 1, learningRate: 1, numLeaves: 7 }, seed);
        const { values } = predictWith(
          { name: 'gbdt', version: 1, params: gbdtParams.parse({}), state },
          tableOf(columns),
        );
        for (const value of new Set(values)) {
          const inside = y.filter((_, i) => values[i] === value);
          expect(value).toBeCloseTo(mean(Float64Array.from(inside)), 9);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('takes each category, and sets of several sizes', () => {
    const few = Array.from({ length: 120 }, (_, i) => i % 4);
    const many = Array.from({ length: 120 }, (_, i) => i % 12);
    const sizes = (values: readonly number[], cardinality: number) => {
      const { forest } = learn([codes(values, cardinality)], values, {
        nEstimators: 100,
        numLeaves: 2,
        learningRate: 0.01,
      });
      return [...forest.roots].map((root) => forest.covers[forest.lefts[root]]);
    };
    expect(new Set(sizes(few, 4))).toEqual(new Set([30]));
    expect(new Set(sizes(many, 12)).size).toBeGreaterThan(3);
  });
});

it('another seed draws others, the same seed the same', () => {
  const rng = createRng(4);
  const values = Array.from({ length: 300 }, () => rng.normal());
  const y = values.map((value) => value + rng.normal());
  const params = { nEstimators: 4 };
  expect(learn([numbers(values)], y, params, 7)).toEqual(learn([numbers(values)], y, params, 7));
  expect(learn([numbers(values)], y, params, 7).forest).not.toEqual(learn([numbers(values)], y, params, 8).forest);
});
