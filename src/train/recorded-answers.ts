/** How a recorded decision's model came to its probabilities and answers, read from the spec alone. */
import { z } from 'zod';
import { calibrated } from '../estimators/calibration/calibrated.ts';
import { calibratorParam } from '../estimators/calibration/calibrator-param.ts';
import { givenRule, ruleParam, thresholded } from '../estimators/decision/thresholded.ts';
import type { ReportDecision } from '../evaluate/report-data.ts';
import type { Decision } from './decision.ts';
import { ruleOf } from './decision-report.ts';

export interface RecordedAnswers {
  /** `none`, or what corrects the probabilities. */
  readonly calibration: string;
  /** Which class is answered. */
  readonly decision: Pick<ReportDecision, 'by' | 'threshold' | 'weights' | 'costs'>;
}

/** The outer layers alone: what stands inside may be of any estimator, which need not be loaded to tell this. */
const ruled = z.object({
  rule: ruleParam,
  estimator: z.object({ name: z.string(), params: z.record(z.string(), z.unknown()) }),
});
const corrected = z.object({ calibrator: calibratorParam.nullable().default(null) });

/** Undefined for a regression. */
export function recordedAnswers(
  { spec }: Pick<Decision, 'spec'>,
  classes: readonly string[],
): RecordedAnswers | undefined {
  if (classes.length === 0) return undefined;
  const outer = spec.name === thresholded.name ? ruled.parse(spec.params) : undefined;
  const inner = outer ? outer.estimator : spec;
  const calibrator = inner.name === calibrated.name ? corrected.parse(inner.params).calibrator : null;
  const rule = outer && outer.rule.by !== 'metric' ? givenRule(outer.rule, classes.length) : undefined;
  return { calibration: calibrator?.method ?? 'none', decision: ruleOf(rule, classes) };
}
