/** Isolation forests beside scikit-learn, and what they promise. */
import { describe, expect, it } from 'vitest';
import reference from '../../../tests/reference/estimators/forests.json' with { type: 'json' };
import { createRng } from '../../math/philox.ts';
import { numberColumn } from '../../table/build.ts';
import type { NumberColumn } from '../../table/column.ts';
import { type Table, tableOf } from '../../table/table.ts';
import { isolationForest } from './isolation-forest.ts';
import { meanPathLength } from './isolation-tree.ts';

const nUsual = 1000;
const table = usualAndOdd();
const scoresOf = (X: Table, seed: number, params: object = {}) => {
  const state = isolationForest.fit({ X, nClasses: 0 }, isolationForest.params.parse(params), { rng: createRng(seed) });
  const added = isolationForest.transform(state, X).columns.at(-1) as NumberColumn;
  expect(added.name).toBe('anomaly_score');
  return added.values;
};

describe('beside scikit-learn', () => {
  const all = Array.from({ length: 10 }, (_, seed) => scoresOf(table, seed));

  it('finds odd rows as well', () => {
    const sum = table.columns.reduce((total, column) => total + (column as NumberColumn).values.reduce(add, 0), 0);
    expect(sum).toBeCloseTo(reference.isolation.checksum, 6);
    const { mean, deviation } = reference.isolation.auc;
    const ours = all.map(rankingOf).reduce(add, 0) / 10;
    // Both are means of ten seeds.
    expect(Math.abs(ours - mean)).toBeLessThan((4 * deviation * Math.SQRT2) / Math.sqrt(10));
  });

  it('gives the same scores but for chance', () => {
    for (const [i, row] of [0, 1, 2, 3, 4, 1000, 1001, 1002, 1003, 1004].entries()) {
      const ours = all.reduce((total, scores) => total + scores[row], 0) / 10;
      expect(Math.abs(ours - reference.isolation.scores[i])).toBeLessThan(0.01);
    }
  });
});

describe('mean path lengths', () => {
  it('are those of random trees, counted', () => {
    // A tree with n leaves parts them into i and n - i, each i as likely: all leaves lie one deeper, and then as in the parts.
    const totals = [0, 0];
    for (let n = 2; n <= 300; n++) totals.push(n + (2 / (n - 1)) * totals.reduce(add, 0));
    for (const n of [2, 3, 10, 256, 300]) expect(meanPathLength(n)).toBeCloseTo(totals[n] / n, 10);
    expect(meanPathLength(0)).toBe(0);
    expect(meanPathLength(1)).toBe(0);
  });
});

describe('scores', () => {
  it('lie between 0 and 1, and are alike where rows are', () => {
    const same = tableOf([numberColumn('a', new Float64Array(50).fill(3))]);
    expect(new Set(scoresOf(same, 0)).size).toBe(1);
    for (const score of scoresOf(table, 3)) expect(score > 0 && score < 1).toBe(true);
    expect([...scoresOf(tableOf([numberColumn('a', [7])]), 0)]).toEqual([0.5]);
  });

  it('do without values that are missing or infinite', () => {
    const a = numberColumn(
      'a',
      [...Array(99).keys(), Number.POSITIVE_INFINITY].map((value) => (value % 10 === 3 ? Number.NaN : value)),
    );
    const b = numberColumn(
      'b',
      a.values.map((_, row) => (row === 40 ? -1e308 : row === 41 ? 1e308 : row % 7)),
    );
    const scores = scoresOf(tableOf([a, b]), 1);
    expect(scores.every(Number.isFinite)).toBe(true);
    expect(scores.indexOf(Math.max(...scores))).toSatisfy((row: number) => [40, 41, 99].includes(row));
  });

  it('do not replace a column of that name', () => {
    const X = tableOf([numberColumn('anomaly_score', [1, 2])]);
    expect(() => scoresOf(X, 0)).toThrow(expect.objectContaining({ code: 'VALUE_INVALID' }));
  });
});

function add(a: number, b: number): number {
  return a + b;
}

/** Area under the curve of finding the odd rows by their score. */
function rankingOf(scores: Float64Array): number {
  let wins = 0;
  for (let odd = nUsual; odd < scores.length; odd++) {
    for (let usual = 0; usual < nUsual; usual++)
      wins += scores[odd] > scores[usual] ? 1 : scores[odd] === scores[usual] ? 0.5 : 0;
  }
  return wins / (nUsual * (scores.length - nUsual));
}

/** The rows of make_forests.py. */
function usualAndOdd(): Table {
  let state = 77;
  const uniform = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  const bell = () => {
    let total = 0;
    for (let i = 0; i < 12; i++) total += uniform();
    return total - 6;
  };
  const rows = Array.from({ length: nUsual + 40 }, (_, row) =>
    Array.from({ length: 5 }, () => (row < nUsual ? bell() : bell() * 1.4 + (uniform() < 0.5 ? 1.2 : -1.2))),
  );
  return tableOf(
    [0, 1, 2, 3, 4].map((j) =>
      numberColumn(
        `x${j}`,
        rows.map((row) => row[j]),
      ),
    ),
  );
}
