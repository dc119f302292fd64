/** Names of the metrics that a decision can be tuned for. It imports nothing, so that who only lists them loads no metric. */

/** Wire names. Precision and recall alone are not among them: each is perfect where one class is (nearly) always answered. */
export const decisionMetricNames = [
  'accuracy',
  'balanced_accuracy',
  'f1',
  'f0_5',
  'f2',
  'f1_macro',
  'f1_weighted',
  'mcc',
  'cohen_kappa',
] as const;

export type DecisionMetricName = (typeof decisionMetricNames)[number];
