/** From a chosen model to the one that is kept: calibrated where that helps, answering by the rule that fits what mistakes cost. */
import { calibrated, recalibratedOf } from '../estimators/calibration/calibrated.ts';
import type { Calibrator } from '../estimators/calibration/calibrator.ts';
import { paramOf } from '../estimators/calibration/calibrator-param.ts';
import { classPredictions } from '../estimators/class-predictions.ts';
import { type DecisionRule, decide } from '../estimators/decision/decision-rule.ts';
import { decideByGroup, type GroupRule } from '../estimators/decision/group-rule.ts';
import { groupThresholded, groupThresholdedOf } from '../estimators/decision/group-thresholded.ts';
import { thresholded, thresholdedOf } from '../estimators/decision/thresholded.ts';
import type { Fold } from '../estimators/estimator.ts';
import type { ReportCalibration, ReportDecision } from '../evaluate/report-data.ts';
import type { Metric } from '../metrics/metric.ts';
import { takeRows } from '../table/table.ts';
import { calibrateHeldOut } from './calibrate.ts';
import { calibrationReport } from './calibration-report.ts';
import type { Choice } from './choose.ts';
import { costMatrix } from './costs.ts';
import { decideAnswers } from './decide-answers.ts';
import { decisionReport } from './decision-report.ts';
import type { TrainingData } from './fold-task.ts';
import { fairObjective, groupThresholds } from './group-thresholds.ts';
import { byFold, type HeldOutRows, heldOutRows } from './held-out-rows.ts';
import type { Prepared } from './prepare.ts';
import type { TrainRequest } from './request.ts';

/** What a request says about probabilities and answers. */
export type AnswerSettings = Pick<
  TrainRequest,
  'calibrate' | 'costs' | 'decideBy' | 'threshold' | 'fairness' | 'mitigation'
>;

export interface Settled {
  /** As the chosen one, with a spec and a fitted model around those that were chosen, and with predictions of the whole. */
  readonly choice: Choice;
  /** Absent for regression. */
  readonly calibration?: ReportCalibration;
  /** Absent where nothing was to be decided, and where groups have thresholds of their own. */
  readonly decision?: ReportDecision;
  /** Thresholds by group, where they were asked for. */
  readonly groupRule?: GroupRule;
}

/** Settles a choice by its predictions of held-out rows. The same choice, folds and settings give the same model. */
export function settle(
  choice: Choice,
  job: {
    readonly prepared: Pick<Prepared, 'target' | 'groups'>;
    readonly data: TrainingData;
    readonly folds: readonly Fold[];
    readonly metric: Metric;
    readonly settings: AnswerSettings;
  },
): Settled {
  const { data, folds, metric, settings } = job;
  const { target, groups: ofRows } = job.prepared;
  const found = target.classes.length > 1 ? heldOutRows(choice.heldOut, folds, data) : undefined;
  if (!found) return { choice };
  const groups = ofRows && found.rows.map((row) => ofRows[row]);
  const shared = { metric, groups };
  const calibration = calibrateHeldOut(found, { ...shared, asked: settings.calibrate ?? 'auto' });
  const held = { ...found, probabilities: calibration.probabilities };
  const answers = decideAnswers(held, {
    ...shared,
    asked: settings.decideBy ?? 'auto',
    threshold: settings.threshold,
    costs: settings.costs && costMatrix(settings.costs, target),
  });
  const told = calibrationReport(calibration, found);
  const groupRule = groupRuleOf(held, answers?.rule, job);
  if (groupRule) {
    const values = decideByGroup(groupRule, takeRows(data.X, held.rows), held.probabilities[1]);
    return {
      choice: {
        ...byGroup(wrapped(choice, calibration.calibrator, undefined, 2), groupRule),
        heldOut: byFold({ values, probabilities: held.probabilities }, found.rows, folds),
      },
      calibration: told,
      groupRule,
    };
  }
  const { probabilities } = held;
  const values = answers?.rule ? decide(answers.rule, probabilities) : classPredictions(probabilities).values;
  const { method } = calibration.calibrator;
  const isPlain = method === 'none' && !answers?.rule;
  return {
    choice: isPlain
      ? choice
      : {
          ...wrapped(choice, calibration.calibrator, answers?.rule, target.classes.length),
          heldOut: byFold({ values, probabilities }, found.rows, folds),
        },
    calibration: told,
    ...(answers && { decision: decisionReport(answers, held, target) }),
  };
}

/** Fitting the outer spec on the same rows and folds makes the outer model. */
function wrapped(choice: Choice, calibrator: Calibrator, rule: DecisionRule | undefined, nClasses: number): Choice {
  let { spec, fitted } = choice;
  if (calibrator.method !== 'none') {
    const params = { estimator: spec, calibrator: paramOf(calibrator) };
    spec = { name: calibrated.name, params };
    fitted &&= recalibratedOf(params, fitted);
  }
  if (rule) {
    const params = { estimator: spec, rule: ruleParamOf(rule) };
    spec = { name: thresholded.name, params };
    fitted &&= thresholdedOf(params, fitted, nClasses);
  }
  return { ...choice, spec, fitted };
}

/** Undefined unless thresholds by group were asked for. */
function groupRuleOf(
  held: HeldOutRows,
  rule: DecisionRule | undefined,
  { prepared, data, metric, settings: { fairness, mitigation, decideBy = 'auto' } }: Parameters<typeof settle>[1],
): GroupRule | undefined {
  if (!fairness || mitigation?.method !== 'thresholds') return undefined;
  return groupThresholds(held, {
    table: data.X,
    classes: prepared.target.classes,
    settings: fairness,
    constraint: mitigation.constraint,
    objective: fairObjective(decideBy, metric),
    otherwise: rule?.by === 'threshold' ? rule.threshold : 0.5,
  });
}

function byGroup({ spec: estimator, fitted, ...choice }: Choice, rule: GroupRule): Choice {
  const params = { estimator, rule };
  const spec = { name: groupThresholded.name, params };
  return { ...choice, spec, ...(fitted && { fitted: groupThresholdedOf(params, fitted) }) };
}

function ruleParamOf(rule: DecisionRule) {
  switch (rule.by) {
    case 'threshold':
      return rule;
    case 'weights':
      return { by: rule.by, weights: [...rule.weights] };
    case 'costs': {
      const n = Math.sqrt(rule.costs.length);
      const costs = Array.from({ length: n }, (_, actual) => [...rule.costs.subarray(actual * n, (actual + 1) * n)]);
      return { by: rule.by, costs };
    }
  }
}
