/** What must not change a model, and what must change it in a known way. */
import { describe, expect, it } from 'vitest';
import { pack } from '../../core/pack.ts';
import { createRng } from '../../math/philox.ts';
import type { NumberColumn } from '../../table/column.ts';
import { type Table, tableOf, takeRows } from '../../table/table.ts';
import type { Task } from '../../table/task.ts';
import { fitEstimator, predictWith } from '../fit.ts';
import '../index.ts';
import { gbdt } from './gbdt.ts';

const nRows = 400;
const rng = createRng(21);
const normals = (name: string) => Float64Array.from({ length: nRows }, drawOf(name));
const X = tableOf([
  column('a', normals('a')),
  column('b', withGaps(normals('b'))),
  column('c', normals('c').map(Math.round)),
  {
    ...column(
      'code',
      normals('code').map((value) => Math.min(5, Math.floor(Math.abs(value) * 3))),
    ),
    cardinality: 6,
  },
]);
const signal = normals('noise').map((noise, row) => {
  const [a, b, c, code] = X.columns.map((one) => valuesOf(one)[row]);
  return a * (c > 0 ? 2 : -1) + (Number.isNaN(b) ? 1 : b) + (code === 2 ? 2 : 0) + 0.3 * noise;
});
const targets: Record<Task, Float64Array> = {
  regression: signal,
  binary: signal.map((value) => Number(value > 0.5)),
  multiclass: signal.map((value) => (value < -0.5 ? 0 : value < 1 ? 1 : 2)),
};
const nClasses: Record<Task, number> = { regression: 0, binary: 2, multiclass: 3 };
const allTasks: readonly Task[] = ['regression', 'binary', 'multiclass'];
/** So few values that bins do not depend on how many rows have each. */
const coarse = tableOf(
  X.columns.map((one) => ({
    ...(one as NumberColumn),
    values: valuesOf(one).map((value) => Math.round(value * 20) / 20),
  })),
);
const params = { nEstimators: 15, numLeaves: 8, minChildSamples: 10, minDataPerGroup: 10 };

describe.each(allTasks)('%s', (task) => {
  const y = targets[task];

  it('gives the same bytes for rows in another order', () => {
    const order = createRng(4).permutation(nRows);
    const shuffled = learn(task, takeRows(X, order), pick(y, order));
    expect(bytes(shuffled)).toEqual(bytes(learn(task, X, y)));
  });

  it('gives the same bytes beside a constant and an empty column, wherever they stand', () => {
    const constant = column('constant', new Float64Array(nRows).fill(3));
    const empty = column('empty', new Float64Array(nRows).fill(Number.NaN));
    const sampled = { featureFraction: 0.6 };
    const extended = learn(task, tableOf([constant, ...X.columns, empty]), y, sampled);
    const plain = learn(task, X, y, sampled);
    expect(predicted(extended, tableOf([constant, ...X.columns, empty]))).toEqual(predicted(plain, X));
    const shares = gbdt.importance!(extended.state as never);
    expect(shares.filter(({ feature }) => feature === 'constant' || feature === 'empty')).toEqual([
      { feature: 'constant', share: 0 },
      { feature: 'empty', share: 0 },
    ]);
  });

  it('parts rows alike after a rising transformation of a column', () => {
    const cubes = X.columns.map((one) =>
      one.name === 'a'
        ? column(
            'a',
            valuesOf(one).map((v) => v * v * v + v),
          )
        : one,
    );
    expect(predicted(learn(task, tableOf(cubes), y), tableOf(cubes))).toEqual(predicted(learn(task, X, y), X));
  });

  it('parts rows alike after a column is turned around', () => {
    const turned = coarse.columns.map((one) =>
      one.name === 'a'
        ? column(
            'a',
            valuesOf(one).map((v) => -v),
          )
        : one,
    );
    const ours = predicted(learn(task, coarse, y), coarse);
    expectClose(predicted(learn(task, tableOf(turned), y), tableOf(turned)), ours, 1e-9);
  });

  it('takes a row twice like a row of weight two', () => {
    const doubled = Int32Array.from({ length: nRows + 100 }, (_, i) => i % nRows);
    const weights = Float64Array.from({ length: nRows }, (_, row) => (row < 100 ? 2 : 1));
    // Rows count for minChildSamples and minDataPerGroup, weights do not.
    const some = { minChildSamples: 1, minDataPerGroup: 1, catSmooth: 0, minChildWeight: 1 };
    const heavy = predicted(learn(task, coarse, y, some, weights), coarse);
    const twice = learn(task, takeRows(coarse, doubled), pick(y, doubled), some);
    expectClose(predicted(twice, coarse), heavy, 1e-8);
  });

  it('takes no notice of the size of all weights but for minChildWeight and lambdaL2', () => {
    const weights = normals('weights').map((value) => 0.5 + Math.abs(value));
    const some = { minChildWeight: 0, lambdaL2: 0, catSmooth: 0, catL2: 0 };
    const small = predicted(learn(task, X, y, some, weights), X);
    const large = learn(
      task,
      X,
      y,
      some,
      weights.map((weight) => weight * 1024),
    );
    expect(predicted(large, X)).toEqual(small);
  });

  it('answers the same bits for rows alone and in any batch', () => {
    const fitted = learn(task, X, y);
    const batch = predicted(fitted, X);
    for (const rows of [[3], [399], [7, 7, 2], Array.from({ length: 65 }, (_, i) => 300 - i)]) {
      const some = predicted(fitted, takeRows(X, rows));
      expect(some).toEqual(batch.map((values) => pick(values, Int32Array.from(rows))));
    }
  });

  it('depends on the seed only when it samples', () => {
    expect(bytes(learn(task, X, y, {}, undefined, 2))).toEqual(bytes(learn(task, X, y)));
    for (const sampled of [{ subsample: 0.7 }, { featureFraction: 0.5 }]) {
      expect(bytes(learn(task, X, y, sampled, undefined, 2))).not.toEqual(bytes(learn(task, X, y, sampled)));
      expect(bytes(learn(task, X, y, sampled))).toEqual(bytes(learn(task, X, y, sampled)));
    }
  });
});

describe('other relations', () => {
  it('negates the log-odds when two classes change places', () => {
    const y = targets.binary;
    const swapped = predicted(
      learn(
        'binary',
        X,
        y.map((code) => 1 - code),
      ),
      X,
    );
    const [, zero, one] = predicted(learn('binary', X, y), X);
    expect(swapped.slice(1)).toEqual([one, zero]);
  });

  it('follows the classes when they are numbered otherwise', () => {
    const y = targets.multiclass;
    const [, a, b, c] = predicted(learn('multiclass', X, y), X);
    const turned = predicted(
      learn(
        'multiclass',
        X,
        y.map((code) => (code + 1) % 3),
      ),
      X,
    );
    expectClose(turned.slice(1), [c, a, b], 1e-9);
  });

  it('moves and stretches with a target of regression', () => {
    const moved = predicted(
      learn(
        'regression',
        X,
        signal.map((value) => value * 4 + 100),
      ),
      X,
    );
    const expected = predicted(learn('regression', X, signal), X)[0].map((value) => value * 4 + 100);
    expectClose(moved, [expected], 1e-9);
  });

  it('gives the training scores of the last iteration as predictions, sampled rows or not', () => {
    for (const sampled of [{}, { subsample: 0.6 }]) {
      const losses: number[] = [];
      const fitted = learn('regression', X, signal, sampled, undefined, 1, (_, loss) => {
        losses.push(loss);
        return undefined;
      });
      const [values] = predicted(fitted, X);
      const square = values.reduce((sum, value, row) => sum + (value - signal[row]) * (value - signal[row]), 0);
      expect(Math.sqrt(square / nRows)).toBeCloseTo(losses.at(-1)!, 12);
    }
  });
});

function drawOf(name: string) {
  const stream = rng.split(name);
  return () => stream.normal();
}

function column(name: string, values: Float64Array): NumberColumn {
  return { kind: 'number', name, values, integer: false };
}

function valuesOf(one: Table['columns'][number]): Float64Array {
  return (one as NumberColumn).values;
}

function withGaps(values: Float64Array): Float64Array {
  return values.map((value, row) => (row % 7 === 3 ? Number.NaN : value));
}

function pick(values: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row]);
}

function learn(
  task: Task,
  table: Table,
  y: Float64Array,
  more: object = {},
  sampleWeight?: Float64Array,
  seed = 1,
  onIteration?: (iteration: number, score: number) => boolean | undefined,
) {
  const input = { X: table, y, task, nClasses: nClasses[task], sampleWeight };
  return fitEstimator({ name: 'gbdt', params: { ...params, ...more } }, input, { rng: createRng(seed), onIteration });
}

function bytes(fitted: ReturnType<typeof learn>): Uint8Array {
  return pack(fitted.state);
}

/** Values, then probabilities. */
function predicted(fitted: ReturnType<typeof learn>, table: Table): Float64Array[] {
  const { values, probabilities = [] } = predictWith(fitted, table);
  return [values, ...probabilities];
}

function expectClose(actual: readonly Float64Array[], expected: readonly Float64Array[], tolerance: number): void {
  for (const [k, values] of expected.entries()) {
    const worst = values.reduce((most, value, row) => Math.max(most, Math.abs(value - actual[k][row])), 0);
    expect(worst).toBeLessThan(tolerance * (1 + Math.max(...values.map(Math.abs))));
  }
}
