import { expect, it } from 'vitest';
import { createRng } from '../math/philox.ts';
import { averagePrecision } from '../metrics/ranked-lists/average-precision.ts';
import { ndcg } from '../metrics/ranked-lists/ndcg.ts';
import { evaluateLists } from './evaluate-lists.ts';

const rng = createRng(81);
const n = 600;
const relevance = Float64Array.from({ length: n }, () => (rng.uniform() < 0.3 ? 1 : 0));
const rows = {
  relevance,
  scores: relevance.map((each) => each + rng.normal()),
  lists: Int32Array.from({ length: n }, (_, row) => row % 60),
};

it('scores lists with an interval over lists', () => {
  const { ndcg_5, map } = evaluateLists(rows, { ndcg_5: ndcg(5), map: averagePrecision }, 1);
  for (const { value, ci, method, lists } of [ndcg_5, map]) {
    expect(method).toBe('bca');
    expect(lists).toBeGreaterThan(50);
    expect(ci![0]).toBeLessThan(value!);
    expect(ci![1]).toBeGreaterThan(value!);
  }
  expect(evaluateLists(rows, { ndcg_5: ndcg(5), map: averagePrecision }, 1)).toEqual({ ndcg_5, map });
});

it('has no score where nothing is relevant', () => {
  const none = evaluateLists({ ...rows, relevance: relevance.map(() => 0) }, { map: averagePrecision }, 1);
  expect(none).toEqual({ map: { value: null, ci: null, lists: 0 } });
});
