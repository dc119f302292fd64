/** The combined 5x2cv F-test against its formula in exact fractions; limits; what it refuses; how often it errs. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { pairedReference } from '../../../tests/paired-reference.ts';
import { distributionsReady } from '../distributions.ts';
import { createRng } from '../philox.ts';
import { combinedF5x2 } from './combined-f-5x2.ts';

beforeAll(() => distributionsReady());

const score = fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000);
const ten = fc.array(score, { minLength: 10, maxLength: 10 });

describe('combinedF5x2', () => {
  it.each(pairedReference.combinedF)('equals the formula where F is $statistic', ({ a, b, statistic, pValue }) => {
    const got = combinedF5x2(a, b);
    expect(Math.abs(got.statistic / statistic - 1)).toBeLessThan(1e-11);
    expect(Math.abs(got.pValue / pValue - 1)).toBeLessThan(1e-9);
  });

  it('knows repeats whose folds agree', () => {
    const scores = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    expect(combinedF5x2(scores, scores)).toEqual({ statistic: 0, pValue: 1 });
    const higher = scores.map((one) => one + 1);
    expect(combinedF5x2(higher, scores)).toEqual({ statistic: Number.POSITIVE_INFINITY, pValue: 0 });
  });

  it('does not depend on the order of models, repeats or the two folds of a repeat', () => {
    fc.assert(
      fc.property(ten, ten, fc.nat(31), fc.nat(), (a, b, turned, seed) => {
        const got = combinedF5x2(a, b);
        expect(combinedF5x2(b, a)).toEqual(got);
        const order = [...createRng(seed).permutation(5)].flatMap((repeat) => {
          const first = 2 * repeat + ((turned >> repeat) & 1);
          return [first, first ^ 1];
        });
        const other = combinedF5x2(
          order.map((i) => a[i]),
          order.map((i) => b[i]),
        );
        expect(other.pValue).toBeCloseTo(got.pValue, 12);
        if (got.statistic > 0) expect(got.statistic).toBeGreaterThan(0.5 - 1e-12);
      }),
    );
  });

  it('errs less often than it says (its squares are not independent) and sees a clear difference', () => {
    const rng = createRng(6);
    const normals = (shift: number) => Array.from({ length: 10 }, () => rng.normal() + shift);
    const share = (shift: number) => {
      let found = 0;
      for (let run = 0; run < 500; run++) if (combinedF5x2(normals(shift), normals(0)).pValue <= 0.05) found++;
      return found / 500;
    };
    // With independent folds F is 1/2 + G/2 with G of (5, 5) degrees of freedom: 1.8 % are above the 5 % limit.
    expect(share(0)).toBeLessThan(0.035);
    expect(share(0)).toBeGreaterThan(0.004);
    expect(share(4)).toBeGreaterThan(0.8);
  });

  it('refuses what cannot be compared', () => {
    const code = (value: string) => expect.objectContaining({ code: value });
    const zeros = (n: number) => new Array<number>(n).fill(0);
    expect(() => combinedF5x2(zeros(9), zeros(9))).toThrow(code('SHAPE_MISMATCH'));
    expect(() => combinedF5x2(zeros(12), zeros(12))).toThrow(code('SHAPE_MISMATCH'));
    expect(() => combinedF5x2(zeros(10), zeros(9))).toThrow(code('SHAPE_MISMATCH'));
    expect(() => combinedF5x2(zeros(10), zeros(10).fill(Number.NaN))).toThrow(code('VALUE_INVALID'));
  });
});
