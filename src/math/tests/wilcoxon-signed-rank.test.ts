/** Wilcoxon's signed-rank test against scipy and all sign patterns; what it refuses; how often it errs. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { pairedReference } from '../../../tests/paired-reference.ts';
import { uniformGap } from '../../../tests/uniform-gap.ts';
import { distributionsReady } from '../distributions.ts';
import { createRng } from '../philox.ts';
import { wilcoxonSignedRank } from './wilcoxon-signed-rank.ts';

beforeAll(() => distributionsReady());

const rules = ['wilcox', 'zsplit'] as const;

describe('wilcoxonSignedRank', () => {
  it.each(pairedReference.wilcoxon.map((entry, i) => [i, entry] as const))('equals scipy on case %i', (_, entry) => {
    for (const zeros of rules) {
      const got = wilcoxonSignedRank(entry.a, entry.b, { zeros });
      expect(got.statistic).toBe(entry[zeros][0]);
      expect(Math.abs(got.pValue / entry[zeros][1] - 1)).toBeLessThan(1e-10);
    }
    expect(wilcoxonSignedRank(entry.a, entry.b)).toEqual(wilcoxonSignedRank(entry.a, entry.b, { zeros: 'zsplit' }));
  });

  it('is exact up to 50 pairs without ties, normal beyond', () => {
    const rising = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
    const zeros = (n: number) => new Array<number>(n).fill(0);
    expect(wilcoxonSignedRank(rising(50), zeros(50)).method).toBe('exact');
    expect(wilcoxonSignedRank(rising(50), zeros(50)).pValue).toBe(2 / 1125899906842624);
    expect(wilcoxonSignedRank(rising(51), zeros(51)).method).toBe('normal');
    expect(wilcoxonSignedRank([1, 1, 2], zeros(3)).method).toBe('normal');
    expect(wilcoxonSignedRank([0, 1, 2], zeros(3), { zeros: 'zsplit' }).method).toBe('normal');
    expect(wilcoxonSignedRank([0, 1, 2], zeros(3), { zeros: 'wilcox' }).method).toBe('exact');
  });

  it('counts all sign patterns', () => {
    const sums = Array.from({ length: 128 }, (_, pattern) =>
      [1, 2, 3, 4, 5, 6, 7].reduce((total, rank) => total + (((pattern >> (rank - 1)) & 1) === 1 ? rank : 0), 0),
    );
    for (let pattern = 0; pattern < 128; pattern++) {
      const values = [1, 2, 3, 4, 5, 6, 7].map((rank) => (((pattern >> (rank - 1)) & 1) === 1 ? rank : -rank));
      const got = wilcoxonSignedRank(values, [0, 0, 0, 0, 0, 0, 0]);
      const asFar = sums.filter((total) => Math.abs(total - 14) >= Math.abs(sums[pattern] - 14)).length;
      expect(got.pValue).toBeCloseTo(asFar / 128, 14);
      expect(got.rankSumA).toBe(sums[pattern]);
    }
  });

  it('says 1 when no pair differs', () => {
    for (const zeros of rules) expect(wilcoxonSignedRank([1, 2, 3], [1, 2, 3], { zeros }).pValue).toBe(1);
  });

  it('does not depend on the order of pairs or of the two models', () => {
    const pair = fc.tuple(fc.nat(6), fc.nat(6));
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1, maxLength: 70 }), fc.nat(), (pairs, seed) => {
        const shuffled = [...pairs];
        createRng(seed).shuffle(shuffled);
        const column = (list: typeof pairs, j: 0 | 1) => list.map((one) => one[j]);
        for (const zeros of rules) {
          const got = wilcoxonSignedRank(column(pairs, 0), column(pairs, 1), { zeros });
          expect(wilcoxonSignedRank(column(shuffled, 0), column(shuffled, 1), { zeros })).toEqual(got);
          const swapped = wilcoxonSignedRank(column(pairs, 1), column(pairs, 0), { zeros });
          expect(swapped).toEqual({ ...got, rankSumA: got.rankSumB, rankSumB: got.rankSumA });
          expect(got.pValue).toBeGreaterThan(0);
          expect(got.pValue).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it.each([45, 80])('has uniform p-values for %i pairs of equal models', (n) => {
    const rng = createRng(n);
    const draw = () => Array.from({ length: n }, () => rng.normal());
    expect(uniformGap(Array.from({ length: 400 }, () => wilcoxonSignedRank(draw(), draw()).pValue))).toBeLessThan(1.63);
  });

  it('refuses what cannot be compared', () => {
    const code = (value: string) => expect.objectContaining({ code: value });
    expect(() => wilcoxonSignedRank([], [])).toThrow(code('SHAPE_MISMATCH'));
    expect(() => wilcoxonSignedRank([1], [1, 2])).toThrow(code('SHAPE_MISMATCH'));
    expect(() => wilcoxonSignedRank([1, Number.NaN], [1, 2])).toThrow(code('VALUE_INVALID'));
    expect(() => wilcoxonSignedRank([1], [2], { zeros: 'pratt' as 'wilcox' })).toThrow(code('PARAM_INVALID'));
  });
});
