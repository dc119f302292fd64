/** Whether a count is what a share that is itself uncertain makes likely. */

/** Terms below this share of the most likely one add nothing to a float64 sum. */
const negligible = 1e-20;

/**
 * Two-sided p-value of a count of n that follows the beta-binomial distribution: the share is drawn from Beta(alpha, beta), then the
 * rows. Of rows that are exchangeable with m others, the number above the k-th largest of those follows it with alpha = k and
 * beta = m + 1 - k (Wilks 1942). Twice the smaller tail, at most 1. Takes time in n at worst.
 *
 * @param count 0 to n; @param alpha, beta > 0.
 */
export function betaBinomialTest(count: number, n: number, alpha: number, beta: number): number {
  const mean = (n * alpha) / (alpha + beta);
  const start = Math.min(n, Math.max(0, Math.round(mean)));
  let [below, above, all] = [0, 0, 0];
  const add = (x: number, weight: number) => {
    all += weight;
    if (x <= count) below += weight;
    if (x >= count) above += weight;
  };
  const up = (x: number) => ((n - x) * (x + alpha)) / ((x + 1) * (n - x - 1 + beta));
  for (let x = start, weight = 1; x <= n && weight > 0; x++) {
    add(x, weight);
    if (weight < negligible && x >= count) break;
    weight *= up(x);
  }
  for (let x = start - 1, weight = 1; x >= 0 && weight > 0; x--) {
    weight /= up(x);
    add(x, weight);
    if (weight < negligible && x <= count) break;
  }
  return Math.min(1, (2 * Math.min(below, above)) / all);
}
