/** Nemenyi's test: which of several models differ, after Friedman's test. */
import { ModelwrightError } from '../../core/errors.ts';
import type { Direction } from '../direction.ts';
import { modelRanks } from './model-ranks.ts';
import { studentizedRangeQuantile, studentizedRangeUpperTail } from './studentized-range.ts';

export interface NemenyiResult {
  /** Mean rank of each model over the data sets; 1 is best. */
  readonly averageRanks: Float64Array;
  /** Models whose average ranks are at least this far apart differ at the level `alpha`. */
  readonly criticalDifference: number;
  /** Per pair of models [i][j], adjusted for all pairs; 1 on the diagonal. */
  readonly pValues: readonly Float64Array[];
}

/**
 * Compares all pairs of models by their average ranks (Nemenyi 1963; for models Demsar 2006). Needs `distributionsReady()`.
 *
 * @param scores one row per data set (or independent block) with a score for each model; two rows and two models or more.
 * @param direction `maximize` where a higher score is better, `minimize` where a lower one is.
 * @param alpha chance of any false difference, in (0, 1).
 * @throws SHAPE_MISMATCH for too few rows or models or rows of different lengths, VALUE_INVALID for scores that are not finite,
 *   PARAM_INVALID for another direction or level.
 */
export function nemenyi(scores: readonly ArrayLike<number>[], direction: Direction, alpha = 0.05): NemenyiResult {
  if (!(alpha > 0 && alpha < 1)) {
    throw new ModelwrightError('PARAM_INVALID', { name: 'alpha', law: '0 < alpha < 1', value: `${alpha}` });
  }
  const { averageRanks } = modelRanks(scores, direction, "Nemenyi's test");
  const k = averageRanks.length;
  // The range of k ranks in units of the error of one of them.
  const unit = Math.sqrt((k * (k + 1)) / (12 * scores.length));
  const pValues = Array.from(averageRanks, (rank) =>
    averageRanks.map((other) => studentizedRangeUpperTail(Math.abs(rank - other) / unit, k)),
  );
  return { averageRanks, criticalDifference: studentizedRangeQuantile(1 - alpha, k) * unit, pValues };
}
