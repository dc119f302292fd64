/** What a walk through all leaves needs to know of a forest, and what it must not find there. */
import { ModelwrightError } from '../../core/errors.ts';
import { type Forest, nodeKinds } from '../../estimators/tree/forest.ts';
import { addForest } from '../../estimators/tree/forest-scores.ts';
import { mean } from '../../math/reduce.ts';
import { numberColumn } from '../../table/build.ts';

/** Most splits above a leaf: bounds the memory and the recursion of explanations. */
const maxDepth = 512;

/** What explanations work out once for a forest, however many calls use it. */
const depths = new WeakMap<Forest, number>();
const expectations = new WeakMap<Forest, { readonly baseline: Float64Array; readonly expected: Float64Array }>();

/**
 * Depth of the deepest tree, in splits. The forest must be sound (`isSoundForest`).
 *
 * @throws STATE_INVALID when trees or splits share a node, which would make the number of ways to leaves explode, or covers are negative.
 * @throws SHAPE_MISMATCH when a tree is deeper than 512 splits.
 */
export function forestDepth(forest: Forest): number {
  let depth = depths.get(forest);
  if (depth === undefined) {
    depth = measuredDepth(forest);
    depths.set(forest, depth);
  }
  return depth;
}

function measuredDepth({ roots, kinds, lefts, covers }: Forest): number {
  const invalid = (problem: string) => new ModelwrightError('STATE_INVALID', { estimator: 'forest', problem });
  if (covers.some((cover) => cover < 0)) throw invalid('a number of training rows is negative');
  const depthOf = new Int32Array(kinds.length).fill(-1);
  const place = (node: number, depth: number) => {
    if (depthOf[node] >= 0) throw invalid('trees or splits share a node');
    depthOf[node] = depth;
  };
  for (const root of roots) place(root, 0);
  let deepest = 0;
  for (let node = 0; node < kinds.length; node++) {
    if (kinds[node] === nodeKinds.leaf || depthOf[node] < 0) continue;
    const depth = depthOf[node] + 1;
    place(lefts[node], depth);
    place(lefts[node] + 1, depth);
    deepest = Math.max(deepest, depth);
  }
  if (deepest > maxDepth) {
    const law = `at most ${maxDepth} splits above a leaf`;
    throw new ModelwrightError('SHAPE_MISMATCH', { what: 'a tree to explain', law, value: `${deepest}` });
  }
  return deepest;
}

/** The part of a node's training rows that went to a side (0 left); equal parts where no row came by. */
export function shareOfSide({ covers }: Forest, left: number, side: number): number {
  const both = covers[left] + covers[left + 1];
  return both > 0 ? covers[left + side] / both : 0.5;
}

/** By output: the baseline and the mean of the leaf values, each weighted by the shares of training rows on its way. */
export function expectedScores(forest: Forest, baseline: Float64Array): Float64Array {
  let found = expectations.get(forest);
  if (found?.baseline !== baseline) {
    found = { baseline, expected: weightedLeaves(forest, baseline) };
    expectations.set(forest, found);
  }
  return found.expected.slice();
}

function weightedLeaves(forest: Forest, baseline: Float64Array): Float64Array {
  const { roots, kinds, values, lefts } = forest;
  const weights = new Float64Array(kinds.length);
  const outputs = new Int32Array(kinds.length);
  for (const [tree, root] of roots.entries()) {
    weights[root] = 1;
    outputs[root] = tree % baseline.length;
  }
  const expected = baseline.slice();
  for (let node = 0; node < kinds.length; node++) {
    if (kinds[node] === nodeKinds.leaf) {
      expected[outputs[node]] += weights[node] * values[node];
      continue;
    }
    const left = lefts[node];
    for (let side = 0; side < 2; side++) {
      weights[left + side] = weights[node] * shareOfSide(forest, left, side);
      outputs[left + side] = outputs[node];
    }
  }
  return expected;
}

/** By output: the mean raw score of the rows; there must be some. */
export function meanScores(
  forest: Forest,
  baseline: Float64Array,
  columns: readonly Float64Array[],
  nRows: number,
): Float64Array {
  const scores = new Float64Array(baseline.length * nRows);
  const X = { nRows, columns: columns.map((values, j) => ({ ...numberColumn(`x${j}`, []), values })) };
  addForest(forest, X, scores, baseline.length);
  return baseline.map((score, k) => score + mean(scores.subarray(k * nRows, (k + 1) * nRows)));
}
