/** How a recorded decision's model came to its probabilities and answers, read from the spec alone. */
import { calibrated } from '../estimators/calibration/calibrated.ts';
import { givenRule, thresholded } from '../estimators/decision/thresholded.ts';
import type { EstimatorSpec } from '../estimators/estimator.ts';
import type { ReportDecision } from '../evaluate/report-data.ts';
import type { Decision } from './decision.ts';
import { ruleOf } from './decision-report.ts';

export interface RecordedAnswers {
  /** `none`, or what corrects the probabilities. */
  readonly calibration: string;
  /** Which class is answered. */
  readonly decision: Pick<ReportDecision, 'by' | 'threshold' | 'weights' | 'costs'>;
}

/** Undefined for a regression. */
export function recordedAnswers(
  { spec }: Pick<Decision, 'spec'>,
  classes: readonly string[],
): RecordedAnswers | undefined {
  if (classes.length === 0) return undefined;
  const outer = spec.name === thresholded.name ? thresholded.params.parse(spec.params) : undefined;
  const inner: EstimatorSpec = outer ? outer.estimator : spec;
  const corrected = inner.name === calibrated.name ? calibrated.params.parse(inner.params) : undefined;
  const rule = outer && outer.rule.by !== 'metric' ? givenRule(outer.rule, classes.length) : undefined;
  return { calibration: corrected?.calibrator?.method ?? 'none', decision: ruleOf(rule, classes) };
}
