/** How a recorded decision's model came to its probabilities and answers, read from the spec alone. */
import { z } from 'zod';
import { calibrated } from '../estimators/calibration/calibrated.ts';
import { calibratorParam } from '../estimators/calibration/calibrator-param.ts';
import { type GroupRule, groupRule } from '../estimators/decision/group-rule.ts';
import { groupThresholded } from '../estimators/decision/group-thresholded.ts';
import { givenRule, ruleParam, thresholded } from '../estimators/decision/thresholded.ts';
import type { EstimatorSpec } from '../estimators/estimator.ts';
import type { ReportDecision } from '../evaluate/report-data.ts';
import type { Decision } from './decision.ts';
import { ruleOf } from './decision-report.ts';

interface RecordedAnswers {
  /** `none`, or what corrects the probabilities. */
  readonly calibration: string;
  /** Which class is answered. */
  readonly decision: Pick<ReportDecision, 'by' | 'threshold' | 'weights' | 'costs'> | GroupDecision;
}

/** Thresholds by group; `threshold` is that of rows of any other group. */
export interface GroupDecision {
  readonly by: 'group_thresholds';
  readonly columns: readonly string[];
  readonly groups: readonly { readonly label: string; readonly threshold: number }[];
  readonly threshold: number;
}

/** The outer layers alone: what stands inside may be of any estimator, which need not be loaded to tell this. */
const ruled = z.object({
  rule: ruleParam,
  estimator: z.object({ name: z.string(), params: z.record(z.string(), z.unknown()) }),
});
const grouped = ruled.extend({ rule: groupRule });
const corrected = z.object({ calibrator: calibratorParam.nullable().default(null) });

/** Undefined for a regression. */
export function recordedAnswers(
  { spec }: Pick<Decision, 'spec'>,
  classes: readonly string[],
): RecordedAnswers | undefined {
  if (classes.length === 0) return undefined;
  if (spec.name === groupThresholded.name) {
    const { rule, estimator } = grouped.parse(spec.params);
    return { calibration: calibrationOf(estimator), decision: groupDecision(rule) };
  }
  const outer = spec.name === thresholded.name ? ruled.parse(spec.params) : undefined;
  const inner = outer ? outer.estimator : spec;
  const rule = outer && outer.rule.by !== 'metric' ? givenRule(outer.rule, classes.length) : undefined;
  return { calibration: calibrationOf(inner), decision: ruleOf(rule, classes) };
}

function calibrationOf({ name, params }: EstimatorSpec): string {
  return (name === calibrated.name ? corrected.parse(params).calibrator : null)?.method ?? 'none';
}

function groupDecision({ columns, groups, otherwise }: GroupRule): GroupDecision {
  const shown = groups.map(({ values, threshold }) => ({ label: values.join(' / '), threshold }));
  return { by: 'group_thresholds', columns, groups: shown, threshold: otherwise };
}
