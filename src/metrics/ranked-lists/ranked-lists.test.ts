import fc from 'fast-check';
import { expect, it } from 'vitest';
import { averagePrecision } from './average-precision.ts';
import { hitRateAt } from './hit-rate-at.ts';
import { rankedLists } from './lists.ts';
import { ndcg } from './ndcg.ts';
import { precisionAt } from './precision-at.ts';
import { recallAt } from './recall-at.ts';
import { reciprocalRank } from './reciprocal-rank.ts';

const all = {
  ndcg: ndcg(),
  ndcg2: ndcg(2),
  averagePrecision,
  reciprocalRank,
  recall: recallAt(2),
  precision: precisionAt(2),
  hit: hitRateAt(2),
};

it('counts relevant rows by their place', () => {
  const [list] = rankedLists({ relevance: [0, 1, 0, 2, 1], scores: [9, 8, 7, 6, 5], lists: [4, 4, 4, 4, 4] });
  expect(reciprocalRank(list)).toBe(1 / 2);
  expect(recallAt(4)(list)).toBe(2 / 3);
  expect(precisionAt(4)(list)).toBe(1 / 2);
  expect(precisionAt(10)(list)).toBe(3 / 10);
  expect([hitRateAt(1)(list), hitRateAt(2)(list)]).toEqual([0, 1]);
  expect(averagePrecision(list)).toBeCloseTo((1 / 2 + 2 / 4 + 3 / 5) / 3, 15);
});

it('gains nothing from ties', () => {
  const [tied] = rankedLists({ relevance: [1, 0, 0], scores: [5, 5, 5], lists: [0, 0, 0] });
  expect(reciprocalRank(tied)).toBe(1 / 3);
  expect(hitRateAt(2)(tied)).toBe(0);
});

it('does not depend on the order of rows, and parts lists', () => {
  const row = fc.record({
    relevance: fc.integer({ min: 0, max: 3 }),
    score: fc.integer({ min: 0, max: 5 }),
    list: fc.integer({ min: 0, max: 2 }),
  });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 25 }), (rows) => {
      const read = (these: typeof rows) =>
        rankedLists({
          relevance: these.map(({ relevance }) => relevance),
          scores: these.map(({ score }) => score),
          lists: these.map(({ list }) => list),
        });
      const lists = read(rows);
      expect(lists.length).toBe(new Set(rows.map(({ list }) => list)).size);
      for (const score of Object.values(all)) {
        const sorted = (these: typeof rows) =>
          read(these)
            .map((list) => (Number.isNaN(score(list)) ? -1 : Math.round(score(list) * 1e12)))
            .sort((a, b) => a - b);
        const plain = sorted(rows);
        expect(sorted([...rows].reverse())).toEqual(plain);
        for (const each of plain) expect(each >= -1 && each <= 1e12).toBe(true);
      }
    }),
  );
});

it('is not defined where nothing is relevant', () => {
  const [list] = rankedLists({ relevance: [0, 0], scores: [1, 2], lists: [0, 0] });
  for (const score of Object.values(all)) expect(score(list)).toBeNaN();
});

it('refuses depths and rows that mean nothing', () => {
  expect(() => ndcg(0)).toThrow(/k: expected whole number >= 1/);
  expect(() => rankedLists({ relevance: [1], scores: [1, 2], lists: [0] })).toThrow(/1, 2 and 1/);
  expect(() => rankedLists({ relevance: [-1], scores: [1], lists: [0] })).toThrow(/relevance of row 0/);
  expect(() => rankedLists({ relevance: [1], scores: [Number.NaN], lists: [0] })).toThrow(/score of row 0/);
});
