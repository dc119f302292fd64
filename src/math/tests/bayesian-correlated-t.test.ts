/** The Bayesian correlated t-test against scipy's Student's t; limits; what it refuses; whether its probabilities hold. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { pairedReference } from '../../../tests/paired-reference.ts';
import { uniformGap } from '../../../tests/uniform-gap.ts';
import { distributionsReady } from '../distributions.ts';
import { createRng } from '../philox.ts';
import { bayesianCorrelatedT } from './bayesian-correlated-t.ts';
import { correctedResampledT } from './corrected-resampled-t.ts';

beforeAll(() => distributionsReady());

const sizes = { nTrain: 900, nTest: 100 };
const score = fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000);

describe('bayesianCorrelatedT', () => {
  it.each(pairedReference.resampled)('equals the posterior for nTrain $nTrain, rope $rope', (entry) => {
    const got = bayesianCorrelatedT(entry.a, entry.b, entry);
    expect(got.difference).toBeCloseTo(entry.difference, 14);
    for (const [i, probability] of [got.left, got.rope, got.right].entries()) {
      expect(Math.abs(probability - entry.probabilities[i])).toBeLessThan(1e-11);
    }
  });

  it('without a rope halves what the corrected t-test says', () => {
    const { a, b } = pairedReference.resampled[0];
    const { pValue, statistic } = correctedResampledT(a, b, sizes);
    const { left, right, rope } = bayesianCorrelatedT(a, b, { ...sizes, rope: 0 });
    expect(Math.min(left, right)).toBeCloseTo(pValue / 2, 14);
    expect(right > left).toBe(statistic > 0);
    expect(rope).toBeLessThan(1e-15);
  });

  it('puts all mass in one place when all folds say the same', () => {
    const of = (gap: number, rope: number) => {
      const { left, rope: equal, right } = bayesianCorrelatedT([gap, gap, gap], [0, 0, 0], { ...sizes, rope });
      return [left, equal, right];
    };
    expect(of(0, 0)).toEqual([0, 1, 0]);
    expect(of(0.25, 0.25)).toEqual([0, 1, 0]);
    expect(of(0.5, 0.25)).toEqual([0, 0, 1]);
    expect(of(-0.5, 0.25)).toEqual([1, 0, 0]);
    for (let folds = 2; folds < 60; folds++) {
      const gaps = new Float64Array(folds).fill(0.01);
      const at = bayesianCorrelatedT(gaps, new Float64Array(folds), { ...sizes, rope: 0.01 });
      expect(at).toEqual({ difference: 0.01, left: 0, rope: 1, right: 0 });
    }
  });

  it('does not depend on the order of folds; turns with the models', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(score, score), { minLength: 2, maxLength: 30 }), fc.nat(), (folds, seed) => {
        const shuffled = [...folds];
        createRng(seed).shuffle(shuffled);
        const column = (list: typeof folds, j: 0 | 1) => list.map((one) => one[j]);
        const options = { ...sizes, rope: 0.0123 };
        const got = bayesianCorrelatedT(column(folds, 0), column(folds, 1), options);
        const other = bayesianCorrelatedT(column(shuffled, 0), column(shuffled, 1), options);
        expect(other.left).toBeCloseTo(got.left, 9);
        expect(other.right).toBeCloseTo(got.right, 9);
        const swapped = bayesianCorrelatedT(column(folds, 1), column(folds, 0), options);
        expect([swapped.left, swapped.right]).toEqual([got.right, got.left]);
        expect(got.left + got.rope + got.right).toBeCloseTo(1, 14);
        expect(Math.min(got.left, got.rope, got.right)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('is right as often as it says about equal models', () => {
    const rng = createRng(4);
    const correlation = sizes.nTest / (sizes.nTest + sizes.nTrain);
    const probabilities = Array.from({ length: 400 }, () => {
      const shared = Math.sqrt(correlation) * rng.normal();
      const a = Array.from({ length: 10 }, () => shared + Math.sqrt(1 - correlation) * rng.normal());
      return bayesianCorrelatedT(a, new Float64Array(10), { ...sizes, rope: 0 }).right;
    });
    expect(uniformGap(probabilities)).toBeLessThan(1.63);
  });

  it('refuses what cannot be compared', () => {
    const code = (value: string) => expect.objectContaining({ code: value });
    const run = (a: number[], b: number[], options: object = {}) =>
      bayesianCorrelatedT(a, b, { ...sizes, rope: 0.01, ...options });
    expect(() => run([1], [2])).toThrow(code('SHAPE_MISMATCH'));
    expect(() => run([1, 2], [1])).toThrow(code('SHAPE_MISMATCH'));
    expect(() => run([1, Number.NaN], [1, 2])).toThrow(code('VALUE_INVALID'));
    for (const bad of [{ rope: -0.01 }, { rope: Number.NaN }, { nTrain: 0 }]) {
      expect(() => run([1, 2], [1, 1], bad)).toThrow(code('PARAM_INVALID'));
    }
  });
});
