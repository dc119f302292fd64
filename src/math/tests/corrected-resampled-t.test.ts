/** The corrected resampled t-test against its formula in exact fractions; limits; what it refuses; how often it errs. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { pairedReference } from '../../../tests/paired-reference.ts';
import { uniformGap } from '../../../tests/uniform-gap.ts';
import { distributionsReady } from '../distributions.ts';
import { createRng } from '../philox.ts';
import { correctedResampledT } from './corrected-resampled-t.ts';

beforeAll(() => distributionsReady());

const sizes = { nTrain: 900, nTest: 100 };
const score = fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000);

describe('correctedResampledT', () => {
  it.each(pairedReference.resampled)('equals the formula for nTrain $nTrain, nTest $nTest', (entry) => {
    const got = correctedResampledT(entry.a, entry.b, entry);
    expect(got.df).toBe(entry.a.length - 1);
    expect(got.difference).toBeCloseTo(entry.difference, 14);
    expect(Math.abs(got.statistic / entry.statistic - 1)).toBeLessThan(1e-12);
    expect(Math.abs(got.pValue / entry.pValue - 1)).toBeLessThan(1e-9);
    for (const end of [0, 1]) expect(Math.abs(got.ci[end] - entry.ci[end])).toBeLessThan(1e-10);
  });

  it('gives an interval that leaves 0 out exactly when the p-value is below 1 - level', () => {
    const rng = createRng(8);
    for (let run = 0; run < 200; run++) {
      const a = Array.from({ length: 10 }, () => 0.6 + rng.normal());
      const { ci, pValue } = correctedResampledT(a, new Float64Array(10), { ...sizes, level: 0.9 });
      expect(ci[0] > 0 || ci[1] < 0).toBe(pValue < 0.1);
    }
  });

  it('knows folds that all say the same', () => {
    const equal = correctedResampledT([0.1, 0.7, 0.3], [0.1, 0.7, 0.3], sizes);
    expect(equal).toEqual({ difference: 0, ci: [0, 0], statistic: 0, df: 2, pValue: 1 });
    const better = correctedResampledT([0.3, 0.3, 0.3], [0.1, 0.1, 0.1], sizes);
    expect(better).toMatchObject({ statistic: Number.POSITIVE_INFINITY, pValue: 0 });
    expect(better.ci).toEqual([better.difference, better.difference]);
  });

  it('does not depend on the order of folds; turns with the models', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(score, score), { minLength: 2, maxLength: 30 }), fc.nat(), (folds, seed) => {
        const shuffled = [...folds];
        createRng(seed).shuffle(shuffled);
        const column = (list: typeof folds, j: 0 | 1) => list.map((one) => one[j]);
        const got = correctedResampledT(column(folds, 0), column(folds, 1), sizes);
        const other = correctedResampledT(column(shuffled, 0), column(shuffled, 1), sizes);
        expect(other.pValue).toBeCloseTo(got.pValue, 9);
        expect(other.difference).toBeCloseTo(got.difference, 14);
        const swapped = correctedResampledT(column(folds, 1), column(folds, 0), sizes);
        expect(swapped.pValue).toBe(got.pValue);
        expect(swapped.difference + got.difference).toBe(0);
        expect(swapped.statistic + got.statistic === 0 || !Number.isFinite(got.statistic)).toBe(true);
        expect(swapped.ci[0] + got.ci[1]).toBe(0);
      }),
    );
  });

  it('has uniform p-values for equal models whose folds are correlated as assumed', () => {
    const rng = createRng(3);
    const correlation = sizes.nTest / (sizes.nTest + sizes.nTrain);
    const pValues = Array.from({ length: 400 }, () => {
      const shared = Math.sqrt(correlation) * rng.normal();
      const a = Array.from({ length: 10 }, () => shared + Math.sqrt(1 - correlation) * rng.normal());
      return correctedResampledT(a, new Float64Array(10), sizes).pValue;
    });
    expect(uniformGap(pValues)).toBeLessThan(1.63);
  });

  it('refuses what cannot be compared', () => {
    const code = (value: string) => expect.objectContaining({ code: value });
    const run = (a: number[], b: number[], options: object = {}) => correctedResampledT(a, b, { ...sizes, ...options });
    expect(() => run([1], [2])).toThrow(code('SHAPE_MISMATCH'));
    expect(() => run([1, 2], [1, 2, 3])).toThrow(code('SHAPE_MISMATCH'));
    expect(() => run([1, Number.NaN], [1, 2])).toThrow(code('VALUE_INVALID'));
    expect(() => run([1, Number.POSITIVE_INFINITY], [1, 2])).toThrow(code('VALUE_INVALID'));
    for (const bad of [{ nTrain: 0 }, { nTest: -1 }, { nTest: Number.NaN }, { level: 1 }, { level: Number.NaN }]) {
      expect(() => run([1, 2], [1, 1], bad)).toThrow(code('PARAM_INVALID'));
    }
  });
});
