/** Trees whose leaves of a level take one split: against every split tried in turn, and what users may ask besides. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { log } from '../../math/log.ts';
import { createRng } from '../../math/philox.ts';
import { tableOf } from '../../table/table.ts';
import { predictWith } from '../fit.ts';
import { nodeKinds } from './forest.ts';
import { gbdt } from './gbdt.ts';
import { type GbdtParams, gbdtParams } from './gbdt-params.ts';
import { chanceLeft, rowsThatCount } from './split-chance.ts';
import '../index.ts';

const plain = { minChildSamples: 1, minChildWeight: 0, catSmooth: 0, catL2: 0, numLeaves: 64 } as const;
const oneTree = { nEstimators: 1, learningRate: 1 } as const;

function numbers(values: readonly number[], name: string) {
  return { kind: 'number' as const, name, values: Float64Array.from(values), integer: false };
}

type Column = ReturnType<typeof numbers> & { readonly cardinality?: number };

function learn(columns: readonly Column[], y: readonly number[], params: Partial<GbdtParams>, seed = 1) {
  const input = { X: tableOf([...columns]), y: Float64Array.from(y), task: 'regression' as const, nClasses: 0 };
  const all = gbdtParams.parse({ ...plain, growth: 'symmetric', ...params });
  return gbdt.fit(input, all, { rng: createRng(seed) });
}

/** Numbers with gaps, and a column of few categories, some of them missing. */
function drawData(nRows: number, seed: number): { columns: Column[]; y: number[] } {
  const rng = createRng(seed);
  const draw = (next: () => number) => Array.from({ length: nRows }, next);
  const columns = [
    numbers(
      draw(() => rng.integer(7)),
      'a',
    ),
    numbers(
      draw(() => (rng.uniform() < 0.2 ? Number.NaN : rng.integer(5))),
      'b',
    ),
    {
      ...numbers(
        draw(() => rng.integer(4) - 1).map((code) => (code < 0 ? Number.NaN : code)),
        'code',
      ),
      cardinality: 3,
    },
  ];
  const y = draw(() => rng.normal()).map((noise, row) => noise + (columns[0].values[row] > 3 ? 2 : 0));
  return { columns, y };
}

type Split = (row: number) => boolean;

/** Every split of every column, as the side of each row. */
function allSplits(columns: readonly Column[]): Split[] {
  return columns.flatMap(({ values, cardinality }): Split[] => {
    if (cardinality !== undefined) {
      const kinds = [...Array.from({ length: cardinality }, (_, code) => code), Number.NaN];
      return kinds.map((kind) => (row) => Object.is(values[row], kind));
    }
    const thresholds = [...new Set(values)].filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
    return thresholds.flatMap((threshold): Split[] => [
      (row) => values[row] <= threshold,
      (row) => !(values[row] > threshold),
    ]);
  });
}

interface Asked {
  readonly levels: number;
  readonly lambdaL2: number;
  readonly minChildSamples: number;
}

/** What the tree says of each row, by trying every split on every leaf of each level. */
function slowTree(columns: readonly Column[], y: readonly number[], { levels, lambdaL2, minChildSamples }: Asked) {
  const middle = y.reduce((sum, value) => sum + value, 0) / y.length;
  const meanOf = (rows: readonly number[]) =>
    rows.reduce((sum, row) => sum + y[row] - middle, 0) / (rows.length + lambdaL2);
  const worth = (rows: readonly number[]) => meanOf(rows) * meanOf(rows) * (rows.length + lambdaL2);
  const parted = (rows: readonly number[], split: Split): { sides: number[][]; gain: number } => {
    const sides = [rows.filter(split), rows.filter((row) => !split(row))];
    const isAllowed = sides.every(({ length }) => length >= minChildSamples) && rows.length >= 2 * minChildSamples;
    const gain = isAllowed ? worth(sides[0]) + worth(sides[1]) - worth(rows) : 0;
    return { sides, gain: Math.max(0, gain) };
  };
  let leaves: (readonly number[])[] = [y.map((_, row) => row)];
  for (let level = 0; level < levels; level++) {
    const gains = allSplits(columns).map((split) => ({
      split,
      gain: leaves.reduce((sum, rows) => sum + parted(rows, split).gain, 0),
    }));
    const best = gains.reduce((most, one) => (one.gain > most.gain + 1e-9 ? one : most));
    if (best.gain < 1e-9) break;
    leaves = leaves.flatMap((rows) => {
      const { sides, gain } = parted(rows, best.split);
      return gain > 1e-9 ? sides : [rows];
    });
  }
  const said = new Array<number>(y.length).fill(0);
  for (const rows of leaves) for (const row of rows) said[row] = leaves.length > 1 ? middle + meanOf(rows) : middle;
  return said;
}

describe('symmetric growth', () => {
  it('takes the split that gains most over all leaves of a level', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 120 }),
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom(0, 1.5),
        fc.constantFrom(1, 4),
        fc.nat(),
        (nRows, levels, lambdaL2, minChildSamples, seed) => {
          const { columns, y } = drawData(nRows, seed);
          const params = { ...oneTree, maxDepth: levels, lambdaL2, minChildSamples };
          const { values } = predictWith(fitted(learn(columns, y, params)), tableOf(columns));
          const slow = slowTree(columns, y, { levels, lambdaL2, minChildSamples });
          for (const [row, value] of slow.entries()) expect(values[row]).toBeCloseTo(value, 5);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('has leaves that are the means of their rows, also by sets of categories that a leaf partly has', () => {
    fc.assert(
      fc.property(fc.integer({ min: 30, max: 200 }), fc.nat(), (nRows, seed) => {
        const rng = createRng(seed);
        const { columns, y } = drawData(nRows, seed);
        const codes = y.map(() => (rng.uniform() < 0.1 ? Number.NaN : rng.integer(12)));
        const all = [...columns, { ...numbers(codes, 'many'), cardinality: 12 }];
        const target = y.map((value, row) => value + ((codes[row] || 0) % 3));
        const state = learn(all, target, { ...oneTree, lambdaL2: 0 });
        const { values } = predictWith(fitted(state), tableOf(all));
        const sums = new Map<number, { sum: number; n: number }>();
        for (const [row, value] of values.entries()) {
          const { sum, n } = sums.get(value) ?? { sum: 0, n: 0 };
          sums.set(value, { sum: sum + target[row], n: n + 1 });
        }
        for (const [value, { sum, n }] of sums) expect(sum / n).toBeCloseTo(value, 5);
        const { kinds, covers, lefts } = state.forest;
        for (const [node, kind] of kinds.entries()) {
          if (kind !== nodeKinds.leaf) expect(covers[lefts[node]] + covers[lefts[node] + 1]).toBe(covers[node]);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('finds sets of categories by what their rows are worth', () => {
    const codes = Array.from({ length: 240 }, (_, row) => row % 12);
    const y = codes.map((code) => ([1, 4, 6, 11].includes(code) ? 5 : 1));
    const columns = [{ ...numbers(codes, 'many'), cardinality: 12 }];
    const { values } = predictWith(fitted(learn(columns, y, { ...oneTree, lambdaL2: 0 })), tableOf(columns));
    for (const [row, value] of values.entries()) expect(value).toBeCloseTo(y[row], 6);
  });

  it('makes so many levels as leaves have room for, and six where nothing is asked', () => {
    const { columns, y } = drawData(3000, 5);
    const rng = createRng(9);
    const many = [
      ...columns,
      ...['c', 'd', 'e', 'f'].map((name) =>
        numbers(
          y.map(() => rng.normal()),
          name,
        ),
      ),
    ];
    const target = y.map((value, row) => value + many[3].values[row] * many[4].values[row]);
    const nLeaves = (params: Partial<GbdtParams>) => {
      const { kinds } = learn(many, target, { ...oneTree, ...params }).forest;
      return kinds.filter((kind) => kind === nodeKinds.leaf).length;
    };
    const [five, six, eight] = [
      nLeaves({ maxDepth: 5, numLeaves: 1000 }),
      nLeaves({ numLeaves: 1000 }),
      nLeaves({ maxDepth: 8, numLeaves: 1000 }),
    ];
    expect(five).toBeGreaterThan(16);
    expect(five).toBeLessThanOrEqual(32);
    expect(six).toBeGreaterThan(five);
    expect(six).toBeLessThanOrEqual(64);
    expect(nLeaves({ maxDepth: 6, numLeaves: 1000 })).toBe(six);
    expect(eight).toBeGreaterThan(six);
    for (const numLeaves of [2, 3, 7, 20, 31]) expect(nLeaves({ numLeaves })).toBeLessThanOrEqual(numLeaves);
    expect(nLeaves({ numLeaves: 2 })).toBe(2);
  });

  it('keeps columns apart that may not meet', () => {
    const { columns, y } = drawData(600, 7);
    const columnsOfTrees = (params: Partial<GbdtParams>) => {
      const { roots, kinds, lefts, features } = learn(columns, y, { nEstimators: 40, ...params }).forest;
      const below = (node: number): number[] =>
        kinds[node] === nodeKinds.leaf ? [] : [features[node], ...below(lefts[node]), ...below(lefts[node] + 1)];
      return [...roots].map((root) => new Set(below(root)));
    };
    const apart = columnsOfTrees({ interactions: [['a'], ['b', 'code']] });
    expect(apart.some((tree) => tree.has(0))).toBe(true);
    expect(apart.some((tree) => tree.has(1) && tree.has(2))).toBe(true);
    for (const tree of apart) expect(tree.has(0) && tree.size > 1).toBe(false);
    expect(columnsOfTrees({}).some((tree) => tree.size === 3)).toBe(true);
  });

  it('keeps directions', () => {
    const { columns, y } = drawData(600, 7);
    const target = y.map((value, row) => value + Math.abs(columns[0].values[row] - 3));
    const said = (params: Partial<GbdtParams>) => {
      const model = fitted(learn(columns, target, { nEstimators: 10, ...params }));
      const row = (a: number) => tableOf([numbers([a], 'a'), numbers([2], 'b'), numbers([1], 'code')]);
      return [0, 1, 2, 3, 4, 5, 6].map((a) => predictWith(model, row(a)).values[0]);
    };
    const rises = (values: readonly number[]) => values.every((value, i) => i === 0 || value >= values[i - 1]);
    expect(rises(said({ monotone: { a: 1 } }))).toBe(true);
    expect(said({ monotone: { a: 1 } })[6]).toBeGreaterThan(said({ monotone: { a: 1 } })[0] + 1);
    expect(rises(said({}))).toBe(false);
  });
});

describe('chance in the choice of splits', () => {
  const { columns, y } = drawData(400, 3);

  it('is another one with another seed, and the same with the same', () => {
    const params = { nEstimators: 5, randomStrength: 1 };
    expect(learn(columns, y, params, 1)).toEqual(learn(columns, y, params, 1));
    expect(learn(columns, y, params, 2).forest).not.toEqual(learn(columns, y, params, 1).forest);
    expect(learn(columns, y, { ...params, randomStrength: 0 }, 2).forest).toEqual(
      learn(columns, y, { ...params, randomStrength: 0 }, 1).forest,
    );
  });

  it('is as wide as the derivatives are, whatever their unit', () => {
    const of = (factor: number) =>
      learn(
        columns,
        y.map((value) => value * factor),
        { nEstimators: 3, randomStrength: 0.5, lambdaL2: 0 },
        4,
      ).forest;
    expect(of(1024).features).toEqual(of(1).features);
    expect(of(1024).lefts).toEqual(of(1).lefts);
  });

  it('is half gone once the steps add up to the logarithm of the rows that count', () => {
    const rows = rowsThatCount(new Float64Array(150).fill(1).fill(0, 100));
    expect(chanceLeft(rows, 0)).toBeCloseTo(100 / 101, 12);
    expect(chanceLeft(rows, log(100))).toBeCloseTo(0.5, 12);
    expect(chanceLeft(rows, 30)).toBeLessThan(1e-10);
  });
});

it.each([
  ['extraTrees', { growth: 'symmetric', extraTrees: true }],
  ['randomStrength', { growth: 'leaf', randomStrength: 1 }],
])('%s that does not fit the growth is refused', (name, params) => {
  const { error } = gbdtParams.safeParse(params);
  expect(error?.issues.map(({ path }) => path.join('.'))).toEqual([name]);
});

function fitted(state: ReturnType<typeof learn>) {
  return { name: 'gbdt', version: 1, params: gbdtParams.parse({}), state };
}
