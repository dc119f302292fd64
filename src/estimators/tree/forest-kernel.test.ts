/** The kernel walks like the plain walker, to the bit. */
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createRng } from '../../math/philox.ts';
import type { Rng } from '../../math/rng.ts';
import { numberColumn } from '../../table/build.ts';
import { type Table, tableOf } from '../../table/table.ts';
import { type Forest, joinForests, nodeKinds } from './forest.ts';
import { imageOf } from './forest-image.ts';
import { ForestKernel } from './forest-kernel.ts';
import { addLeaves } from './forest-leaves.ts';
import { addForest } from './forest-scores.ts';
import { walkForest } from './walk-forest.ts';

const nColumns = 4;
const values = [Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, -0, 0, 1, 2, 31, 32, 40, 0.5, -3];

/** A tree that grows to one side or to both, with every kind of node. */
function randomTree(rng: Rng, nSplits: number): Forest {
  const kinds: number[] = [nodeKinds.leaf];
  const [features, lefts, numbers, categories]: number[][] = [[0], [0], [rng.normal()], []];
  for (let split = 0; split < nSplits; split++) {
    const leaves = kinds.flatMap((kind, node) => (kind === nodeKinds.leaf ? [node] : []));
    const node = rng.integer(2) === 0 ? leaves[leaves.length - 1] : leaves[rng.integer(leaves.length)];
    kinds[node] = 1 + rng.integer(4);
    features[node] = rng.integer(nColumns);
    lefts[node] = kinds.length;
    if (kinds[node] >= nodeKinds.categoryMissingLeft) {
      numbers[node] = categories.length;
      const n = 1 + rng.integer(40);
      categories.push(n, ...Array.from({ length: Math.ceil(n / 32) }, () => rng.integer(2 ** 31) * 2));
    } else {
      const limit = values[1 + rng.integer(values.length - 1)];
      numbers[node] = limit;
    }
    kinds.push(nodeKinds.leaf, nodeKinds.leaf);
    features.push(0, 0);
    lefts.push(0, 0);
    numbers.push(rng.normal(), rng.normal());
  }
  return {
    roots: Int32Array.of(0),
    kinds: Uint8Array.from(kinds),
    features: Int32Array.from(features),
    values: Float64Array.from(numbers),
    lefts: Int32Array.from(lefts),
    covers: new Int32Array(kinds.length),
    categories: Uint32Array.from(categories),
  };
}

function randomTable(rng: Rng, nRows: number): Table {
  const columns = Array.from({ length: nColumns }, (_, j) => ({
    kind: 'number' as const,
    name: `x${j}`,
    values: Float64Array.from({ length: nRows }, () => values[rng.integer(values.length)]),
    integer: false,
  }));
  return tableOf(columns, nRows);
}

function randomForest(rng: Rng, nTrees: number): Forest {
  return joinForests(
    Array.from({ length: nTrees }, () => randomTree(rng, rng.integer(30))),
    1,
  );
}

function checkEqual(seed: number, nTrees: number, nRows: number, nOutputs: number, first: Forest[] = []): void {
  const rng = createRng(seed);
  const forest = joinForests([...first, randomForest(rng, nTrees)], 1);
  const X = randomTable(rng, nRows);
  const start = Float64Array.from({ length: nRows * nOutputs }, () => rng.normal());
  const [walked, together] = [start.slice(), start.slice()];
  walkForest(forest, X, walked, nOutputs);
  new ForestKernel(imageOf(forest, nColumns, nOutputs)!, nOutputs).add(X, together);
  expect(together).toEqual(walked);
}

/** The same with leaves that say something about each output. */
function checkShares(seed: number, nTrees: number, nRows: number, nOutputs: number): void {
  const rng = createRng(seed);
  const forest = randomForest(rng, nTrees);
  let nLeaves = 0;
  for (const [node, kind] of forest.kinds.entries()) if (kind === nodeKinds.leaf) forest.values[node] = nLeaves++;
  const shares = Float64Array.from({ length: nLeaves * nOutputs }, () => rng.uniform());
  const X = randomTable(rng, nRows);
  const [walked, together] = [new Float64Array(nRows * nOutputs), new Float64Array(nRows * nOutputs)];
  addLeaves(forest, shares, X, walked, nOutputs);
  new ForestKernel(imageOf(forest, nColumns, nOutputs, shares)!, nOutputs).add(X, together);
  expect(together).toEqual(walked);
}

const sizes = [fc.nat(1e6), fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 140 })] as const;
const cases = [...sizes, fc.integer({ min: 1, max: 3 })] as const;
const sharesCases = [...sizes, fc.integer({ min: 2, max: 4 })] as const;

describe('a forest in the kernel', () => {
  afterEach(() => void vi.unstubAllEnvs());

  it('gives the scores of the plain walk', () => {
    fc.assert(
      fc.property(...cases, (...drawn) => checkEqual(...drawn)),
      { numRuns: 150 },
    );
  });

  it('gives what leaves say about all outputs', () => {
    fc.assert(fc.property(...sharesCases, checkShares), { numRuns: 80 });
  });

  it('gives both in JavaScript too', () => {
    vi.stubEnv('MODELWRIGHT_KERNEL', 'js');
    fc.assert(
      fc.property(...cases, (...drawn) => checkEqual(...drawn)),
      { numRuns: 40 },
    );
    fc.assert(fc.property(...sharesCases, checkShares), { numRuns: 20 });
  });

  it('gives one row what it gives many', () => {
    for (let nRows = 1; nRows < 20; nRows++) checkEqual(nRows, 19, nRows, 2);
  });

  it('walks large trees with many rows at a time', () => {
    for (const nRows of [1, 9, 1024, 1500, 2051]) checkEqual(nRows, 3, nRows, 2, [chainOf(3000)]);
  });

  it('is not there for branches that meet, nor for more thresholds than there are ranks', () => {
    const split = {
      ...randomTree(createRng(1), 2),
      kinds: Uint8Array.of(1, 1, 1, 0, 0),
      lefts: Int32Array.of(1, 2, 3, 0, 0),
    };
    expect(imageOf(split, nColumns, 1)).toBeUndefined();
    const chain = chainOf(65_536);
    expect(imageOf(chain, nColumns, 1)).toBeUndefined();
    const X = randomTable(createRng(2), 3);
    const [walked, added] = [new Float64Array(3), new Float64Array(3)];
    walkForest(chain, X, walked, 1);
    addForest(chain, X, added, 1);
    expect(added).toEqual(walked);
    expect(imageOf(chainOf(65_535), nColumns, 1)).toBeDefined();
  });

  it('tells the highest ranks apart', () => {
    const chain = chainOf(65_535);
    const cells = Float64Array.of(
      -1,
      0,
      0.5,
      1,
      65_533,
      65_533.5,
      65_534,
      65_534.5,
      Number.NaN,
      Number.POSITIVE_INFINITY,
    );
    const X = tableOf(
      Array.from({ length: nColumns }, (_, j) => ({ ...numberColumn(`x${j}`, []), values: cells })),
      cells.length,
    );
    const [walked, together] = [new Float64Array(cells.length), new Float64Array(cells.length)];
    walkForest(chain, X, walked, 1);
    new ForestKernel(imageOf(chain, nColumns, 1)!, 1).add(X, together);
    expect(together).toEqual(walked);
  });
});

/** A tree that asks for the thresholds 0, 1, ... in turn: left of each split is a leaf, right the next split, and at last a leaf. */
function chainOf(nSplits: number): Forest {
  const nodes = Array.from({ length: 2 * nSplits + 1 }, (_, at) => ({ at, isSplit: at % 2 === 0 && at < 2 * nSplits }));
  return {
    roots: Int32Array.of(0),
    kinds: Uint8Array.from(nodes, ({ at, isSplit }) => (isSplit ? 1 + ((at / 2) % 2) : nodeKinds.leaf)),
    features: new Int32Array(nodes.length),
    values: Float64Array.from(nodes, ({ at, isSplit }) => (isSplit ? at / 2 : at)),
    lefts: Int32Array.from(nodes, ({ at, isSplit }) => (isSplit ? at + 1 : 0)),
    covers: new Int32Array(nodes.length),
    categories: new Uint32Array(),
  };
}
