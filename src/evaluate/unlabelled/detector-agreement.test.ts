/** Agreement of detectors: against scipy's rank correlation, on cases that can be counted by hand, and how often its interval holds. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRng } from '../../math/philox.ts';
import { detectorAgreement, flaggedShare } from './detector-agreement.ts';

const rng = () => createRng(4).split('test');
const rows = (scores: readonly number[], cut: number) => ({
  scores: Float64Array.from(scores),
  flags: Float64Array.from(scores, (score) => Number(score > cut)),
});

it('counts flags, and takes the rank correlation with ties as scipy does', () => {
  const first = rows([0.1, 0.5, 0.5, 0.9, 0.95, 0.2, 0.7, 0.3], 0.8);
  const second = rows([0.2, 0.1, 0.6, 0.85, 0.4, 0.4, 0.9, 0.3], 0.8);
  const agreed = detectorAgreement(first, second, rng());
  expect(agreed).toMatchObject({ both: 1, onlyFirst: 1, onlySecond: 1, neither: 5, pValue: 1 });
  expect(agreed.overlap).toMatchObject({ value: 1 / 3, method: 'wilson' });
  // Of 8 rows 2 and 2 are flagged: by chance both flag half a row, and either flags three and a half.
  expect(agreed.overlapByChance).toBeCloseTo(0.5 / 3.5, 12);
  // scipy 1.17.1 spearmanr(first, second).statistic
  expect(agreed.rankCorrelation.value).toBeCloseTo(0.542168674698795, 12);
  expect(agreed.rankCorrelation.ci![0]).toBeLessThan(0.55);
  expect(agreed.rankCorrelation.ci![1]).toBeLessThanOrEqual(1);
  expect(flaggedShare(first)).toMatchObject({ value: 0.25, method: 'wilson' });
});

it('has no interval where the orders are the same, and no correlation without an order', () => {
  const values = Array.from({ length: 40 }, (_, i) => (i + 1) / 41);
  const [one, same] = [
    rows(values, 0.9),
    rows(
      values.map((value) => value * value),
      0.81,
    ),
  ];
  expect(detectorAgreement(one, same, rng())).toMatchObject({
    rankCorrelation: { value: 1, ci: null },
    overlap: { value: 1 },
    onlyFirst: 0,
    onlySecond: 0,
  });
  const reverse = rows(
    values.map((value) => 1 - value),
    2,
  );
  expect(detectorAgreement(one, reverse, rng()).rankCorrelation).toEqual({ value: -1, ci: null });
  const flat = rows(
    values.map(() => 0.5),
    2,
  );
  expect(detectorAgreement(flat, flat, rng())).toMatchObject({
    rankCorrelation: { value: null, ci: null },
    overlap: { value: null, ci: null },
    overlapByChance: null,
    neither: 40,
  });
});

it('says the same of the second beside the first, and of rows in another order', () => {
  const pair = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }));
  fc.assert(
    fc.property(fc.array(pair, { minLength: 3, maxLength: 60 }), (pairs) => {
      const of = (list: typeof pairs) =>
        [0, 1].map((side) =>
          rows(
            list.map((both) => (both[side] + 0.5) / 10),
            0.7,
          ),
        ) as [ReturnType<typeof rows>, ReturnType<typeof rows>];
      const [first, second] = of(pairs);
      const there = detectorAgreement(first, second, rng());
      const back = detectorAgreement(second, first, rng());
      expect([back.onlySecond, back.onlyFirst, back.pValue]).toEqual([there.onlyFirst, there.onlySecond, there.pValue]);
      const turned = detectorAgreement(...of(pairs.toReversed()), rng());
      const known = there.rankCorrelation.value ?? 9;
      for (const other of [back, turned]) {
        expect(other.overlap).toEqual(there.overlap);
        expect(other.rankCorrelation.value ?? 9).toBeCloseTo(known, 12);
      }
      expect(there.both + there.onlyFirst + there.onlySecond + there.neither).toBe(pairs.length);
    }),
    { numRuns: 15 },
  );
});

it('holds the true rank correlation about as often as it says', () => {
  // Of normal pairs with correlation 0.8 it is 6/pi asin(0.4) (Pearson 1907).
  const truth = 0.7859393;
  const repeats = 60;
  let held = 0;
  for (let repeat = 0; repeat < repeats; repeat++) {
    const draws = createRng(repeat).split('pairs');
    const pairs = Array.from({ length: 80 }, () => {
      const x = draws.normal();
      return [x, 0.8 * x + 0.6 * draws.normal()] as const;
    });
    const [first, second] = [0, 1].map((side) =>
      rows(
        pairs.map((both) => both[side]),
        1,
      ),
    );
    const { ci } = detectorAgreement(first, second, draws).rankCorrelation;
    held += Number(ci![0] <= truth && truth <= ci![1]);
  }
  expect(held / repeats).toBeGreaterThan(0.87);
});
