/** What is reported after an iteration, and what early stopping looks at: the loss, or a metric of predictions. */
import { ModelwrightError } from '../../core/errors.ts';
import { metricByName, metricsFor } from '../../metrics/index.ts';
import { listed } from '../../table/table.ts';
import type { FitInput } from '../estimator.ts';
import type { GbdtParams } from './gbdt-params.ts';
import type { ObjectiveName } from './loss-choice.ts';
import type { Objective } from './objective.ts';
import { predictionsOf } from './score-predictions.ts';
import type { ScoredRows } from './scored-rows.ts';

/**
 * The score of some rows, lower is better; a metric that is to be maximised is negated.
 *
 * @throws METRIC_UNFIT when the metric does not fit the task.
 */
export function watchedScore(
  { task, nClasses }: FitInput,
  { earlyStoppingMetric: name }: GbdtParams,
  objective: Objective,
  objectiveName: ObjectiveName,
): (rows: ScoredRows) => number {
  if (name === 'loss') return (rows) => objective.loss(rows.scores, rows);
  const metric = metricByName(name);
  if (!metric.tasks.includes(task!)) {
    const available = listed(metricsFor(task!).map((one) => one.name));
    throw new ModelwrightError('METRIC_UNFIT', { metric: name, task: task!, available });
  }
  const { unit, shift = 0 } = objective;
  return ({ X, y, weights, scores }) => {
    const natural = scores.map((score) => score * unit + shift);
    const predictions = predictionsOf(task!, objectiveName, natural, X.nRows);
    const value = metric.compute({ yTrue: y, predictions, nClasses, sampleWeight: weights });
    return metric.direction === 'maximize' ? -value : value;
  };
}
