/** The list of metrics, and how to find one. */
import { ModelwrightError } from '../core/errors.ts';
import type { Task } from '../table/task.ts';
import { f05Score } from './binary/f0-5.ts';
import { f1Score } from './binary/f1.ts';
import { f2Score } from './binary/f2.ts';
import { gainAt10Score } from './binary/gain-at-10.ts';
import { giniScore } from './binary/gini.ts';
import { ksScore } from './binary/ks.ts';
import { liftAt10Score } from './binary/lift-at-10.ts';
import { prAucScore } from './binary/pr-auc.ts';
import { precisionScore } from './binary/precision.ts';
import { recallScore } from './binary/recall.ts';
import { rocAucScore } from './binary/roc-auc.ts';
import { specificityScore } from './binary/specificity.ts';
import { accuracyScore } from './classification/accuracy.ts';
import { balancedAccuracyScore } from './classification/balanced-accuracy.ts';
import { brierLoss } from './classification/brier.ts';
import { cohenKappaScore } from './classification/cohen-kappa.ts';
import { expectedCalibrationError } from './classification/ece.ts';
import { logLoss } from './classification/log-loss.ts';
import { mccScore } from './classification/mcc.ts';
import { maximumCalibrationError } from './classification/mce.ts';
import { closestName } from './closest-name.ts';
import type { Metric } from './metric.ts';
import { f1MacroScore } from './multiclass/f1-macro.ts';
import { f1WeightedScore } from './multiclass/f1-weighted.ts';
import { precisionMacroScore } from './multiclass/precision-macro.ts';
import { precisionWeightedScore } from './multiclass/precision-weighted.ts';
import { recallMacroScore } from './multiclass/recall-macro.ts';
import { rocAucOvoScore } from './multiclass/roc-auc-ovo.ts';
import { rocAucOvrScore } from './multiclass/roc-auc-ovr.ts';
import { rocAucOvrWeightedScore } from './multiclass/roc-auc-ovr-weighted.ts';
import { top2AccuracyScore } from './multiclass/top-2-accuracy.ts';
import { top3AccuracyScore } from './multiclass/top-3-accuracy.ts';
import { explainedVarianceScore } from './regression/explained-variance.ts';
import { meanGammaDeviance } from './regression/gamma-deviance.ts';
import { meanAbsoluteError } from './regression/mae.ts';
import { meanAbsolutePercentageError } from './regression/mape.ts';
import { medianAbsoluteError } from './regression/medae.ts';
import { pinball10Loss } from './regression/pinball-10.ts';
import { pinball50Loss } from './regression/pinball-50.ts';
import { pinball90Loss } from './regression/pinball-90.ts';
import { meanPoissonDeviance } from './regression/poisson-deviance.ts';
import { r2Score } from './regression/r2.ts';
import { rootMeanSquaredError } from './regression/rmse.ts';
import { rootMeanSquaredLogError } from './regression/rmsle.ts';
import { symmetricMeanAbsolutePercentageError } from './regression/smape.ts';
import { meanTweedieDeviance } from './regression/tweedie-deviance.ts';

/** Every metric, in the order in which evaluations show them; those for special purposes last. */
export const metrics: readonly Metric[] = [
  rocAucScore,
  prAucScore,
  logLoss,
  brierLoss,
  accuracyScore,
  balancedAccuracyScore,
  precisionScore,
  recallScore,
  specificityScore,
  f1Score,
  f1MacroScore,
  f1WeightedScore,
  precisionMacroScore,
  recallMacroScore,
  mccScore,
  cohenKappaScore,
  rocAucOvrScore,
  expectedCalibrationError,
  rootMeanSquaredError,
  meanAbsoluteError,
  r2Score,
  medianAbsoluteError,
  meanAbsolutePercentageError,
  symmetricMeanAbsolutePercentageError,
  giniScore,
  ksScore,
  liftAt10Score,
  gainAt10Score,
  f05Score,
  f2Score,
  maximumCalibrationError,
  precisionWeightedScore,
  rocAucOvrWeightedScore,
  rocAucOvoScore,
  top2AccuracyScore,
  top3AccuracyScore,
  explainedVarianceScore,
  rootMeanSquaredLogError,
  pinball10Loss,
  pinball50Loss,
  pinball90Loss,
  meanPoissonDeviance,
  meanGammaDeviance,
  meanTweedieDeviance,
];

const byName = new Map(metrics.map((metric) => [metric.name, metric]));

/**
 * The metric of that wire name.
 *
 * @throws PARAM_INVALID, which lists the names and says which one was probably meant.
 */
export function metricByName(name: string): Metric {
  const metric = byName.get(name);
  if (metric) return metric;
  const names = [...byName.keys()];
  const meant = closestName(name, names);
  throw new ModelwrightError('PARAM_INVALID', {
    name: 'metric',
    law: `one of ${names.join(', ')}`,
    value: `"${name}"${meant === undefined ? '' : `; did you mean "${meant}"?`}`,
  });
}

/** The metrics that fit the task, in the order of the list. */
export function metricsFor(task: Task): Metric[] {
  return metrics.filter((metric) => metric.tasks.includes(task));
}

/** What a model of the task is chosen by unless another metric is asked for. */
export function defaultMetric(task: Task): Metric {
  return metricByName({ binary: 'roc_auc', multiclass: 'accuracy', regression: 'rmse' }[task]);
}
