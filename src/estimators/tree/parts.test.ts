/** The small parts of boosting: grids, sampling, early stopping. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../math/philox.ts';
import { stopAfter } from './early-stopping.ts';
import { exponentOf, powerOfTwo, tamingFactor } from './exponent.ts';
import { gradientUnit, hessianUnit } from './grid-unit.ts';
import { sampleOf } from './sample-of.ts';
import { selectPlace } from './select-place.ts';

describe('the grid of derivatives', () => {
  const size = fc.double({ noNaN: true, min: 1e-200, max: 1e200 });

  it('holds the sum of as many of the largest as there are rows, and little less than that', () => {
    fc.assert(
      fc.property(size, fc.integer({ min: 1, max: 2 ** 24 }), (largest, nRows) => {
        const countBits = 32 - Math.clz32(nRows);
        const gradient = (largest / gradientUnit(largest, countBits)) * nRows;
        expect(gradient).toBeLessThan(2 ** 62);
        expect(gradient).toBeGreaterThan(2 ** 59);
        const hessian = (largest / hessianUnit(largest, countBits)) * nRows * 2 ** countBits;
        expect(hessian).toBeLessThan(2 ** 62);
        expect(hessian).toBeGreaterThan(2 ** 59);
      }),
    );
  });

  it('is a power of two, and 1 where nothing is to be learned', () => {
    fc.assert(
      fc.property(size, (largest) => {
        expect(gradientUnit(largest, 20)).toBe(powerOfTwo(exponentOf(gradientUnit(largest, 20))));
      }),
    );
    expect(gradientUnit(0, 20)).toBe(1);
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

describe('selectPlace', () => {
  it('finds what a sorted copy has there, and parts the others around it', () => {
    const list = fc.array(fc.constantFrom(-0, 0, 1, 2, 3, -7, 1e300, 0.5), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(list, fc.nat(39), (values, at) => {
        const place = at % values.length;
        const parted = Float64Array.from(values);
        const selected = selectPlace(parted, place);
        expect(selected + 0).toBe([...values].sort((a, b) => a - b)[place] + 0);
        expect(parted.every((value, i) => (i < place ? value <= selected : value >= selected))).toBe(true);
      }),
    );
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
