/** Metrics that a decision can be tuned for: those that read the decided classes, and are worst where one class is always answered. */
import { ModelwrightError } from '../../core/errors.ts';
import { metricByName, metricsFor } from '../../metrics/index.ts';
import type { Metric } from '../../metrics/metric.ts';
import type { Task } from '../../table/task.ts';
import { decisionMetricNames } from './decision-metric-names.ts';
import type { DecisionMetric } from './tune-threshold.ts';

/** The metric as one that reads the confusion matrix alone; undefined for metrics of probabilities, and those that no decision is tuned for. */
export function asDecisionMetric(metric: Metric): DecisionMetric | undefined {
  const { name, ofConfusion } = metric;
  return ofConfusion && decisionMetricNames.some((one) => one === name) ? { ...metric, ofConfusion } : undefined;
}

/** @throws PARAM_INVALID for a name that is not among them, METRIC_UNFIT for a metric of another task. */
export function decisionMetric(name: string, task: Task): DecisionMetric {
  const metric = asDecisionMetric(metricByName(name));
  if (!metric) {
    const law = `one of ${decisionMetricNames.join(', ')}`;
    throw new ModelwrightError('PARAM_INVALID', { name: 'metric of a decision', law, value: name });
  }
  if (metric.tasks.includes(task)) return metric;
  const fitting = metricsFor(task).filter(asDecisionMetric);
  const available = fitting.map((each) => each.name).join(', ');
  throw new ModelwrightError('METRIC_UNFIT', { metric: name, task, available });
}
