/** Robust z beside scipy, the scale of ranks, and what the detector promises. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import reference from '../../../tests/reference/estimators/robust_z.json' with { type: 'json' };
import { createRng } from '../../math/philox.ts';
import { numberColumn } from '../../table/build.ts';
import type { NumberColumn } from '../../table/column.ts';
import { type Table, tableOf } from '../../table/table.ts';
import { tableFromRows } from '../plain-input.ts';
import '../index.ts';
import { outlierDetector } from './outlier-detector.ts';
import { rankScaleOf, rankScaleShape, shareBelow } from './rank-scale.ts';
import { robustZ } from './robust-z.ts';

const zOf = (X: Table, params: object = {}, rows = X) => {
  const state = robustZ.fit({ X, nClasses: 0 }, robustZ.params.parse(params), { rng: createRng(0) });
  return (robustZ.transform(state, rows).columns.at(-1) as NumberColumn).values;
};
const learn = (X: Table, params: object = {}, seed = 0) =>
  outlierDetector.fit({ X, nClasses: 0 }, outlierDetector.params.parse(params), { rng: createRng(seed) });
const judged = (state: ReturnType<typeof learn>, X: Table) => {
  const [scores, flags] = outlierDetector.transform(state, X).columns.slice(-2) as NumberColumn[];
  expect([scores.name, flags.name]).toEqual(['anomaly_score', 'is_anomaly']);
  return { scores: scores.values, flags: flags.values };
};
const normals = (n: number, seed: number, d = 3) => {
  const rng = createRng(seed);
  return tableFromRows(Array.from({ length: n }, () => Array.from({ length: d }, () => rng.normal())));
};
const share = (flags: Float64Array) => flags.reduce((sum, flag) => sum + flag, 0) / flags.length;

describe('robust z', () => {
  const X = tableFromRows(reference.X);

  it('equals what scipy says', () => {
    for (const [aggregate, expected] of [
      ['mean_square', reference.meanSquare],
      ['max', reference.max],
    ] as const) {
      const found = zOf(X, { aggregate });
      for (const [row, z] of expected.entries()) expect(found[row] / z).toBeCloseTo(1, 12);
    }
  });

  it('does not depend on units, nor on how far the odd rows lie', () => {
    const scaled = tableFromRows(reference.X.map(([a, b, c]) => [a * 64 + 1024, b / 8, -c]));
    const base = zOf(X);
    for (const [row, z] of zOf(scaled).entries()) expect(z / base[row]).toBeCloseTo(1, 9);
    const usual = [[1], [2], [3], [4], [5], [6], [7]];
    const near = zOf(tableFromRows([...usual, [50]]));
    const far = zOf(tableFromRows([...usual, [1e9]]));
    expect([...near.subarray(0, 7)]).toEqual([...far.subarray(0, 7)]);
  });

  it('uses means where half the values are equal, and stands constant columns and absurd sizes', () => {
    expect([...zOf(tableFromRows([[0], [0], [0], [4]]))]).toEqual([0, 0, 0, 4 / 1.2533141373155003]);
    expect([...zOf(tableFromRows([[2], [2]]), {}, tableFromRows([[2], [5]]))]).toEqual([0, 3]);
    expect(zOf(tableFromRows([[1e308], [-1e308], [0], [0], [0]])).every(Number.isFinite)).toBe(true);
  });
});

describe('a scale of ranks', () => {
  const values = fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double({ min: -1e6, max: 1e6, noNaN: true })), {
    minLength: 1,
    maxLength: 60,
  });

  it('grows with the score, lies within (0, 1), and puts equals in their middle', () => {
    fc.assert(
      fc.property(values, values, (seen, asked) => {
        const scale = rankScaleOf(seen);
        expect(rankScaleShape.safeParse(scale).success).toBe(true);
        const shares = asked.toSorted((a, b) => a - b).map((score) => shareBelow(scale, score));
        expect(shares.every((one) => one > 0 && one < 1)).toBe(true);
        for (let i = 1; i < shares.length; i++) expect(shares[i]).toBeGreaterThanOrEqual(shares[i - 1]);
        for (const score of seen) {
          const below = seen.filter((other) => other < score).length;
          const equal = seen.filter((other) => other === score).length;
          expect(shareBelow(scale, score)).toBeCloseTo((below + equal / 2) / seen.length, 12);
        }
      }),
    );
  });

  it('keeps the largest of many scores, and few of the others', () => {
    const many = Float64Array.from({ length: 50_000 }, (_, i) => i);
    const scale = rankScaleOf(many);
    expect(scale.scores.length).toBeLessThan(4200);
    for (const score of [0, 7, 20_000.5, 49_000, 49_999]) {
      expect(shareBelow(scale, score)).toBeCloseTo((score + 0.5) / 50_000, 9);
    }
    // Beyond the largest it still tells what is stranger.
    expect(shareBelow(scale, 60_000)).toBeGreaterThan(shareBelow(scale, 50_000));
  });
});

describe('a detector', () => {
  const X = normals(800, 1);
  const fresh = normals(2000, 2);
  const all = [{ name: 'isolation_forest' }, { name: 'robust_z' }, { name: 'lof' }];
  const settings = [...all.map((member) => ({ members: [member] })), { members: all }];

  it.each(settings.map((one) => [one.members.map(({ name }) => name).join(', '), one] as const))(
    '%s: calls about the asked share of new rows anomalies',
    (_, params) => {
      for (const contamination of [0.02, 0.2]) {
        const { flags, scores } = judged(learn(X, { ...params, contamination }), fresh);
        // Four standard deviations of a share of 800 rows on one side and of 2000 on the other.
        const reach = 4 * Math.sqrt(contamination * (1 - contamination) * (1 / 800 + 1 / 2000));
        expect(Math.abs(share(flags) - contamination)).toBeLessThan(reach);
        for (const [row, flag] of flags.entries()) expect(flag).toBe(Number(scores[row] > 1 - contamination));
      }
    },
    30_000,
  );

  it('finds rows that lie apart, and the farther the stranger', () => {
    const { scores, flags } = judged(
      learn(X, { members: all }),
      tableFromRows([
        [0, 0, 0],
        [5, 5, 5],
        [9, 9, 9],
      ]),
    );
    expect([...flags]).toEqual([0, 1, 1]);
    expect(scores[2]).toBeGreaterThan(scores[1]);
  });

  it('learns from a sample of many rows', () => {
    const state = learn(X, { members: [{ name: 'robust_z' }], maxRows: 50 });
    expect(state.members[0].scale.scores.length).toBeLessThanOrEqual(50);
  });

  it('learns from one row, two rows and copies, none of which is an anomaly then', () => {
    for (const rows of [
      [[3, 4]],
      [
        [3, 4],
        [3, 4],
      ],
      Array(40).fill([0.1, 7]),
    ]) {
      const table = tableFromRows(rows);
      for (const params of settings) expect(share(judged(learn(table, params), table).flags)).toBe(0);
    }
  });

  it('stops when it is told to', () => {
    let asked = 0;
    const onIteration = () => ++asked > 0;
    outlierDetector.fit({ X: normals(30, 1), nClasses: 0 }, outlierDetector.params.parse({ folds: 3 }), {
      rng: createRng(0),
      onIteration,
    });
    expect(asked).toBe(4);
  });

  it('refuses missing values, names that are taken, and members that are no transformers', () => {
    const gap = tableOf([numberColumn('a', [1, Number.NaN])]);
    expect(() => judged(learn(normals(9, 1, 1)), gap)).toThrow();
    for (const name of ['anomaly_score', 'is_anomaly']) {
      const taken = tableOf([numberColumn(name, [1, 2])]);
      expect(() => learn(taken)).toThrow(expect.objectContaining({ code: 'VALUE_INVALID' }));
    }
    expect(() => learn(X, { members: [{ name: 'ridge' }] })).toThrow(
      expect.objectContaining({ code: 'PARAM_INVALID' }),
    );
  });

  it('refuses states whose parts do not fit', () => {
    const state = learn(normals(20, 1), { members: all });
    expect(outlierDetector.state.safeParse(state).success).toBe(true);
    expect(outlierDetector.state.safeParse({ ...state, scale: null }).success).toBe(false);
    expect(outlierDetector.state.safeParse({ ...state, members: [] }).success).toBe(false);
  });
});
