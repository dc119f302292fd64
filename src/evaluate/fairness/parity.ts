/** The named measures of parity between groups, as Fairlearn names and computes them. */
import type { Score } from '../evaluation.ts';
import type { Comparison } from './comparison.ts';

/** Of binary decisions. Differences: 0 is parity; ratios: 1 is parity. */
export interface Parity {
  /** Of selection rates. */
  readonly demographic_parity_difference: Score;
  readonly demographic_parity_ratio: Score;
  /** The greater difference, the lesser ratio, of true and of false positive rates (Fairlearn's `worst_case`). */
  readonly equalized_odds_difference: Score;
  readonly equalized_odds_ratio: Score;
  /** Of true positive rates. */
  readonly equal_opportunity_difference: Score;
  readonly equal_opportunity_ratio: Score;
}

/**
 * The interval of equalized odds is that of the worse of its two rates, which were each compared at their own level.
 * Null where one of the two rates cannot be compared.
 */
export function parityOf(selection: Comparison, truePositive: Comparison, falsePositive: Comparison): Parity {
  return {
    demographic_parity_difference: selection.difference,
    demographic_parity_ratio: selection.ratio,
    equalized_odds_difference: worse(truePositive.difference, falsePositive.difference, (a, b) => a > b),
    equalized_odds_ratio: worse(truePositive.ratio, falsePositive.ratio, (a, b) => a < b),
    equal_opportunity_difference: truePositive.difference,
    equal_opportunity_ratio: truePositive.ratio,
  };
}

function worse(a: Score, b: Score, isWorse: (a: number, b: number) => boolean): Score {
  if (a.value === null || b.value === null) return { value: null, ci: null };
  return isWorse(b.value, a.value) ? b : a;
}
