/** Trees from lists of rows are the trees from a bin for every row, to the byte. */
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { pack } from '../../core/pack.ts';
import { createRng } from '../../math/philox.ts';
import { type Table, tableOf } from '../../table/table.ts';
import type { Task } from '../../table/task.ts';
import { binTable } from './binned-table.ts';
import { gbdt } from './gbdt.ts';
import { gbdtParams } from './gbdt-params.ts';
import { openTeam, TreeFit } from './tree-fit.ts';

const mode = vi.hoisted(() => ({ listSparse: true, nListed: 0 }));
vi.mock('./binned-table.ts', async (original) => {
  const { binTable } = await original<typeof import('./binned-table.ts')>();
  return {
    binTable: (...[X, maxBins, watched, team, listSparse]: Parameters<typeof binTable>) => {
      const table = binTable(X, maxBins, watched, team, listSparse && mode.listSparse);
      mode.nListed = table.sparse.filter(Boolean).length;
      return table;
    },
  };
});

const nClasses: Record<Task, number> = { regression: 0, binary: 2, multiclass: 3 };

/** One-hot groups, counts, numbers and categories that are nearly always the same or missing, and two dense columns. */
function drawTable(nRows: number, nColumns: number, seed: number): { X: Table; signal: Float64Array } {
  const rng = createRng(seed);
  const level = Uint8Array.from({ length: nRows }, () => rng.integer(12));
  const signal = Float64Array.from(level, (value) => (value % 3) - 1);
  const columns = Array.from({ length: nColumns }, (_, j) => {
    const stream = rng.split(`column ${j}`);
    const isCategory = j % 6 === 4;
    const values = Float64Array.from(level, (value, row) => {
      if (j === 0 || j === 21) return stream.normal();
      if (j <= 12) return Number(value === j - 1);
      if (stream.uniform() > 0.08) return j % 5 === 1 ? Number.NaN : isCategory ? 2 : 0;
      const drawn = isCategory ? stream.integer(8) : j % 3 === 0 ? stream.normal() : 1 + stream.integer(5);
      signal[row] += (j % 4) * Math.min(drawn, 2) * 0.5;
      return j % 7 === 2 && drawn === 1 ? Number.NaN : drawn;
    });
    return { kind: 'number' as const, name: `x${j}`, values, integer: false, ...(isCategory && { cardinality: 8 }) };
  });
  for (let row = 0; row < nRows; row++) signal[row] += 0.3 * rng.normal() + columns[0].values[row] * 0.3;
  return { X: tableOf(columns), signal };
}

function targetOf(task: Task, signal: Float64Array): Float64Array {
  if (task === 'regression') return signal;
  if (task === 'binary') return signal.map((value) => Number(value > 0.4));
  return signal.map((value) => (value < 0 ? 0 : value < 1 ? 1 : 2));
}

interface Setting {
  readonly task: Task;
  readonly params: object;
  readonly threads?: number;
  readonly nRows?: number;
  readonly nColumns?: number;
  readonly nWatched?: number;
  readonly seed?: number;
}

function learned(listSparse: boolean, setting: Setting): Uint8Array {
  const { task, params, threads = 1, nRows = 400, nColumns = 40, nWatched = 0, seed = 3 } = setting;
  mode.listSparse = listSparse;
  const { X, signal } = drawTable(nRows, nColumns, seed);
  const watched = drawTable(Math.max(1, nWatched), nColumns, seed + 1);
  const valid = nWatched > 0 ? { X: watched.X, y: targetOf(task, watched.signal) } : undefined;
  const input = { X, y: targetOf(task, signal), task, nClasses: nClasses[task], valid };
  const parsed = gbdtParams.parse({ nEstimators: 3, numLeaves: 12, learningRate: 0.3, minChildSamples: 5, ...params });
  const scores: number[] = [];
  const state = gbdt.fit(input, parsed, {
    rng: createRng(seed),
    threads,
    onIteration: (_, score) => scores.push(score) > 0,
  });
  return pack({ state, scores });
}

function expectSame(setting: Setting): void {
  const listed = learned(true, setting);
  expect(mode.nListed).toBeGreaterThanOrEqual(16);
  expect(learned(false, setting)).toEqual(listed);
  expect(mode.nListed).toBe(0);
}

afterEach(() => void vi.unstubAllEnvs());

describe('fits of sparse columns', () => {
  const params = fc.record({
    numLeaves: fc.constantFrom(2, 7, 40),
    maxDepth: fc.constantFrom(-1, 3),
    growth: fc.constantFrom('leaf', 'depth', 'symmetric'),
    maxBins: fc.constantFrom(3, 255),
    minChildSamples: fc.constantFrom(1, 2, 20),
    minChildWeight: fc.constantFrom(0, 0.001, 3),
    lambdaL1: fc.constantFrom(0, 0.5),
    lambdaL2: fc.constantFrom(0, 1),
    subsample: fc.constantFrom(1, 0.6),
    featureFraction: fc.constantFrom(1, 0.7),
    monotone: fc.constantFrom({}, { x2: 1, x30: -1, x33: 1 } as const),
    interactions: fc.constantFrom(
      [],
      [
        ['x1', 'x2', 'x0', 'x14', 'x15', 'x16'],
        ['x2', 'x22', 'x23', 'x24', 'x27'],
      ],
    ),
    minDataPerGroup: fc.constantFrom(1, 10),
    catSmooth: fc.constantFrom(0, 10),
  });
  const settings = fc.record({
    task: fc.constantFrom<Task[]>('regression', 'binary', 'multiclass'),
    params,
    nRows: fc.constantFrom(150, 400),
    nWatched: fc.constantFrom(0, 60),
    seed: fc.nat(),
  });

  it('give the same bytes as those of all bins', () => {
    fc.assert(fc.property(settings, expectSame), { numRuns: 60 });
  });

  it.each([
    { task: 'multiclass', params: { boosting: 'goss', learningRate: 1 } },
    { task: 'binary', params: { boosting: 'dart', dropRate: 1, skipDrop: 0 }, nWatched: 50 },
    { task: 'regression', params: { objective: 'quantile' }, nWatched: 50 },
    { task: 'binary', params: { earlyStoppingRounds: 2, nEstimators: 60 }, nWatched: 90 },
  ] as const)('give the same bytes: %j', expectSame);
});

describe('threads and kernels', () => {
  const setting = { task: 'binary', params: { numLeaves: 20 }, nRows: 34_000, nColumns: 70, nWatched: 100 } as const;
  const alone = learned(false, setting);

  it.each([1, 2, 3, 8])('give the same bytes: %i threads', (threads) => {
    expect(learned(true, { ...setting, threads })).toEqual(alone);
    expect(mode.nListed).toBeGreaterThan(60);
  });

  it('give the same bytes with the kernel in JavaScript', () => {
    vi.stubEnv('MODELWRIGHT_KERNEL', 'js');
    expect(learned(true, setting)).toEqual(alone);
    expect(learned(true, { ...setting, threads: 2 })).toEqual(alone);
  });

  it('give the same tree with any room for histograms', () => {
    const { X, signal } = drawTable(3000, 70, 8);
    const target = { y: signal, weights: new Float64Array(3000).fill(1) };
    const spec = { task: 'regression' as const, nClasses: 0, target, work: new Float64Array() };
    const grow = (listSparse: boolean, histograms: number) => {
      const params = { ...gbdtParams.parse({ numLeaves: 20 }), lambdaL2: 0 };
      mode.listSparse = listSparse;
      const team = openTeam(2, X.nRows, X.columns.length);
      const fit = new TreeFit(binTable(X, 255, undefined, team, true), params, spec, { team, histograms });
      const grown = fit.grow(0, undefined, createRng(0), 0);
      team.close();
      return pack(grown.tree);
    };
    const expected = grow(false, 22);
    for (const histograms of [3, 4, 22]) expect(grow(true, histograms)).toEqual(expected);
  });
});
