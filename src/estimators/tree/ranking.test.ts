/** LambdaRank: beside LightGBM, against brute force, and what it refuses. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { halfRows, peerSet } from '../../../tests/estimators/peer-sets.ts';
import reference from '../../../tests/reference/estimators/gbdt-ranking.json' with { type: 'json' };
import { pack } from '../../core/pack.ts';
import { createRng } from '../../math/philox.ts';
import { takeRows } from '../../table/table.ts';
import type { FitInput } from '../estimator.ts';
import { fitEstimator } from '../fit.ts';
import '../index.ts';
import { gbdt } from './gbdt.ts';
import { lambdarankLoss } from './lambdarank-loss.ts';
import { queryRows } from './query-rows.ts';

const set = peerSet(8);
const relevance = set.y.map((value) => Math.min(4, Math.max(0, Math.floor((value + 4) / 2))));
const train = Int32Array.from({ length: halfRows }, (_, row) => row);
/** Queries of 10 to 20 rows that follow each other. */
const groups = Int32Array.from(
  (function* () {
    for (let query = 0, left = halfRows; left > 0; query++) {
      const size = Math.min(10 + ((query * 7) % 11), left);
      left -= size;
      for (let i = 0; i < size; i++) yield query;
    }
  })(),
);

function learn(params: object, more: Partial<FitInput> = {}, threads = 1) {
  const input = {
    X: takeRows(set.X, train),
    y: relevance.slice(0, halfRows),
    task: 'regression' as const,
    nClasses: 0,
    groups,
  };
  const all = gbdt.params.parse({ objective: 'lambdarank', ...params });
  return gbdt.fit({ ...input, ...more }, all, { rng: createRng(0), threads });
}

describe('beside LightGBM', () => {
  const small = { nEstimators: 4, learningRate: 0.2, numLeaves: 8, minChildSamples: 1, minChildWeight: 0.5 };

  it.each(reference.twins.map((one) => [JSON.stringify(one.params), one] as const))('the same scores: %s', (_, one) => {
    const {
      lambdarank_truncation_level: level = 30,
      lambdarank_norm: norm = true,
      weighted,
    } = one.params as {
      readonly lambdarank_truncation_level?: number;
      readonly lambdarank_norm?: boolean;
      readonly weighted?: boolean;
    };
    const sampleWeight = weighted ? Float64Array.from(train, (row) => 1 + (row % 3)) : undefined;
    const state = learn({ ...small, lambdarankTruncationLevel: level, lambdarankNorm: norm }, { sampleWeight });
    const { values } = gbdt.predict(state, takeRows(set.X, train.subarray(0, one.scores.length)));
    // LightGBM reads the sigmoid from a table and holds derivatives in float32.
    for (const [i, score] of one.scores.entries()) expect(values[i]).toBeCloseTo(score, 3);
  });

  it('as good on queries that nobody saw', () => {
    const state = learn({ nEstimators: 50, numLeaves: 15 });
    const rows = train.map((row) => row + halfRows);
    const { values } = gbdt.predict(state, takeRows(set.X, rows));
    const target = { y: relevance.slice(halfRows), weights: new Float64Array(halfRows).fill(1), groups };
    const { loss } = lambdarankLoss(target, { depth: 10, norm: true }, new Float64Array(2 * halfRows));
    expect(1 - loss(values, target)).toBeGreaterThan(reference.ndcg10 - 0.01);
  });
});

describe('derivatives', () => {
  it('are the sum over all pairs of a query, wherever its rows stand', () => {
    const row = fc.record({
      group: fc.integer({ min: -1, max: 2 }),
      y: fc.integer({ min: 0, max: 3 }),
      score: fc.integer({ min: -3, max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 14 }), fc.integer({ min: 1, max: 5 }), (rows, depth) => {
        const of = (pick: (one: (typeof rows)[number]) => number) => Float64Array.from(rows, pick);
        const target = {
          y: of(({ y }) => y),
          weights: of(() => 1),
          groups: Int32Array.from(rows, ({ group }) => group),
        };
        const scores = of(({ score }) => score);
        const objective = lambdarankLoss(target, { depth, norm: false }, new Float64Array(2 * rows.length));
        // Chunks that cut through queries.
        objective.begin!(scores, 1, rows.length);
        objective.begin!(scores, 0, 1);
        const [gradient, hessian] = [of(() => 0), of(() => 0)];
        objective.derivatives(0, scores, 0, rows.length, gradient, hessian);
        const expected = rows.map((one, i) => {
          const mates = rows.map((other, j) => ({ ...other, j })).filter(({ group }) => group === one.group);
          const place = (j: number) =>
            mates.filter((other) => other.score > rows[j].score || (other.score === rows[j].score && other.j < j))
              .length;
          const worths = mates.map(({ y }) => 2 ** y - 1).sort((a, b) => b - a);
          const most = worths.slice(0, depth).reduce((sum, worth, at) => sum + worth / Math.log2(at + 2), 0);
          return mates.reduce((sum, other) => {
            if (other.y === one.y || Math.min(place(i), place(other.j)) >= depth) return sum;
            const change =
              (Math.abs(2 ** one.y - 2 ** other.y) *
                Math.abs(1 / Math.log2(place(i) + 2) - 1 / Math.log2(place(other.j) + 2))) /
              most;
            const distance = (one.score - other.score) * Math.sign(one.y - other.y);
            return sum - (Math.sign(one.y - other.y) * change) / (1 + Math.exp(distance));
          }, 0);
        });
        for (const [i, value] of expected.entries()) expect(gradient[i]).toBeCloseTo(value, 10);
        expect(hessian.every((value) => value >= 0)).toBe(true);
      }),
    );
  });

  it('are exact where scores are far apart', () => {
    const scores = Float64Array.of(900, -1000, -1001);
    const target = { y: Float64Array.of(0, 0, 1), weights: Float64Array.of(1, 1, 1), groups: new Int32Array(3) };
    const objective = lambdarankLoss(target, { depth: 5, norm: false }, new Float64Array(6));
    objective.begin!(scores, 0, 3);
    const [gradient, hessian] = [new Float64Array(3), new Float64Array(3)];
    objective.derivatives(0, scores, 0, 3, gradient, hessian);
    const [far, near] = [1 - 1 / 2, 1 / Math.log2(3) - 1 / 2];
    expect(gradient[0]).toBeCloseTo(far, 12);
    expect(gradient[1]).toBeCloseTo(near / (1 + Math.exp(-1)), 12);
    expect(gradient[2]).toBeCloseTo(-far - near / (1 + Math.exp(-1)), 12);
  });

  it('queries keep the order of their first rows', () => {
    const { starts, rows } = queryRows(Int32Array.of(7, -2, 7, 0, -2));
    expect([...starts]).toEqual([0, 2, 4, 5]);
    expect([...rows]).toEqual([0, 2, 1, 4, 3]);
  });
});

describe('fits', () => {
  it('give the same bytes on several threads, where queries cross the pieces of work', () => {
    const n = 40_000;
    const rng = createRng(2);
    const X = takeRows(
      set.X,
      Int32Array.from({ length: n }, () => rng.integer(halfRows)),
    );
    const y = Float64Array.from({ length: n }, (_, row) => (row * 7919) % 4);
    const many = { X, y, groups: Int32Array.from({ length: n }, (_, row) => (row * 31) % 900) };
    const alone = pack(learn({ nEstimators: 2 }, many));
    for (const threads of [2, 3]) expect(pack(learn({ nEstimators: 2 }, many, threads))).toEqual(alone);
  });

  it('watch the NDCG of watched queries', () => {
    const rows = train.map((row) => row + halfRows);
    const valid = { X: takeRows(set.X, rows), y: relevance.slice(halfRows), groups };
    const state = learn({ nEstimators: 200, learningRate: 0.3, earlyStoppingRounds: 5 }, { valid });
    expect(gbdt.rounds!.count(state)).toBeLessThan(150);
  });

  it('refuse rows without queries, and what is no relevance', () => {
    expect(() => learn({}, { groups: undefined })).toThrow(
      /the query of every row \(groups\), for objective lambdarank/,
    );
    expect(() => learn({}, { y: relevance.slice(0, halfRows).fill(32, 5, 6) })).toThrow(/whole numbers 0 to 31/);
    expect(() => learn({}, { y: relevance.slice(0, halfRows).fill(0.5, 5, 6) })).toThrow(/whole numbers 0 to 31/);
    const valid = { X: takeRows(set.X, train), y: relevance.slice(0, halfRows) };
    expect(() => learn({}, { valid })).toThrow(/valid.y: expected the query of every row/);
    const input = { X: takeRows(set.X, train), y: set.y.slice(0, halfRows), task: 'regression' as const, nClasses: 0 };
    const short = { ...input, groups: new Int32Array(3) };
    expect(() => fitEstimator({ name: 'gbdt', params: {} }, short, { rng: createRng(0) })).toThrow(
      /groups: expected one value per row/,
    );
  });

  it('take a row of weight zero like none', () => {
    const sampleWeight = new Float64Array(halfRows).fill(1).fill(0, 0, 12);
    const input = {
      X: takeRows(set.X, train),
      y: relevance.slice(0, halfRows),
      task: 'regression' as const,
      nClasses: 0,
      groups,
    };
    const spec = { name: 'gbdt', params: { objective: 'lambdarank', nEstimators: 3 } };
    const rest = train.slice(12);
    const fewer = { ...input, X: takeRows(set.X, rest), y: input.y.slice(12), groups: groups.slice(12) };
    const weighted = fitEstimator(spec, { ...input, sampleWeight }, { rng: createRng(0) });
    expect(weighted).toEqual(fitEstimator(spec, fewer, { rng: createRng(0) }));
  });
});
