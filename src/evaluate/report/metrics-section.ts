/** Every metric of the model with its interval, beside the baseline where it was measured too. */
import { table } from '../../report/components/table.ts';
import type { PageSection } from '../../report/page.ts';
import type { ReportData } from '../report-data.ts';
import { estimateCell } from './estimate-text.ts';
import { methodTitle } from './method-title.ts';
import { metricTitle } from './metric-title.ts';
import { judgedOn } from './verdict-text.ts';

export function metricsSection(data: ReportData): PageSection | undefined {
  const names = orderedNames(data);
  if (names.length === 0) return undefined;
  const baseline = data.baseline.metrics;
  const methods = names.some((name) => data.metrics[name].method !== undefined);
  const rows = names.map((name) => [
    metricTitle(name),
    estimateCell(data.metrics[name]),
    ...(baseline === undefined ? [] : [baseline[name] === undefined ? '–' : estimateCell(baseline[name])]),
    ...(methods ? [methodTitle(data.metrics[name].method)] : []),
  ]);
  return {
    id: 'metrics',
    title: 'Metrics',
    lead: `Measured on ${judgedOn(data)}. Brackets are 95 % confidence intervals.`,
    body: table({
      caption: 'Scores',
      columns: [
        { title: 'Metric' },
        { title: 'Model', kind: 'number' },
        ...(baseline === undefined ? [] : [{ title: 'Baseline', kind: 'number' } as const]),
        ...(methods ? [{ title: 'Interval' }] : []),
      ],
      rows,
      stressed: [names.indexOf(data.metric.name)],
    }),
  };
}

/** The run's metric first, the others as they came. */
function orderedNames({ metrics, metric }: ReportData): string[] {
  const names = Object.keys(metrics);
  return names.includes(metric.name) ? [metric.name, ...names.filter((name) => name !== metric.name)] : names;
}
