/** Diebold's and Mariano's test against statsmodels' long-run variance; limits; what it refuses; how often it errs. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { pairedReference } from '../../../tests/paired-reference.ts';
import { uniformGap } from '../../../tests/uniform-gap.ts';
import { distributionsReady, studentTCdf } from '../distributions.ts';
import { createRng } from '../philox.ts';
import { mean, variance } from '../reduce.ts';
import { dieboldMariano } from './diebold-mariano.ts';

beforeAll(() => distributionsReady());

const loss = fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000);

describe('dieboldMariano', () => {
  it.each(pairedReference.forecasts)(
    'equals statsmodels for horizon $horizon',
    ({ a, b, horizon, statistic, pValue }) => {
      const got = dieboldMariano(a, b, { horizon });
      expect(got).toMatchObject({ weights: 'uniform', df: a.length - 1 });
      expect(Math.abs(got.statistic / statistic - 1)).toBeLessThan(1e-10);
      expect(Math.abs(got.pValue / pValue - 1)).toBeLessThan(1e-9);
    },
  );

  it('is the paired t-test for one step ahead, in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(loss, loss), { minLength: 2, maxLength: 40 }), fc.nat(), (losses, seed) => {
        const gaps = losses.map(([a, b]) => a - b);
        fc.pre(gaps.some((gap) => Math.abs(gap - gaps[0]) > 1e-9));
        const column = (list: typeof losses, j: 0 | 1) => list.map((one) => one[j]);
        const got = dieboldMariano(column(losses, 0), column(losses, 1));
        const t = mean(gaps) / Math.sqrt(variance(gaps) / gaps.length);
        expect(got.statistic).toBeCloseTo(t, 8);
        expect(got.pValue).toBeCloseTo(2 * studentTCdf(-Math.abs(t), gaps.length - 1), 9);
        const shuffled = [...losses];
        createRng(seed).shuffle(shuffled);
        expect(dieboldMariano(column(shuffled, 0), column(shuffled, 1)).pValue).toBeCloseTo(got.pValue, 9);
      }),
    );
  });

  it('turns with the models, and always has an answer', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(loss, loss), { minLength: 2, maxLength: 40 }),
        fc.integer({ min: 1, max: 39 }),
        (losses, wanted) => {
          const horizon = Math.min(wanted, losses.length - 1);
          const column = (j: 0 | 1) => losses.map((one) => one[j]);
          const got = dieboldMariano(column(0), column(1), { horizon });
          const swapped = dieboldMariano(column(1), column(0), { horizon });
          expect(swapped.pValue).toBe(got.pValue);
          expect(swapped.weights).toBe(got.weights);
          expect(swapped.statistic === -got.statistic).toBe(true);
          expect(got.pValue).toBeGreaterThanOrEqual(0);
          expect(got.pValue).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it("takes Bartlett's weights where the autocovariances leave no positive variance", () => {
    const a = Array.from({ length: 12 }, (_, t) => (t % 2 === 0 ? 1.1 : -0.9));
    const got = dieboldMariano(a, new Float64Array(12), { horizon: 2 });
    // Variance 1, autocovariance -11/12 of lag 1 at half weight twice: 1/12 in all.
    const correction = (12 + 1 - 4 + 2 / 12) / 12;
    expect(got.weights).toBe('bartlett');
    expect(got.statistic).toBeCloseTo(0.1 * Math.sqrt(correction * 12 * 12), 10);
  });

  it('knows losses that always differ alike', () => {
    expect(dieboldMariano([1, 2, 3], [1, 2, 3], { horizon: 2 })).toMatchObject({
      difference: 0,
      statistic: 0,
      pValue: 1,
    });
    expect(dieboldMariano([1, 2, 3], [2, 3, 4])).toMatchObject({ statistic: Number.NEGATIVE_INFINITY, pValue: 0 });
  });

  it('has uniform p-values for equal forecasts, one and three steps ahead', () => {
    for (const horizon of [1, 3]) {
      const rng = createRng(20 + horizon);
      const pValues = Array.from({ length: 400 }, () => {
        const shocks = Array.from({ length: 200 + horizon - 1 }, () => rng.normal());
        const a = Array.from({ length: 200 }, (_, t) => mean(shocks.slice(t, t + horizon)));
        return dieboldMariano(a, new Float64Array(200), { horizon }).pValue;
      });
      expect(uniformGap(pValues)).toBeLessThan(1.63);
    }
  });

  it('refuses what cannot be compared', () => {
    const code = (value: string) => expect.objectContaining({ code: value });
    expect(() => dieboldMariano([1], [2])).toThrow(code('SHAPE_MISMATCH'));
    expect(() => dieboldMariano([1, 2], [2])).toThrow(code('SHAPE_MISMATCH'));
    expect(() => dieboldMariano([1, Number.NaN], [1, 2])).toThrow(code('VALUE_INVALID'));
    for (const horizon of [0, 3, 1.5, Number.NaN]) {
      expect(() => dieboldMariano([1, 2, 3], [1, 1, 1], { horizon })).toThrow(code('PARAM_INVALID'));
    }
  });
});
