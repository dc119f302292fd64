/** The metric of a run: the asked one when it fits the task, else the task's default. */
import { ModelwrightError } from '../core/errors.ts';
import { defaultMetric, metricByName, metricsFor } from '../metrics/index.ts';
import type { Metric } from '../metrics/metric.ts';
import type { Task } from '../table/task.ts';

/** @throws PARAM_INVALID for an unknown metric, METRIC_UNFIT for one of another task. */
export function metricForTask(task: Task, name: string | undefined): Metric {
  if (name === undefined) return defaultMetric(task);
  const metric = metricByName(name);
  if (metric.tasks.includes(task)) return metric;
  const available = metricsFor(task)
    .map((each) => each.name)
    .join(', ');
  throw new ModelwrightError('METRIC_UNFIT', { metric: name, task, available });
}
