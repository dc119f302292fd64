/** Metrics of two models with their paired differences, as a table of Markdown. */
import { formatPValue } from '../../report/number-format.ts';
import { markdownTable, markdownText } from '../card/markdown.ts';
import { estimateText } from '../report/estimate-text.ts';
import { metricTitle } from '../report/metric-title.ts';
import type { ComparedMetric } from './compared-models.ts';
import { gainText, verdictText } from './comparison-text.ts';

/** @param names of the first and of the second model, as Markdown. */
export function markdownMetrics(names: readonly string[], metrics: readonly ComparedMetric[]): string {
  return markdownTable(
    ['Metric', ...names, 'Difference', 'p', 'Verdict'],
    metrics.map((row) => [
      markdownText(metricTitle(row.name)),
      estimateText(row.first),
      estimateText(row.second),
      gainText(row),
      markdownText(formatPValue(row.pValue)),
      verdictText(row.verdict),
    ]),
  );
}
