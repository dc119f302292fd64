/** Pearson's chi-square test of homogeneity for two rows of counts. */
import { chiSquareUpperTail } from '../distributions.ts';
import { sum } from '../reduce.ts';

/**
 * Tests whether two samples have the same shares of categories (Pearson 1900; no continuity correction). Holds for expected counts of
 * about 5 and more. Needs `distributionsReady()`.
 *
 * @param countsA, countsB rows by category, same order. Categories without rows on both sides do not count.
 * @returns pValue 1 and df 0 when there is nothing to compare: fewer than two categories, or a sample without rows.
 */
export function chiSquareHomogeneity(
  countsA: ArrayLike<number>,
  countsB: ArrayLike<number>,
): { statistic: number; df: number; pValue: number } {
  if (countsA.length !== countsB.length) {
    throw new RangeError(`lengths must be equal, got ${countsA.length} and ${countsB.length}`);
  }
  const totalA = sum(countsA);
  const totalB = sum(countsB);
  const terms: number[] = [];
  for (let i = 0; i < countsA.length; i++) {
    const both = countsA[i] + countsB[i];
    if (both === 0) continue;
    // Products of counts are whole numbers, so equal shares give 0 exactly.
    const apart = countsA[i] * totalB - countsB[i] * totalA;
    terms.push(((apart / totalA) * (apart / totalB)) / both);
  }
  if (terms.length < 2 || totalA === 0 || totalB === 0) return { statistic: 0, df: 0, pValue: 1 };
  const statistic = sum(terms);
  const df = terms.length - 1;
  return { statistic, df, pValue: chiSquareUpperTail(statistic, df) };
}
