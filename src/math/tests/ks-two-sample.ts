/** Two-sample test of Kolmogorov and Smirnov, two-sided. */
import { kolmogorovUpperTail } from '../distributions.ts';
import { ascending } from '../quantile.ts';

/** Up to this product of the sample sizes the p-value is exact; that takes milliseconds at most. */
const mostPairs = 1_000_000;

/**
 * Tests whether two samples come from one distribution.
 *
 * The p-value is exact (for samples without ties; with ties it errs on the large side) as long as n * m is at most a million,
 * and that of Kolmogorov's limit distribution at sqrt(n m / (n + m)) D beyond, as R does it; that needs `distributionsReady()`.
 *
 * @param a, b in any order, NaN left out; fastest when ascending.
 * @returns statistic: the largest distance of the two distribution functions, 0 to 1. Both NaN when a sample is empty.
 */
export function ksTwoSample(a: ArrayLike<number>, b: ArrayLike<number>): { statistic: number; pValue: number } {
  const x = ascending(a);
  const y = ascending(b);
  const n = x.length;
  const m = y.length;
  if (n === 0 || m === 0) return { statistic: Number.NaN, pValue: Number.NaN };
  const largest = largestGap(x, y);
  const statistic = largest / n / m;
  const pValue =
    n * m <= mostPairs ? pathsLeaving(n, m, largest) : kolmogorovUpperTail(Math.sqrt((n * m) / (n + m)) * statistic);
  return { statistic, pValue };
}

/** Largest |i m - j n| over all values v, with i of the n values of x and j of the m values of y at or below v. */
function largestGap(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let largest = 0;
  let i = 0;
  let j = 0;
  while (i < x.length && j < y.length) {
    const value = Math.min(x[i], y[j]);
    while (i < x.length && x[i] === value) i++;
    while (j < y.length && y[j] === value) j++;
    largest = Math.max(largest, Math.abs(i * y.length - j * x.length));
  }
  return largest;
}

/**
 * Share of the lattice paths from (0, 0) to (n, m) that reach a point with |i m - j n| >= gap, which is P(D >= gap / (n m)) as all
 * orders of the n + m values are equally likely. A uniform path comes to (i, j) from (i - 1, j) with probability i / (i + j),
 * so shares mix from step to step; all terms are positive, so small p-values keep their digits.
 */
function pathsLeaving(n: number, m: number, gap: number): number {
  if (gap === 0) return 1;
  const share = new Float64Array(m + 1);
  for (let i = 0; i <= n; i++) {
    for (let j = 0; j <= m; j++) {
      if (Math.abs(i * m - j * n) >= gap) share[j] = 1;
      else if (j === 0) share[j] = i === 0 ? 0 : share[j];
      else if (i === 0) share[j] = share[j - 1];
      else share[j] = (i * share[j] + j * share[j - 1]) / (i + j);
    }
  }
  return share[m];
}
