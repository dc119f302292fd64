/** The figures of several processes as those of one server, by the rule that each figure has: a sum, or the greatest. */
import { AggregatorRegistry, Registry } from 'prom-client';
import type { MetricSnapshot } from './question.ts';

export const metricsContentType = Registry.PROMETHEUS_CONTENT_TYPE;

/** Everything as text. */
export async function renderMetrics(snapshots: readonly MetricSnapshot[]): Promise<string> {
  return await AggregatorRegistry.aggregate(snapshots as never).metrics();
}

/** What is kept of processes that have ended: what only ever grows, so that no sum falls when one of them ends. */
export async function keepCounted(snapshots: readonly MetricSnapshot[]): Promise<MetricSnapshot> {
  const counted = snapshots.map((metrics) => metrics.filter(({ type }) => growing.includes(String(type))));
  return await AggregatorRegistry.aggregate(counted as never).getMetricsAsJSON();
}

const growing = ['counter', 'histogram'];
