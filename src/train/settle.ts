/** From a chosen model to the one that is kept: calibrated where that helps, answering by the rule that fits what mistakes cost. */
import { calibrated, recalibratedOf } from '../estimators/calibration/calibrated.ts';
import type { Calibrator } from '../estimators/calibration/calibrator.ts';
import { paramOf } from '../estimators/calibration/calibrator-param.ts';
import { classPredictions } from '../estimators/class-predictions.ts';
import { type DecisionRule, decide } from '../estimators/decision/decision-rule.ts';
import { thresholded, thresholdedOf } from '../estimators/decision/thresholded.ts';
import type { Fold } from '../estimators/estimator.ts';
import type { ReportCalibration, ReportDecision } from '../evaluate/report-data.ts';
import type { Metric } from '../metrics/metric.ts';
import { calibrateHeldOut } from './calibrate.ts';
import { calibrationReport } from './calibration-report.ts';
import type { Choice } from './choose.ts';
import { costMatrix } from './costs.ts';
import { decideAnswers } from './decide-answers.ts';
import { decisionReport } from './decision-report.ts';
import type { TrainingData } from './fold-task.ts';
import { byFold, heldOutRows } from './held-out-rows.ts';
import type { Prepared } from './prepare.ts';
import type { TrainRequest } from './request.ts';

/** What a request says about probabilities and answers. */
export type AnswerSettings = Pick<TrainRequest, 'calibrate' | 'costs' | 'decideBy' | 'threshold'>;

export interface Settled {
  /** As the chosen one, with a spec and a fitted model around those that were chosen, and with predictions of the whole. */
  readonly choice: Choice;
  /** Absent for regression. */
  readonly calibration?: ReportCalibration;
  /** Absent where nothing was to be decided. */
  readonly decision?: ReportDecision;
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
    calibration: calibrationReport(calibration, found),
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
