/** Ranks of models within each data set, averaged over the data sets. */

import { ModelwrightError } from '../../core/errors.ts';
import type { Direction } from '../direction.ts';
import { averageRanks } from './average-ranks.ts';

/**
 * @param scores a row per data set, with one score per model.
 * @returns averageRanks: per model, 1 is best, ties share; tied: the sum of size^3 - size over all groups of ties of all rows.
 * @throws SHAPE_MISMATCH, VALUE_INVALID, PARAM_INVALID
 */
export function modelRanks(
  scores: readonly ArrayLike<number>[],
  direction: Direction,
  what: string,
): { averageRanks: Float64Array; tied: number } {
  if (direction !== 'maximize' && direction !== 'minimize') {
    throw new ModelwrightError('PARAM_INVALID', {
      name: 'direction',
      law: 'maximize or minimize',
      value: `${direction}`,
    });
  }
  checkScores(scores, what);
  const totals = new Float64Array(scores[0].length);
  let tied = 0;
  for (const row of scores) {
    const ranked = averageRanks(Float64Array.from(row, (score) => (direction === 'maximize' ? -score : score)));
    for (let model = 0; model < totals.length; model++) totals[model] += ranked.ranks[model];
    tied += ranked.tied;
  }
  return { averageRanks: totals.map((total) => total / scores.length), tied };
}

function checkScores(scores: readonly ArrayLike<number>[], what: string): void {
  if (scores.length < 2) {
    throw new ModelwrightError('SHAPE_MISMATCH', { what, law: '2 or more data sets', value: `${scores.length}` });
  }
  const models = scores[0].length;
  if (models < 2) throw new ModelwrightError('SHAPE_MISMATCH', { what, law: '2 or more models', value: `${models}` });
  for (const [i, row] of scores.entries()) {
    if (row.length !== models) {
      const value = `${row.length} and ${models}`;
      throw new ModelwrightError('SHAPE_MISMATCH', { what, law: 'as many scores in each row', value });
    }
    if (Array.from(row).every((score) => Number.isFinite(score))) continue;
    throw new ModelwrightError('VALUE_INVALID', { what, law: 'finite scores', value: `another in row ${i}` });
  }
}
