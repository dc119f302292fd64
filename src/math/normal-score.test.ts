/** Normal quantiles against SciPy (tests/reference/estimators/make_normal_scores.py). */
import { expect, it } from 'vitest';
import reference from '../../tests/reference/estimators/normal-scores.json' with { type: 'json' };
import { normalScore } from './normal-score.ts';

it('equals SciPy from the far tail to the middle', () => {
  for (const [share, expected] of reference.quantiles) {
    // SciPy's own far tail is exact to about twelve digits.
    expect(Math.abs(normalScore(share) - expected)).toBeLessThanOrEqual(Math.abs(expected) * 1e-12 + 1e-16);
  }
});

it('has answers at the ends and none outside', () => {
  expect([0, 1, -0.1, 1.1, Number.NaN].map(normalScore)).toEqual([
    Number.NEGATIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NaN,
    Number.NaN,
    Number.NaN,
  ]);
  expect(normalScore(0.5)).toBe(0);
});

it('rises', () => {
  const scores = Array.from({ length: 9999 }, (_, i) => normalScore((i + 1) / 10_000));
  expect(scores.every((score, i) => i === 0 || scores[i - 1] < score)).toBe(true);
  for (let i = 0; i < 5000; i++) expect(scores[i]).toBeCloseTo(-scores[9998 - i], 12);
});
