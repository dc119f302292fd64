/** The calibration error: without bias on calibrated models, near the truth on others, and an interval that holds it. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../math/philox.ts';
import { calibrationError } from './calibration-error.ts';

/** Truth is `p + shift * (1 - 2p)`: with p uniform the root mean squared error is shift / sqrt(3). */
function drawn(n: number, shift: number, seed: number) {
  const rng = createRng(seed);
  const probabilities = Float64Array.from({ length: n }, () => rng.uniform());
  const yTrue = probabilities.map((p) => (rng.uniform() < p + shift * (1 - 2 * p) ? 1 : 0));
  return { yTrue, probabilities };
}

describe('the calibration error', () => {
  it('is what the formula says on rows that can be counted by hand', () => {
    // One bin of 0.25 with 10 of 20 hits: distance 0.25, chance 0.5 * 0.5 / 19.
    const yTrue = Array.from({ length: 20 }, (_, row) => row % 2);
    const { value, uncorrected, bins } = calibrationError({ yTrue, probabilities: new Float64Array(20).fill(0.25) });
    expect(bins).toBe(1);
    expect(uncorrected).toBeCloseTo(0.25, 12);
    expect(value).toBeCloseTo(Math.sqrt(0.0625 - 0.25 / 19), 12);
  });

  it('has no bias where there is no error, unlike the plain one', () => {
    let [squares, plain, zeros] = [0, 0, 0];
    const seeds = 40;
    for (let seed = 0; seed < seeds; seed++) {
      const { value, uncorrected, ci } = calibrationError({ ...drawn(300, 0, seed), resamples: 150 });
      squares += value * value;
      plain += uncorrected * uncorrected;
      if (ci[0] === 0) zeros++;
    }
    expect(squares / seeds).toBeLessThan(plain / seeds / 2);
    expect(zeros / seeds).toBeGreaterThan(0.89);
  });

  it('is near the truth, which its interval holds', () => {
    const [shift, seeds] = [0.3, 40];
    const truth = shift / Math.sqrt(3);
    let [held, total] = [0, 0];
    for (let seed = 0; seed < seeds; seed++) {
      const { value, ci } = calibrationError({ ...drawn(500, shift, seed), resamples: 150 });
      total += value;
      if (ci[0] <= truth && truth <= ci[1]) held++;
    }
    expect(total / seeds).toBeCloseTo(truth, 1.6);
    expect(held).toBeGreaterThanOrEqual(34);
  });

  it('judges the most probable class of several, keeps equal probabilities together, and repeats itself', () => {
    const rng = createRng(2);
    const best = Float64Array.from({ length: 400 }, () => 0.5 + 0.1 * rng.integer(4));
    const rest = best.map((p) => (1 - p) / 2);
    const yTrue = best.map((p) => (rng.uniform() < p ? 0 : 1 + rng.integer(2)));
    const several = calibrationError({ yTrue, probabilities: [best, rest, rest] });
    expect(several.bins).toBe(4);
    const asTwo = calibrationError({ yTrue: yTrue.map((code) => Number(code === 0)), probabilities: best });
    expect(several).toEqual(asTwo);
  });

  it.each([
    [{ yTrue: new Float64Array(19), probabilities: new Float64Array(19) }, 'ROWS_TOO_FEW'],
    [{ yTrue: [0], probabilities: [0.5, 0.5] }, 'SHAPE_MISMATCH'],
    [{ yTrue: [0], probabilities: [1.5] }, 'VALUE_INVALID'],
    [{ yTrue: [2], probabilities: [0.5] }, 'VALUE_INVALID'],
    [{ yTrue: [0], probabilities: [0.5], bins: 0 }, 'PARAM_INVALID'],
  ])('refuses what does not fit, %#', (request, code) => {
    expect(() => calibrationError(request)).toThrow(expect.objectContaining({ code }));
  });
});
