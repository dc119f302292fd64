/** The test of a count whose share is uncertain against scipy's beta-binomial distribution. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { betaBinomialTest } from './beta-binomial.ts';

const { cases } = JSON.parse(
  readFileSync(new URL('../../../tests/reference/math/beta-binomial.json', import.meta.url), 'utf8'),
) as { cases: { count: number; n: number; alpha: number; beta: number; pValue: number }[] };

it.each(cases)('$count of $n with ($alpha, $beta) has the p-value of scipy', ({ count, n, alpha, beta, pValue }) => {
  // scipy's logarithms of gamma functions have about nine digits here.
  expect(Math.abs(betaBinomialTest(count, n, alpha, beta) / pValue - 1)).toBeLessThan(1e-7);
});

it('is the same question from the other side', () => {
  expect(betaBinomialTest(7, 30, 2.5, 19)).toBeCloseTo(betaBinomialTest(23, 30, 19, 2.5), 14);
});
