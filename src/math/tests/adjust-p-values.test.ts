/** Adjusted p-values against statsmodels, their orders and laws; what is refused; how often they err. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairedReference } from '../../../tests/paired-reference.ts';
import { createRng } from '../philox.ts';
import { type AdjustMethod, adjustPValues } from './adjust-p-values.ts';

const methods = ['bonferroni', 'holm', 'hochberg', 'benjamini_hochberg', 'benjamini_yekutieli'] as const;
const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 });

describe('adjustPValues', () => {
  it.each(methods)('%s equals statsmodels', (method) => {
    for (const entry of pairedReference.adjusted) {
      const got = adjustPValues(entry.p, method);
      for (const [i, value] of got.entries()) expect(Math.abs(value - entry[method][i])).toBeLessThan(1e-14);
      expect(got.length).toBe(entry.p.length);
    }
  });

  it('is never below the p-value, keeps its order, and follows the rows', () => {
    fc.assert(
      fc.property(pValues, fc.constantFrom(...methods), fc.nat(), (values, method, seed) => {
        const got = adjustPValues(values, method);
        for (const [i, value] of got.entries()) {
          expect(value).toBeGreaterThanOrEqual(values[i] * (1 - 1e-15));
          expect(value).toBeLessThanOrEqual(1);
          for (const [j, other] of got.entries()) if (values[i] <= values[j]) expect(value).toBeLessThanOrEqual(other);
        }
        const order = [...createRng(seed).permutation(values.length)];
        const moved = adjustPValues(
          order.map((i) => values[i]),
          method,
        );
        expect(moved).toEqual(order.map((i) => got[i]));
      }),
    );
  });

  it('goes from strict to lenient', () => {
    fc.assert(
      fc.property(pValues, (values) => {
        const [bonferroni, holm, hochberg, share] = methods.map((method) => adjustPValues(values, method));
        for (const i of values.keys()) {
          expect(holm[i]).toBeLessThanOrEqual(bonferroni[i]);
          expect(hochberg[i]).toBeLessThanOrEqual(holm[i]);
          expect(share[i]).toBeLessThanOrEqual(hochberg[i] + 1e-15);
        }
      }),
    );
  });

  it('finds anything among true null hypotheses at most as often as it says', () => {
    const found = (method: AdjustMethod) => {
      const rng = createRng(11);
      let runs = 0;
      for (let run = 0; run < 500; run++) {
        const values = Array.from({ length: 20 }, () => rng.uniform());
        if (Math.min(...adjustPValues(values, method)) <= 0.1) runs++;
      }
      return runs;
    };
    // 50 expected at most, with a standard error of 6.7; Benjamini and Yekutieli are 3.6 times as strict.
    for (const method of methods.slice(0, 4)) {
      expect(found(method)).toBeGreaterThan(30);
      expect(found(method)).toBeLessThan(70);
    }
    expect(found('benjamini_yekutieli')).toBeLessThan(30);
  });

  it('takes none, and refuses what is no p-value', () => {
    const code = (value: string) => expect.objectContaining({ code: value });
    for (const method of methods) expect(adjustPValues([], method)).toEqual([]);
    for (const bad of [Number.NaN, -0.1, 1.1])
      expect(() => adjustPValues([0.5, bad], 'holm')).toThrow(code('VALUE_INVALID'));
    expect(() => adjustPValues([0.5], 'sidak' as 'holm')).toThrow(code('PARAM_INVALID'));
    expect(() => adjustPValues([0.5], 'toString' as 'holm')).toThrow(code('PARAM_INVALID'));
  });
});
