/** McNemar's test: do two classifiers err equally often on the same rows? */
import { ModelwrightError } from '../../core/errors.ts';
import { betaCdf, chiSquareUpperTail } from '../distributions.ts';
import { pairedDifferences } from './paired-differences.ts';

export interface McnemarOptions {
  /** `exact`: binomial, for any number of rows (default). `corrected`: chi-square with Edwards' continuity correction. */
  readonly method?: 'exact' | 'corrected';
}

export interface McnemarResult {
  /** Rows that only the first model gets right. */
  readonly onlyA: number;
  /** Rows that only the second model gets right. */
  readonly onlyB: number;
  /** `exact`: the smaller of the two counts; `corrected`: chi-square with one degree of freedom. */
  readonly statistic: number;
  /** Two-sided, of equal error rates. */
  readonly pValue: number;
}

/**
 * Compares two classifiers by the rows on which just one of them is right (McNemar 1947; Edwards 1948 for the correction, which
 * never turns the difference of the counts around: equal counts give 0). Needs `distributionsReady()`.
 *
 * @param correctA, correctB per row 1 where the model is right and 0 where it is wrong.
 * @returns pValue 1 when no row tells the models apart.
 * @throws SHAPE_MISMATCH for lengths that differ or no rows, VALUE_INVALID for other values than 0 and 1, PARAM_INVALID for another method.
 * @example
 * await distributionsReady();
 * mcnemar([1, 1, 1, 1, 0], [0, 0, 0, 1, 1]).pValue; // 0.625
 */
export function mcnemar(
  correctA: ArrayLike<number>,
  correctB: ArrayLike<number>,
  { method = 'exact' }: McnemarOptions = {},
): McnemarResult {
  if (method !== 'exact' && method !== 'corrected') {
    throw new ModelwrightError('PARAM_INVALID', { name: 'method', law: 'exact or corrected', value: `${method}` });
  }
  const differences = pairedDifferences(correctA, correctB, { test: "McNemar's test", pairs: 'rows', least: 1 });
  let onlyA = 0;
  let onlyB = 0;
  for (let i = 0; i < differences.length; i++) {
    if (!isFlag(correctA[i]) || !isFlag(correctB[i])) {
      const value = `another at position ${i}`;
      throw new ModelwrightError('VALUE_INVALID', { what: "McNemar's test", law: 'values 0 and 1', value });
    }
    if (differences[i] > 0) onlyA++;
    if (differences[i] < 0) onlyB++;
  }
  return { onlyA, onlyB, ...judged(onlyA, onlyB, method) };
}

function isFlag(value: number): boolean {
  return value === 0 || value === 1;
}

function judged(onlyA: number, onlyB: number, method: 'exact' | 'corrected'): { statistic: number; pValue: number } {
  const discordant = onlyA + onlyB;
  if (method === 'corrected') {
    const gap = Math.max(0, Math.abs(onlyA - onlyB) - 1);
    const statistic = discordant === 0 ? 0 : (gap * gap) / discordant;
    return { statistic, pValue: chiSquareUpperTail(statistic, 1) };
  }
  const fewer = Math.min(onlyA, onlyB);
  // The binomial distribution function at 1/2; with as many on either side twice the tail would be more than all.
  const pValue = onlyA === onlyB ? 1 : Math.min(1, 2 * betaCdf(0.5, discordant - fewer, fewer + 1));
  return { statistic: fewer, pValue };
}
