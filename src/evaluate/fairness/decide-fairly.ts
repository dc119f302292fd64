/** Decisions by thresholds per group. */
import { ModelwrightError } from '../../core/errors.ts';
import { createRng } from '../../math/philox.ts';
import { completeGrouping } from './complete-grouping.ts';
import type { Sensitive } from './groups.ts';
import type { FairThresholds, GroupThresholds } from './optimize-thresholds.ts';
import { checkProbabilities } from './outcomes.ts';

export interface DecisionRequest {
  /** The probability of class 1 of each row, in [0, 1]. */
  readonly probabilities: ArrayLike<number>;
  /** The columns of the thresholds, in their order; no value may be missing. */
  readonly sensitive: Sensitive;
  /** Safe whole number >= 0, default 0; the same seed gives the same decisions for the same rows. */
  readonly seed?: number;
}

export interface Decisions {
  /** The chance of each row to be decided positive, in [0, 1]. */
  readonly chances: Float64Array;
  /** 1 or 0 per row, drawn with these chances. */
  readonly values: Float64Array;
}

/**
 * Decides rows by thresholds from `optimizeThresholds`.
 *
 * @throws SHAPE_MISMATCH when columns or lengths differ; VALUE_INVALID for a group that the thresholds do not know, a missing
 *   sensitive value and what is no probability.
 */
export function decideFairly(thresholds: FairThresholds, request: DecisionRequest): Decisions {
  const { probabilities, sensitive, seed = 0 } = request;
  checkProbabilities(probabilities, probabilities.length);
  const { columns, groups } = completeGrouping(sensitive, probabilities.length);
  if (JSON.stringify(columns) !== JSON.stringify(thresholds.columns)) {
    const [law, value] = [thresholds.columns, columns].map((names) => names.join(', '));
    throw new ModelwrightError('SHAPE_MISMATCH', { what: 'sensitive columns', law, value });
  }
  const known = new Map(thresholds.groups.map((group) => [JSON.stringify(group.values), group]));
  const chances = new Float64Array(probabilities.length);
  for (const { values, rows } of groups) {
    const group = known.get(JSON.stringify(values));
    if (!group) {
      const law = 'groups that the thresholds know';
      throw new ModelwrightError('VALUE_INVALID', { what: 'sensitive', law, value: 'another' });
    }
    for (const row of rows) chances[row] = chanceOf(group, probabilities[row]);
  }
  const rng = createRng(seed).split('decide fairly');
  return { chances, values: chances.map((chance) => (rng.uniform() < chance ? 1 : 0)) };
}

function chanceOf({ thresholds, chance, ignore, constant }: GroupThresholds, probability: number): number {
  const [first, second] = thresholds;
  const byScore = (probability > first ? chance : 0) + (probability > second ? 1 - chance : 0);
  return ignore * constant + (1 - ignore) * byScore;
}
