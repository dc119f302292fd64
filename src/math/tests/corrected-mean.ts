/** Mean of differences over resampled folds, with the error that overlapping training sets leave it. */
import { ModelwrightError } from '../../core/errors.ts';
import { mean, variance } from '../reduce.ts';
import { pairedDifferences } from './paired-differences.ts';

/** How the rows were divided in each fold. */
export interface FoldSizes {
  /** Rows that a model was trained on, above 0. */
  readonly nTrain: number;
  /** Rows that it was scored on, above 0. */
  readonly nTest: number;
}

export interface CorrectedMean {
  /** First less second. */
  readonly difference: number;
  /** sqrt((1 / folds + nTest / nTrain) variance); 0 when all differences are equal. */
  readonly standardError: number;
  /** Folds less 1. */
  readonly df: number;
}

/**
 * Folds share training rows, so the variance of their mean is more than variance / folds: nTest / nTrain is added to the factor,
 * which is the correlation nTest / (nTrain + nTest) of the folds (Nadeau, Bengio 2003).
 *
 * @throws SHAPE_MISMATCH, VALUE_INVALID, PARAM_INVALID (sizes that are not above 0)
 */
export function correctedMean(
  scores: { readonly a: ArrayLike<number>; readonly b: ArrayLike<number> },
  { nTrain, nTest }: FoldSizes,
  test: string,
): CorrectedMean {
  positive('nTrain', nTrain);
  positive('nTest', nTest);
  const differences = pairedDifferences(scores.a, scores.b, { test, pairs: 'folds', least: 2 });
  const df = differences.length - 1;
  // The mean of equal numbers is not always that number: rounding would put it beyond a limit that it meets.
  if (differences.every((one) => one === differences[0])) return { difference: differences[0], standardError: 0, df };
  const factor = 1 / differences.length + nTest / nTrain;
  return { difference: mean(differences), standardError: Math.sqrt(factor * variance(differences)), df };
}

function positive(name: string, value: number): void {
  if (value > 0 && Number.isFinite(value)) return;
  throw new ModelwrightError('PARAM_INVALID', { name, law: `${name} > 0`, value: `${value}` });
}
