/** The kernel walks like the plain walker, to the bit. */
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createRng } from '../../math/philox.ts';
import type { Rng } from '../../math/rng.ts';
import { tableOf } from '../../table/table.ts';
import { type Forest, joinForests, nodeKinds } from './forest.ts';
import { imageOf } from './forest-image.ts';
import { ForestKernel } from './forest-kernel.ts';
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

function checkEqual(seed: number, nTrees: number, nRows: number, nOutputs: number): void {
  const rng = createRng(seed);
  const trees = Array.from({ length: nTrees }, () => randomTree(rng, rng.integer(30)));
  const forest = joinForests(trees, 1);
  const X = tableOf(
    Array.from({ length: nColumns }, (_, j) => ({
      kind: 'number' as const,
      name: `x${j}`,
      values: Float64Array.from({ length: nRows }, () => values[rng.integer(values.length)]),
      integer: false,
    })),
    nRows,
  );
  const start = Float64Array.from({ length: nRows * nOutputs }, () => rng.normal());
  const [walked, together] = [start.slice(), start.slice()];
  walkForest(forest, X, walked, nOutputs);
  new ForestKernel(imageOf(forest, nColumns, nOutputs)!, nOutputs).add(X, together);
  expect(together).toEqual(walked);
}

const cases = [
  fc.nat(1e6),
  fc.integer({ min: 0, max: 20 }),
  fc.integer({ min: 0, max: 140 }),
  fc.integer({ min: 1, max: 3 }),
] as const;

describe('a forest in the kernel', () => {
  afterEach(() => void vi.unstubAllEnvs());

  it('gives the scores of the plain walk', () => {
    fc.assert(fc.property(...cases, checkEqual), { numRuns: 150 });
  });

  it('gives them in JavaScript too', () => {
    vi.stubEnv('MODELWRIGHT_KERNEL', 'js');
    fc.assert(fc.property(...cases, checkEqual), { numRuns: 40 });
  });

  it('gives one row what it gives many', () => {
    for (let nRows = 1; nRows < 20; nRows++) checkEqual(nRows, 19, nRows, 2);
  });
});
