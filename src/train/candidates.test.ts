import '../estimators/index.ts';
import { describe, expect, it } from 'vitest';
import type { PredictorDefinition } from '../estimators/estimator.ts';
import { fitEstimator } from '../estimators/fit.ts';
import { findEstimator } from '../estimators/registry.ts';
import { createRng } from '../math/philox.ts';
import { numberColumn, stringColumn } from '../table/build.ts';
import { tableOf } from '../table/table.ts';
import { type Task, tasks } from '../table/task.ts';
import { candidateAt } from './candidates.ts';

const roles = [
  { name: 'x', role: 'numeric' },
  { name: 'colour', role: 'categorical' },
] as const;

const at = (index: number, task: Task, seed = 7) => candidateAt(index, task, roles, createRng(seed).split('search'));

describe.each(tasks)('candidates for %s', (task) => {
  it('depend on position and seed alone, not on which were drawn before', () => {
    const forward = Array.from({ length: 30 }, (_, index) => at(index, task));
    const rng = createRng(7).split('search');
    const backward = Array.from({ length: 30 }, (_, i) => candidateAt(29 - i, task, roles, rng)).reverse();
    expect(backward).toEqual(forward);
    expect(at(20, task, 8)).not.toEqual(forward[20]);
  });

  it('begin with the simple, then come boosted trees three times of four', () => {
    const names = Array.from({ length: 43 }, (_, index) => at(index, task).name);
    expect(names.slice(0, 2)).toEqual([task === 'regression' ? 'ridge' : 'logistic', 'gbdt']);
    const drawn = names.slice(task === 'regression' ? 3 : 2);
    expect(drawn.slice(0, 40).filter((name) => name === 'gbdt')).toHaveLength(30);
  });

  it('have parameters within the declared ranges, and differ', () => {
    const seen = new Set<string>();
    for (let index = 5; index < 205; index++) {
      const { name, params } = at(index, task);
      const definition = findEstimator(name) as PredictorDefinition;
      for (const [key, range] of Object.entries(definition.searchSpace ?? {})) {
        if (range.type === 'choice') expect(range.values).toContain(params[key]);
        else {
          expect(params[key]).toBeGreaterThanOrEqual(range.low);
          expect(params[key]).toBeLessThanOrEqual(range.high);
          if (range.type === 'int') expect(Number.isInteger(params[key])).toBe(true);
        }
      }
      expect(definition.params.safeParse(params).success).toBe(true);
      seen.add(JSON.stringify([name, params]));
    }
    expect(seen.size).toBeGreaterThan(195);
  });

  it('spread a logarithmic range over its magnitudes', () => {
    const definition = findEstimator('gbdt') as PredictorDefinition;
    const [key, range] = Object.entries(definition.searchSpace!).find(([, one]) => 'log' in one && one.log)!;
    const { low, high } = range as { low: number; high: number };
    const middle = Math.sqrt(low * high);
    const drawn = Array.from({ length: 400 }, (_, i) => at(i + 3, task)).filter(({ name }) => name === 'gbdt');
    const below = drawn.filter(({ params }) => (params[key] as number) < middle).length / drawn.length;
    expect(Math.abs(below - 0.5)).toBeLessThan(0.12);
  });

  it('can be fitted', () => {
    const n = 40;
    const X = tableOf([
      numberColumn(
        'x',
        Array.from({ length: n }, (_, i) => (i % 7 === 0 ? null : i)),
      ),
      stringColumn(
        'colour',
        Array.from({ length: n }, (_, i) => ['red', 'green', null][i % 3]),
      ),
    ]);
    const nClasses = { binary: 2, multiclass: 3, regression: 0 }[task];
    const y = Float64Array.from({ length: n }, (_, i) => (nClasses > 0 ? i % nClasses : i * 1.5));
    for (const index of [0, 1, 2, 3, 6]) {
      const { spec } = at(index, task);
      expect(fitEstimator(spec, { X, y, task, nClasses }, { rng: createRng(1).split('fit') })).toMatchObject({
        name: 'pipeline',
      });
    }
  });
});
