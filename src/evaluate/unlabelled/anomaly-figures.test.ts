/** What scores say without a label: the test of the flags against enumeration, and how often both err on rows like the training rows. */
import { beforeAll, describe, expect, it } from 'vitest';
import { distributionsReady } from '../../math/distributions.ts';
import { createRng } from '../../math/philox.ts';
import { delong } from '../../math/tests/delong.ts';
import { anomalyFigures } from './anomaly-figures.ts';

beforeAll(() => distributionsReady());

/** Scores on a scale that was made of some training values, of values that lie higher by a shift. */
function scored(rng: ReturnType<typeof createRng>, n: number, scaleRows: number, shift: number) {
  const training = Float64Array.from({ length: scaleRows }, () => rng.normal()).sort((a, b) => a - b);
  const values = Float64Array.from({ length: n }, () => rng.normal() + shift);
  const scores = values.map((value) => (below(training, value) + 0.5) / (scaleRows + 1));
  return { training, values, scores };
}

/** How many of the sorted values are below another. */
function below(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

describe('anomalyFigures', () => {
  it('rejects rows like the training rows no more often than it says, however few made the scale', () => {
    const rng = createRng(4);
    for (const scaleRows of [60, 400]) {
      let [flags, stranger] = [0, 0];
      const draws = 250;
      for (let d = 0; d < draws; d++) {
        const { scores } = scored(rng, 200, scaleRows, 0);
        const got = anomalyFigures(
          scores,
          scores.map((score) => Number(score > 0.9)),
          { expected: 0.1, scaleRows },
        );
        if (got.pValue < 0.05) flags++;
        const [low, high] = got.stranger.ci!;
        if (low > 0.5 || high < 0.5) stranger++;
      }
      for (const errors of [flags, stranger]) expect(errors / draws).toBeLessThan(0.05 + 3 * 0.014);
      expect(stranger).toBeGreaterThan(3);
    }
  });

  it('sees a shift, as DeLong does from the values themselves', () => {
    const { training, values, scores } = scored(createRng(6), 500, 800, 0.6);
    const got = anomalyFigures(
      scores,
      scores.map((score) => Number(score > 0.95)),
      { expected: 0.05, scaleRows: 800 },
    );
    const both = Float64Array.from([...training, ...values]);
    const { auc, variance } = delong(
      both,
      both.map((_, i) => Number(i >= training.length)),
    );
    expect(got.stranger.value).toBeCloseTo(auc, 2);
    expect((got.stranger.ci![1] - got.stranger.ci![0]) / (2 * 1.96 * Math.sqrt(variance))).toBeCloseTo(1, 1);
    expect(got.pValue).toBeLessThan(1e-4);
    expect(got.flagged.value).toBeGreaterThan(0.1);
  });

  it('says something of a single row', () => {
    const got = anomalyFigures(Float64Array.of(0.99), Float64Array.of(1), { expected: 0.05, scaleRows: 100 });
    expect(got).toMatchObject({ flagged: { value: 1 }, stranger: { value: 0.99, ci: null } });
    expect(got.pValue).toBeCloseTo(0.1, 2);
  });
});
