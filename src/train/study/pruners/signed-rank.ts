/** Wilcoxon's signed-rank test of paired differences. */
import { normalCdf } from '../../../math/distributions.ts';

/** Up to this many differences the distribution is counted out. */
const mostExact = 50;

/**
 * One-sided p-value of the hypothesis that differences are centred at 0, against being above. Half of the rank sum of the
 * zeros counts for either side. Exact under sign flips for up to 50 differences, also with ties; the normal approximation
 * with a correction for ties beyond.
 *
 * Source: Wilcoxon (1945), "Individual comparisons by ranking methods".
 *
 * @param differences finite, at least one.
 */
export function signedRankUpperTail(differences: readonly number[]): number {
  const n = differences.length;
  const { doubledRanks, tieTerm } = rankMagnitudes(differences);
  // The share of the zeros is the same under every flip, so only the ranks of the others are compared.
  const flipped = doubledRanks.filter((_, i) => differences[i] !== 0);
  const positive = doubledRanks.reduce((sum, rank, i) => sum + (differences[i] > 0 ? rank : 0), 0);
  if (n <= mostExact) return exactTail(flipped, positive);
  const total = flipped.reduce((sum, rank) => sum + rank, 0);
  const deviation = Math.sqrt((n * (n + 1) * (2 * n + 1) - tieTerm / 2) / 24);
  return normalCdf(-(positive - total / 2) / 2 / deviation);
}

/** Twice the mean ranks of the magnitudes, whole numbers also for ties; and the sum of t^3 - t over groups of t ties. */
function rankMagnitudes(differences: readonly number[]): { doubledRanks: number[]; tieTerm: number } {
  const magnitudes = differences.map(Math.abs);
  const order = magnitudes.map((_, i) => i).sort((i, j) => magnitudes[i] - magnitudes[j] || i - j);
  const doubledRanks = new Array<number>(order.length);
  let tieTerm = 0;
  for (let start = 0, end = 0; start < order.length; start = end) {
    while (end < order.length && magnitudes[order[end]] === magnitudes[order[start]]) end++;
    for (let i = start; i < end; i++) doubledRanks[order[i]] = start + end + 1;
    const tied = end - start;
    tieTerm += tied * tied * tied - tied;
  }
  return { doubledRanks, tieTerm };
}

/** Probability that a sum over randomly chosen ranks reaches the observed one. */
function exactTail(ranks: readonly number[], observed: number): number {
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const probability = new Float64Array(total + 1);
  probability[0] = 1;
  for (const rank of ranks) {
    for (let sum = total; sum >= 0; sum--) {
      probability[sum] = 0.5 * (probability[sum] + (sum >= rank ? probability[sum - rank] : 0));
    }
  }
  return probability.subarray(observed).reduce((sum, p) => sum + p, 0);
}
