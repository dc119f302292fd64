/** The mitigation that a call asks for. */
import { ModelwrightError } from '../core/errors.ts';
import type { FairnessConstraint } from '../evaluate/fairness/fairness-constraint.ts';
import type { Mitigation } from '../train/mitigation-methods.ts';

/** Undefined for none. @throws PARAM_INVALID for a constraint without thresholds. */
export function mitigationAsked(
  method: Mitigation['method'] | undefined,
  constraint: FairnessConstraint | undefined,
): Mitigation | undefined {
  if (method === 'thresholds') return { method, constraint: constraint ?? 'demographic_parity' };
  if (constraint !== undefined) {
    const law = 'no value without --mitigate thresholds';
    throw new ModelwrightError('PARAM_INVALID', { name: 'fairnessConstraint', law, value: constraint });
  }
  return method && { method };
}
