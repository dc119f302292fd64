/** Wilcoxon's signed-rank test of paired scores. */
import { ModelwrightError } from '../../core/errors.ts';
import { normalCdf } from '../distributions.ts';
import { averageRanks } from './average-ranks.ts';
import { pairedDifferences } from './paired-differences.ts';

/** Up to this many pairs without ties the p-value is exact; all counts are then whole numbers below 2^53. */
const mostExact = 50;

export interface SignedRankOptions {
  /** Pairs without a difference: `wilcox` leaves them out, `zsplit` (default) ranks them and gives half of their ranks to each side. */
  readonly zeros?: 'wilcox' | 'zsplit';
}

export interface WilcoxonResult {
  /** Sum of the ranks of the pairs where the first is higher. */
  readonly rankSumA: number;
  /** Sum of the ranks of the pairs where the second is higher. */
  readonly rankSumB: number;
  /** The smaller of the two sums. */
  readonly statistic: number;
  /** Two-sided, of differences that scatter evenly around 0. */
  readonly pValue: number;
  /** How the p-value was found. */
  readonly method: 'exact' | 'normal';
}

/**
 * Compares two models over data sets or folds by the ranks of their differences (Wilcoxon 1945; `zsplit` as Demsar 2006 does). Up
 * to 50 pairs without ties or split zeros the p-value is exact; else it is normal, with the variance corrected for ties and without
 * correction for continuity, as scipy has it. Needs `distributionsReady()`.
 * Differences that are equal but for rounding are no ties; scale decimals to whole numbers where that matters.
 *
 * @param scoresA, scoresB one per data set or fold, which should be independent of each other.
 * @returns pValue 1 when all differences are 0.
 * @throws SHAPE_MISMATCH for lengths that differ or no pairs, VALUE_INVALID for scores that are not finite, PARAM_INVALID.
 * @example
 * await distributionsReady();
 * wilcoxonSignedRank([0.9, 0.8, 0.75, 0.7], [0.85, 0.79, 0.72, 0.72]).pValue; // 0.375
 */
export function wilcoxonSignedRank(
  scoresA: ArrayLike<number>,
  scoresB: ArrayLike<number>,
  { zeros = 'zsplit' }: SignedRankOptions = {},
): WilcoxonResult {
  if (zeros !== 'wilcox' && zeros !== 'zsplit') {
    throw new ModelwrightError('PARAM_INVALID', { name: 'zeros', law: 'wilcox or zsplit', value: `${zeros}` });
  }
  const all = pairedDifferences(scoresA, scoresB, { test: "Wilcoxon's test", pairs: 'pairs', least: 1 });
  const differences = zeros === 'wilcox' ? all.filter((one) => one !== 0) : all;
  const { ranks, tied } = averageRanks(differences.map((one) => Math.abs(one)));
  let rankSumA = 0;
  let rankSumB = 0;
  for (let i = 0; i < ranks.length; i++) {
    if (differences[i] >= 0) rankSumA += differences[i] > 0 ? ranks[i] : ranks[i] / 2;
    if (differences[i] <= 0) rankSumB += differences[i] < 0 ? ranks[i] : ranks[i] / 2;
  }
  const n = ranks.length;
  const statistic = Math.min(rankSumA, rankSumB);
  const exact = n <= mostExact && tied === 0 && !differences.includes(0);
  const pValue = exact ? exactPValue(statistic, n) : normalPValue(statistic, n, tied);
  return { rankSumA, rankSumB, statistic, pValue, method: exact ? 'exact' : 'normal' };
}

/** Twice the share of the 2^n sign patterns whose rank sum is at most `statistic`. */
function exactPValue(statistic: number, n: number): number {
  const patterns = new Float64Array(statistic + 1);
  patterns[0] = 1;
  for (let rank = 1; rank <= n; rank++) {
    for (let total = statistic; total >= rank; total--) patterns[total] += patterns[total - rank];
  }
  let share = patterns.reduce((total, count) => total + count, 0);
  for (let i = 0; i < n; i++) share /= 2;
  return Math.min(1, 2 * share);
}

/** @param tied sum of size^3 - size over the groups of equal ranks. */
function normalPValue(statistic: number, n: number, tied: number): number {
  const centre = (n * (n + 1)) / 4;
  const variance = (n * (n + 1) * (2 * n + 1) - tied / 2) / 24;
  return Math.min(1, 2 * normalCdf((statistic - centre) / Math.sqrt(variance)));
}
