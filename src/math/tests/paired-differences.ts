/** What every test of two paired samples asks of its input. */
import { ModelwrightError } from '../../core/errors.ts';

/** How a test calls itself and its pairs in errors, and how many it needs. */
interface Demands {
  /** For example `corrected resampled t-test`. */
  readonly test: string;
  /** For example `folds`. */
  readonly pairs: string;
  readonly least: number;
}

/**
 * First less second, pair by pair.
 *
 * @throws SHAPE_MISMATCH when lengths differ or there are too few pairs, VALUE_INVALID when a difference is not finite.
 */
export function pairedDifferences(a: ArrayLike<number>, b: ArrayLike<number>, demands: Demands): Float64Array {
  const { test: what, pairs, least } = demands;
  if (a.length !== b.length) {
    throw new ModelwrightError('SHAPE_MISMATCH', { what, law: 'equal lengths', value: `${a.length} and ${b.length}` });
  }
  if (a.length < least) {
    throw new ModelwrightError('SHAPE_MISMATCH', { what, law: `${least} or more ${pairs}`, value: `${a.length}` });
  }
  const differences = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) {
    differences[i] = a[i] - b[i];
    if (Number.isFinite(differences[i])) continue;
    const value = `another at position ${i} of ${a.length}`;
    throw new ModelwrightError('VALUE_INVALID', { what, law: 'finite differences', value });
  }
  return differences;
}
