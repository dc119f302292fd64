/** Friedman's test of several models over several data sets. */

import type { Direction } from '../direction.ts';
import { chiSquareUpperTail, fUpperTail } from '../distributions.ts';
import { modelRanks } from './model-ranks.ts';

export interface FriedmanResult {
  /** Mean rank of each model over the data sets; 1 is best. */
  readonly averageRanks: Float64Array;
  /** Friedman's chi-square, corrected for ties; models less 1 degrees of freedom. */
  readonly chiSquare: number;
  readonly chiSquarePValue: number;
  /** Iman's and Davenport's F, which errs less in small tables; infinite when all data sets agree on the order. */
  readonly statistic: number;
  /** (models - 1, (models - 1) (data sets - 1)). */
  readonly df: readonly [number, number];
  /** Of `statistic`: that all models are equally good. */
  readonly pValue: number;
}

/**
 * Tests whether models differ by their ranks within each data set (Friedman 1937; Iman, Davenport 1980; for models Demsar 2006).
 * Needs `distributionsReady()`.
 *
 * @param scores one row per data set (or independent block) with a score for each model; two rows and two models or more.
 * @param direction `maximize` where a higher score is better, `minimize` where a lower one is.
 * @returns pValue 1 when every row is one tie.
 * @throws SHAPE_MISMATCH for too few rows or models or rows of different lengths, VALUE_INVALID for scores that are not finite,
 *   PARAM_INVALID for another direction.
 */
export function friedman(scores: readonly ArrayLike<number>[], direction: Direction): FriedmanResult {
  const { averageRanks, tied } = modelRanks(scores, direction, "Friedman's test");
  const n = scores.length;
  const k = averageRanks.length;
  const df = [k - 1, (k - 1) * (n - 1)] as const;
  const spread = averageRanks.reduce((total, rank) => total + (rank - (k + 1) / 2) * (rank - (k + 1) / 2), 0);
  const untied = 1 - tied / (n * (k * k * k - k));
  const chiSquare = spread === 0 ? 0 : (12 * n * spread) / (k * (k + 1) * untied);
  // Where all rows agree, rounding may take the rest below 0.
  const rest = n * (k - 1) - chiSquare;
  const statistic = rest > n * k * 1e-14 ? ((n - 1) * chiSquare) / rest : Number.POSITIVE_INFINITY;
  return {
    averageRanks,
    chiSquare,
    chiSquarePValue: chiSquareUpperTail(chiSquare, k - 1),
    statistic,
    df,
    pValue: statistic === Number.POSITIVE_INFINITY ? 0 : fUpperTail(statistic, ...df),
  };
}
