/** Mitigations of unequal treatment that a training can be asked for. */
import type { FairnessConstraint } from '../evaluate/fairness/fairness-constraint.ts';

export const mitigationMethods = ['reweighing', 'thresholds'] as const;

/**
 * - `reweighing`: every fit weighs its rows so that the target does not depend on the group (Kamiran and Calders 2012).
 * - `thresholds`: of two classes, each group is decided by a threshold of its own (Hardt, Price, Srebro 2016).
 */
export type Mitigation =
  | { readonly method: 'reweighing' }
  | { readonly method: 'thresholds'; readonly constraint: FairnessConstraint };
