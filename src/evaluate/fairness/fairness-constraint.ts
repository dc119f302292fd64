/** What a threshold optimiser makes equal between groups. */

export const fairnessConstraints = [
  'demographic_parity',
  'equalized_odds',
  'equal_opportunity',
  'predictive_equality',
] as const;

/**
 * `demographic_parity`: the selection rate; `equal_opportunity`: the true positive rate; `predictive_equality`: the false positive rate
 * (Fairlearn: `true_positive_rate_parity` and `false_positive_rate_parity`); `equalized_odds`: both of these.
 */
export type FairnessConstraint = (typeof fairnessConstraints)[number];
