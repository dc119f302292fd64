/** What users may ask of trees: directions, columns that do not meet, growth by depth. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../math/philox.ts';
import type { NumberColumn } from '../../table/column.ts';
import { type Table, tableOf } from '../../table/table.ts';
import type { Task } from '../../table/task.ts';
import { nodeKinds } from './forest.ts';
import { gbdt } from './gbdt.ts';

const nRows = 600;

/** `a` moves the target up and down, `b` up; `c` has gaps; `code` is a category. */
function dataOf(seed: number): { X: Table; y: Float64Array } {
  const rng = createRng(seed);
  const draw = (name: string) => {
    const stream = rng.split(name);
    return Float64Array.from({ length: nRows }, () => stream.normal());
  };
  const [a, b, noise, gaps] = [draw('a'), draw('b'), draw('noise'), draw('gaps')];
  const c = draw('c').map((value, row) => (gaps[row] > 1 ? Number.NaN : value));
  const code = draw('code').map((value) => Math.min(5, Math.floor(Math.abs(value) * 3)));
  const column = (name: string, values: Float64Array): NumberColumn => ({
    kind: 'number',
    name,
    values,
    integer: false,
  });
  const y = a.map(
    (value, row) => Math.abs(value) + b[row] * (code[row] === 2 ? 2 : 1) + (c[row] > 0 ? 1 : 0) + noise[row],
  );
  return {
    X: tableOf([column('a', a), column('b', b), column('c', c), { ...column('code', code), cardinality: 6 }]),
    y,
  };
}

function learn({ X, y }: { X: Table; y: Float64Array }, task: Task, params: Record<string, unknown>) {
  const target = task === 'regression' ? y : y.map((value) => Number(value > 0.8));
  const defaults = { nEstimators: 20, numLeaves: 12, minChildSamples: 5, minDataPerGroup: 5 };
  const input = { X, y: target, task, nClasses: task === 'binary' ? 2 : 0 };
  return gbdt.fit(input, gbdt.params.parse({ ...defaults, ...params }), { rng: createRng(0) });
}

/** Predictions for a row of the table with other values in one column. */
function along(state: ReturnType<typeof learn>, X: Table, row: number, name: string): number[] {
  const steps = Float64Array.from({ length: 60 }, (_, i) => (i - 30) / 8);
  const varied = X.columns.map((column) => {
    const { values } = column as NumberColumn;
    return { ...column, values: column.name === name ? steps : new Float64Array(steps.length).fill(values[row]) };
  });
  const { values, probabilities } = gbdt.predict(state, tableOf(varied as NumberColumn[]));
  return [...(probabilities ? probabilities[1] : values)];
}

describe('monotone', () => {
  it.each(['regression', 'binary'] as const)('makes predictions of %s go one way', (task) => {
    fc.assert(
      fc.property(fc.nat(1000), fc.constantFrom(-1, 1), fc.constantFrom('a', 'b', 'c'), (seed, direction, name) => {
        const data = dataOf(seed);
        const state = learn(data, task, { monotone: { [name]: direction }, lambdaL1: seed % 2 });
        for (let row = 0; row < nRows; row += 60) {
          const path = along(state, data.X, row, name);
          for (let i = 1; i < path.length; i++) expect(direction * (path[i] - path[i - 1])).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('costs little where the data go that way, and the data go both ways without it', () => {
    const data = dataOf(1);
    const free = along(learn(data, 'regression', {}), data.X, 3, 'a');
    expect(free[0]).toBeGreaterThan(Math.min(...free) + 1);
    expect(free[59]).toBeGreaterThan(Math.min(...free) + 1);
    const error = (params: object) => {
      const { values } = gbdt.predict(learn(data, 'regression', { ...params }), data.X);
      return Math.sqrt(
        values.reduce((sum, value, row) => sum + (value - data.y[row]) * (value - data.y[row]), 0) / nRows,
      );
    };
    expect(error({ monotone: { b: 1 } })).toBeLessThan(1.1 * error({}));
  });

  it('refuses categories and names that are no columns', () => {
    const data = dataOf(1);
    const refused = { code: 'PARAM_INVALID', details: expect.objectContaining({ name: 'gbdt.monotone' }) };
    expect(() => learn(data, 'regression', { monotone: { code: 1 } })).toThrow(expect.objectContaining(refused));
    expect(() => learn(data, 'regression', { monotone: { d: 1 } })).toThrow(expect.objectContaining(refused));
  });
});

describe('interactions', () => {
  const meetings = (state: ReturnType<typeof learn>): Set<string> => {
    const { roots, kinds, lefts, features } = state.forest;
    const found = new Set<string>();
    const visit = (node: number, above: readonly string[]): void => {
      if (kinds[node] === nodeKinds.leaf) return;
      const all = [...new Set([...above, state.features[features[node]]])].sort((a, b) => (a < b ? -1 : 1));
      found.add(all.join(' '));
      visit(lefts[node], all);
      visit(lefts[node] + 1, all);
    };
    for (const root of roots) visit(root, []);
    return found;
  };

  it('keeps columns apart that no group has together', () => {
    const data = dataOf(2);
    expect([...meetings(learn(data, 'regression', {}))]).toContain('a b c code');
    const apart = meetings(
      learn(data, 'regression', {
        interactions: [
          ['a', 'b'],
          ['b', 'code'],
        ],
      }),
    );
    expect([...apart]).toEqual(expect.arrayContaining(['a b', 'b code', 'c']));
    for (const met of apart) expect(['a', 'b', 'c', 'code', 'a b', 'b code']).toContain(met);
  });

  it('refuses names that are no columns', () => {
    const refused = { code: 'PARAM_INVALID', details: expect.objectContaining({ name: 'gbdt.interactions' }) };
    const learnWrong = () => learn(dataOf(1), 'regression', { interactions: [['a', 'x']] });
    expect(learnWrong).toThrow(expect.objectContaining(refused));
  });
});

describe('growth by depth', () => {
  it('splits all leaves of a level before those below', () => {
    const { forest } = learn(dataOf(3), 'regression', {
      growth: 'depth',
      numLeaves: 8,
      minChildSamples: 1,
      nEstimators: 5,
    });
    const depthOf = new Map<number, number>([...forest.roots].map((root) => [root, 0]));
    for (const [node, kind] of forest.kinds.entries()) {
      const depth = depthOf.get(node)!;
      expect(kind === nodeKinds.leaf).toBe(depth === 3);
      for (const child of [forest.lefts[node], forest.lefts[node] + 1]) depthOf.set(child, depth + 1);
    }
  });
});
