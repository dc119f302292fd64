/** The same trees whatever they are grown with: kernel, threads, room for histograms. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { pack } from '../../core/pack.ts';
import { createRng } from '../../math/philox.ts';
import { tableOf } from '../../table/table.ts';
import type { Task } from '../../table/task.ts';
import { binTable } from './binned-table.ts';
import { gbdt } from './gbdt.ts';
import { gbdtParams } from './gbdt-params.ts';
import { Team } from './team.ts';
import { TreeFit } from './tree-fit.ts';

/** Enough rows for several chunks, and columns for two blocks. */
const nRows = 34_000;
const rng = createRng(6);
const columns = Array.from({ length: 35 }, (_, j) => {
  const stream = rng.split(`column ${j}`);
  const isCategory = j % 7 === 3;
  const values = Float64Array.from({ length: nRows }, () => {
    if (j % 5 === 2 && stream.uniform() < 0.3) return Number.NaN;
    return isCategory ? stream.integer(40) : stream.normal();
  });
  return { kind: 'number' as const, name: `x${j}`, values, integer: false, ...(isCategory && { cardinality: 40 }) };
});
const X = tableOf(columns);
const signal = columns[0].values.map(
  (value, row) => value * columns[1].values[row] + (columns[3].values[row] % 3) + (columns[34].values[row] > 0 ? 1 : 0),
);
const targets: Record<Task, Float64Array> = {
  regression: signal,
  binary: signal.map((value) => Number(value > 0.7)),
  multiclass: signal.map((value) => (value < 0 ? 0 : value < 1.5 ? 1 : 2)),
};
const nClasses: Record<Task, number> = { regression: 0, binary: 2, multiclass: 3 };
const params = { ...gbdtParams.parse({ nEstimators: 2, numLeaves: 20, learningRate: 0.4 }), lambdaL2: 0 };

function learned(task: Task, threads: number, sampleWeight?: Float64Array): Uint8Array {
  const input = { X, y: targets[task], task, nClasses: nClasses[task], sampleWeight };
  return pack(gbdt.fit(input, params, { rng: createRng(0), threads }));
}

describe.each(['regression', 'binary', 'multiclass'] as const)('%s', (task) => {
  afterEach(() => void vi.unstubAllEnvs());
  const alone = learned(task, 1);

  it.each([2, 3, 8])('gives the same bytes with %i threads', (threads) => {
    expect(learned(task, threads)).toEqual(alone);
  });

  it('gives the same bytes with the kernel in JavaScript', () => {
    vi.stubEnv('MODELWRIGHT_KERNEL', 'js');
    expect(learned(task, 1)).toEqual(alone);
    expect(learned(task, 2)).toEqual(alone);
  });

  it('gives the same bytes for weights of one as for none', () => {
    expect(learned(task, 1, new Float64Array(nRows).fill(1))).toEqual(alone);
  });
});

describe.each([
  ['goss', 'multiclass', { boosting: 'goss', learningRate: 1, nEstimators: 3 }],
  ['goss, equal second derivatives', 'regression', { boosting: 'goss', learningRate: 1, nEstimators: 3 }],
  ['dart', 'binary', { boosting: 'dart', dropRate: 1, skipDrop: 0, nEstimators: 4 }],
  ['class weights', 'multiclass', { classWeight: 'balanced' }],
  ['symmetric trees', 'regression', { growth: 'symmetric', numLeaves: 64 }],
  ['symmetric trees with chance', 'binary', { growth: 'symmetric', numLeaves: 64, randomStrength: 1 }],
] as const)('%s', (_, task, more) => {
  it('gives the same bytes with 1, 2 and 3 threads', () => {
    const [one, two, three] = [1, 2, 3].map((threads) => {
      const input = { X, y: targets[task], task, nClasses: nClasses[task] };
      return pack(gbdt.fit(input, gbdtParams.parse({ ...params, ...more }), { rng: createRng(0), threads }));
    });
    expect(two).toEqual(one);
    expect(three).toEqual(one);
  });
});

describe('room for histograms', () => {
  it.each([
    ['leaf', 20],
    ['symmetric', 32],
  ] as const)('never changes a tree that grows by %s', (growth, numLeaves) => {
    const target = { y: targets.regression, weights: new Float64Array(nRows).fill(1) };
    const spec = { task: 'regression' as const, nClasses: 0, target, work: new Float64Array() };
    const trees = [3, 4, 7, 22].map((histograms) => {
      const team = new Team(2);
      const fit = new TreeFit(binTable(X, 255, undefined, team), { ...params, growth, numLeaves }, spec, {
        team,
        histograms,
      });
      const grown = fit.grow(0, undefined, createRng(0), 0);
      team.close();
      return pack(grown.tree);
    });
    for (const tree of trees) expect(tree).toEqual(trees[0]);
  });
});
