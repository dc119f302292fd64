/** DeLong's test of two areas under the ROC curve, for arrays of anyone. */
import { ModelwrightError } from '../../core/errors.ts';
import { delongPaired } from './delong.ts';

export interface PairedRocAucResult {
  /** Area of the first less that of the second. */
  readonly difference: number;
  /** Of `difference`. */
  readonly ci: readonly [low: number, high: number];
  /** Two-sided, of equal areas. */
  readonly pValue: number;
}

/**
 * Compares two models by the areas under their ROC curves on the same rows (DeLong, DeLong, Clarke-Pearson 1988). Needs
 * `distributionsReady()`.
 *
 * @param scoresA, scoresB higher means more likely positive; only their order counts. @param yTrue 1 for positive rows, 0 for others.
 * @param level confidence of the interval, in (0, 1); default 0.95.
 * @returns pValue 1 and ci [0, 0] where both rank every row alike.
 * @throws SHAPE_MISMATCH for lengths that differ or fewer than two rows of a class, VALUE_INVALID for scores that are no numbers or
 *   another yTrue than 0 and 1, PARAM_INVALID for the level.
 * @example
 * await distributionsReady();
 * pairedRocAuc([0.9, 0.6, 0.3, 0.2], [0.4, 0.6, 0.3, 0.5], [1, 1, 0, 0]).difference; // 0.25
 */
export function pairedRocAuc(
  scoresA: ArrayLike<number>,
  scoresB: ArrayLike<number>,
  yTrue: ArrayLike<number>,
  level = 0.95,
): PairedRocAucResult {
  const what = "DeLong's test";
  if (!(level > 0 && level < 1)) {
    throw new ModelwrightError('PARAM_INVALID', { name: 'level', law: '0 < level < 1', value: `${level}` });
  }
  if (scoresA.length !== yTrue.length || scoresB.length !== yTrue.length) {
    const value = `${scoresA.length}, ${scoresB.length} and ${yTrue.length}`;
    throw new ModelwrightError('SHAPE_MISMATCH', { what, law: 'equal lengths', value });
  }
  const rows = [0, 0];
  for (let row = 0; row < yTrue.length; row++) {
    if (Number.isNaN(scoresA[row]) || Number.isNaN(scoresB[row])) {
      throw new ModelwrightError('VALUE_INVALID', { what, law: 'scores that are numbers', value: `NaN in row ${row}` });
    }
    if (yTrue[row] !== 0 && yTrue[row] !== 1) {
      throw new ModelwrightError('VALUE_INVALID', { what, law: 'yTrue 0 or 1', value: `another in row ${row}` });
    }
    rows[yTrue[row]]++;
  }
  if (Math.min(...rows) < 2) {
    const value = `${rows[1]} positive and ${rows[0]} negative`;
    throw new ModelwrightError('SHAPE_MISMATCH', { what, law: 'two rows or more of each class', value });
  }
  return delongPaired(Float64Array.from(scoresA), Float64Array.from(scoresB), Float64Array.from(yTrue), level);
}
