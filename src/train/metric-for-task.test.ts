import { describe, expect, it } from 'vitest';
import { metricsFor } from '../metrics/index.ts';
import { tasks } from '../table/task.ts';
import { metricForTask } from './metric-for-task.ts';

describe('metricForTask', () => {
  it('has a default for each task', () => {
    expect(tasks.map((task) => metricForTask(task, undefined).name)).toEqual(['roc_auc', 'accuracy', 'rmse']);
  });

  it.each(tasks)('takes every metric of %s', (task) => {
    for (const metric of metricsFor(task)) expect(metricForTask(task, metric.name)).toBe(metric);
  });

  it('refuses a metric of another task and lists those that fit', () => {
    expect(() => metricForTask('regression', 'roc_auc')).toThrow(
      expect.objectContaining({ code: 'METRIC_UNFIT', exit: 2, message: expect.stringContaining('rmse, ') }),
    );
  });

  it('refuses a name that no metric has', () => {
    expect(() => metricForTask('binary', 'ROC-AUC')).toThrow(expect.objectContaining({ code: 'PARAM_INVALID' }));
  });
});
