/** How far p-values under their null hypothesis are from uniform. */

/** sqrt(n) times Kolmogorov's distance to the uniform distribution: above 1.63 in one of a hundred samples of uniform values. */
export function uniformGap(pValues: readonly number[]): number {
  const sorted = [...pValues].sort((a, b) => a - b);
  const n = sorted.length;
  const gaps = sorted.map((p, i) => Math.max((i + 1) / n - p, p - i / n));
  return Math.sqrt(n) * Math.max(...gaps);
}
