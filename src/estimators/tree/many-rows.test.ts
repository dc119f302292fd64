/** Tables of millions of rows: sums do not overflow, leaves are exact, and threads change nothing. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../math/philox.ts';
import { sigmoid } from '../../math/sigmoid.ts';
import type { NumberColumn } from '../../table/column.ts';
import { binTable } from './binned-table.ts';
import { gbdtParams } from './gbdt-params.ts';
import { openTeam, TreeFit } from './tree-fit.ts';

/** Enough for hessians to be on a coarse grid in histograms. */
const nRows = 2_200_000;
const values = Float64Array.from({ length: nRows }, (_, row) => (row * 7919) % 200);
const column: NumberColumn = { kind: 'number', name: 'x', values, integer: true };
const X = { nRows, columns: [column] };
const equal = new Float64Array(nRows).fill(1);

/** A tree without shrinkage, and what it adds to the score of every row. */
function oneTree(
  task: 'binary' | 'regression',
  y: Float64Array,
  weights: Float64Array,
  threads: number,
  start: number,
) {
  const params = { ...gbdtParams.parse({ learningRate: 1, numLeaves: 6, minChildWeight: 0 }), lambdaL2: 0 };
  const spec = { task, nClasses: 0, target: { y, weights }, work: new Float64Array() };
  const team = openTeam(threads, nRows, 1);
  const fit = new TreeFit(binTable(X, 255, undefined, team), params, spec, { team });
  try {
    fit.scores.fill(start);
    const { tree } = fit.grow(0, undefined, createRng(0), 0);
    return { tree, added: fit.scores.map((score) => score - start) };
  } finally {
    team.close();
  }
}

/** For every leaf what it adds, and the derivatives of its rows summed by float64. */
function sumsByLeaf(added: Float64Array, derivatives: (row: number) => [number, number]) {
  const sums = new Map<number, { gradient: number; size: number; hessian: number }>();
  for (const [row, value] of added.entries()) {
    const [gradient, hessian] = derivatives(row);
    const leaf = sums.get(value) ?? { gradient: 0, size: 0, hessian: 0 };
    leaf.gradient += gradient;
    leaf.size += Math.abs(gradient);
    leaf.hessian += hessian;
    sums.set(value, leaf);
  }
  return [...sums];
}

describe('two million rows have exact leaf values', () => {
  it.each([
    ['equal weights', equal],
    ['many weights', values.map((_, row) => 0.5 + (row % 5) / 4)],
  ])('where nearly all are certain: %s', (_, weights) => {
    // The larger x, the more positives: one row of ten thousand on average.
    const y = values.map((value, row) => Number((row * 104_729) % 4_000_000 < value * 4));
    const start = -9;
    const { added, tree } = oneTree('binary', y, weights, 1, start);
    expect(oneTree('binary', y, weights, 2, start).tree).toEqual(tree);
    const p = sigmoid(start);
    const leaves = sumsByLeaf(added, (row) => [(p - y[row]) * weights[row], p * (1 - p) * weights[row]]);
    expect(leaves).toHaveLength(6);
    // The grid has 2^39 steps up to 1, and p is 1e-4.
    for (const [value, { gradient, hessian }] of leaves) expect((value * hessian) / -gradient).toBeCloseTo(1, 6);
  });

  it('where the tail of the target is as heavy as that of Cauchy', () => {
    const rng = createRng(4);
    const y = values.map((value) => value / 50 + rng.normal() / rng.normal());
    const { added, tree } = oneTree('regression', y, equal, 1, 0);
    expect(oneTree('regression', y, equal, 2, 0).tree).toEqual(tree);
    const leaves = sumsByLeaf(added, (row) => [-y[row], 1]);
    expect(leaves.length).toBeGreaterThan(2);
    for (const [value, { gradient, size, hessian }] of leaves)
      expect(Math.abs(value * hessian + gradient) / size).toBeLessThan(1e-9);
  });
});
