/** The small parts of boosting: exact sums, sampling, early stopping. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../math/philox.ts';
import { binTable } from './binned-table.ts';
import { stopAfter } from './early-stopping.ts';
import { toExactGrid } from './exact-sums.ts';
import { exponentOf, powerOfTwo, tamingFactor } from './exponent.ts';
import { gbdtParams } from './gbdt-params.ts';
import { TreeGrower } from './grow-tree.ts';
import { sampleOf } from './sample-of.ts';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e150, max: 1e150 });

describe('toExactGrid', () => {
  it('makes sums independent of order, close to what they were', () => {
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1, maxLength: 60 }), fc.nat(1000), (list, seed) => {
        const values = Float64Array.from(list);
        const largest = Math.max(...values.map(Math.abs));
        const unit = toExactGrid(values);
        const order = createRng(seed).permutation(list.length);
        const forth = values.reduce((total, value) => total + value, 0);
        const otherwise = order.reduce((total, row) => total + values[row], 0);
        expect(otherwise).toBe(forth);
        const big = values.reduce((total, value) => total + BigInt(value), 0n);
        expect(BigInt(forth)).toBe(big);
        for (const [i, value] of values.entries()) {
          expect(Number.isInteger(value)).toBe(true);
          expect(Math.abs(value * unit - list[i])).toBeLessThanOrEqual(largest * list.length * 2 ** -49 + 1e-300);
        }
      }),
    );
  });

  it('rounds x and -x alike', () => {
    const values = Float64Array.of(0.1, 1 / 3, 2.5e-12, 1, 1e-13);
    const negative = values.map((value) => -value);
    expect(toExactGrid(negative)).toBe(toExactGrid(values));
    expect(negative.map((value) => -value + 0)).toEqual(values.map((value) => value + 0));
  });

  it('holds a sum of many equal values', () => {
    const values = new Float64Array(100_000).fill(0.1);
    const unit = toExactGrid(values);
    expect(Math.abs(values.reduce((total, value) => total + value, 0) * unit - 10_000)).toBeLessThan(1e-5);
  });
});

describe('exponents', () => {
  it('are those of the number', () => {
    for (const exponent of [-1022, -1, 0, 1, 1023]) {
      expect(exponentOf(powerOfTwo(exponent))).toBe(exponent);
      expect(exponentOf(-powerOfTwo(exponent) * 1.999)).toBe(exponent);
    }
  });

  it('leave ordinary data as they are and tame absurd ones', () => {
    expect(tamingFactor(Float64Array.of(1e-40, 3, -1e50))).toBe(1);
    for (const size of [1e300, Number.MAX_VALUE, 1e-300, 5e-324]) {
      const tamed = size * tamingFactor(Float64Array.of(0, size));
      expect(tamed).toBeGreaterThan(1e-80);
      expect(tamed).toBeLessThan(1e61);
    }
    expect(tamingFactor(Float64Array.of(0))).toBe(1);
  });
});

describe('sampleOf', () => {
  it('draws so many, ascending, without repeats', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.double({ min: 0.01, max: 1, noNaN: true }), (n, share) => {
        const drawn = sampleOf(n, share, createRng(n));
        expect(drawn.length).toBe(Math.max(1, Math.round(share * n)));
        for (let i = 0; i < drawn.length; i++) expect(drawn[i]).toBeGreaterThan(i > 0 ? drawn[i - 1] : -1);
        expect(drawn[drawn.length - 1]).toBeLessThan(n);
      }),
    );
  });

  it('draws every item equally often', () => {
    const counts = new Int32Array(10);
    const rng = createRng(1);
    for (let i = 0; i < 4000; i++) for (const item of sampleOf(10, 0.3, rng.split(`${i}`))) counts[item]++;
    // 1200 expected, standard deviation 29.
    expect(Math.max(...counts)).toBeLessThan(1320);
    expect(Math.min(...counts)).toBeGreaterThan(1080);
  });
});

describe('TreeGrower', () => {
  it('grows the same tree however few histograms it may keep', () => {
    const rng = createRng(6);
    const columns = ['a', 'b', 'c'].map((name) => ({
      kind: 'number' as const,
      name,
      values: Float64Array.from({ length: 500 }, () => rng.normal()),
      integer: false,
    }));
    const gradient = columns[0].values.map((value, row) => value * columns[1].values[row]);
    const hessian = new Float64Array(500).fill(1);
    const derivatives = { gradient, hessian, gradientUnit: toExactGrid(gradient), hessianUnit: toExactGrid(hessian) };
    const table = binTable({ nRows: 500, columns }, 255);
    const params = gbdtParams.parse({ minChildSamples: 3 });
    const grown = [undefined, 0, 1, 5].map((mostWaiting) => {
      const rows = Int32Array.from({ length: 500 }, (_, row) => row);
      return new TreeGrower(table, params, mostWaiting).grow(rows, Int32Array.of(0, 1, 2), derivatives);
    });
    expect(grown[0].gains.length).toBe(30);
    for (const one of grown) expect(one).toEqual(grown[0]);
  });
});

describe('stopAfter', () => {
  it('keeps the first of equally good iterations', () => {
    const stopper = stopAfter(2);
    expect([3, 1, 1, 1].map((loss) => stopper.add(loss))).toEqual([false, false, false, true]);
    expect(stopper.kept()).toBe(2);
  });

  it('keeps the first when no loss is a number', () => {
    const stopper = stopAfter(2);
    expect([Number.NaN, Number.NaN, Number.NaN].map((loss) => stopper.add(loss))).toEqual([false, false, true]);
    expect(stopper.kept()).toBe(1);
  });
});
