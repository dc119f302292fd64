/** Lines about a model's probabilities and the class that it answers for them. */
import type { modelsShow } from '../../app/operations/models.ts';
import type { train } from '../../app/operations/train.ts';
import { estimate, figure } from '../figures.ts';
import type { Answer } from './answer.ts';

/** The answer of a training with a target. */
type Trained = Extract<Answer<typeof train>, { readonly lift: unknown }>;
type Calibration = NonNullable<Trained['calibration']>;
type Decision = NonNullable<Trained['decision']>;
type Rule = NonNullable<Answer<typeof modelsShow>['decision']>;

/** Whether probabilities were corrected, and by how much that helps. */
export function calibrationLine({ asked, method, gain, tried }: Calibration): string {
  if (method !== 'none') {
    return `calibrated by ${method}: log loss ${figure(tried[0].logLoss)}, ${gain ? `less by ${estimate(gain)}` : ''} on held-out rows`;
  }
  if (asked === 'none') return 'as they are: no calibration was asked for';
  if (tried.length === 1) return 'as they are: too few rows to see whether calibration helps';
  return 'as they are: no calibrator was better by more than chance';
}

/** Which class is answered, and why. */
export function decisionLine(decision: Decision, positive: string | undefined): string {
  const { purpose, metric, gain, plainScore, refused } = decision;
  const rule = ruleWords(decision, positive);
  const change = `${metric} ${figure(plainScore)} to ${figure((plainScore ?? Number.NaN) + signed(decision))}, gain ${estimate(gain)}`;
  if (refused) return `${rule}: no other rule is better for ${metric} by more than chance (gain ${estimate(gain)})`;
  if (purpose === 'given') return `${rule}, as given: ${change} on held-out rows`;
  const why = purpose === 'cost' ? 'by the costs' : `chosen for ${purpose}`;
  return `${rule}, ${why}: ${change} on held-out rows`;
}

/** A rule in words. */
export function ruleWords({ by, threshold, weights, columns, groups }: Rule, positive: string | undefined): string {
  switch (by) {
    case 'threshold':
      return `"${positive ?? 'the positive class'}" above a probability of ${figure(threshold)}`;
    case 'weights':
      return `the largest of probability times weight (${(weights ?? []).map((one) => `${one.class} ${figure(one.weight)}`).join(', ')})`;
    case 'costs':
      return 'the class of the lowest expected cost';
    case 'group_thresholds':
      return `"${positive ?? 'the positive class'}" above a threshold by ${(columns ?? []).join(' / ')} (${(groups ?? []).map((one) => `${one.label} ${figure(one.threshold)}`).join(', ')}; others ${figure(threshold)})`;
    default:
      return 'the most probable class';
  }
}

/** What the gain adds to a score, whatever the metric's direction. */
function signed({ gain, direction }: Decision): number {
  const value = gain.value ?? Number.NaN;
  return direction === 'maximize' ? value : -value;
}
