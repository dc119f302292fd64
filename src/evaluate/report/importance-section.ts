/** Which columns the model leans on. */
import { intervalChart } from '../../report/charts/interval-chart.ts';
import { figure, gallery } from '../../report/components/figure.ts';
import { table } from '../../report/components/table.ts';
import type { PageSection } from '../../report/page.ts';
import type { ReportData } from '../report-data.ts';
import { estimateCell } from './estimate-text.ts';
import { metricInSentence, metricTitle } from './metric-title.ts';

const maxDrawn = 12;
const maxListed = 40;

export async function importanceSection(data: ReportData): Promise<PageSection | undefined> {
  const { importance, metric } = data;
  if (importance.length === 0) return undefined;
  const drawn = importance.slice(0, maxDrawn);
  const chart = await intervalChart({
    id: 'importance',
    label: `Loss of ${metricInSentence(metric.name)} when a column is shuffled; largest: ${drawn[0].feature}.`,
    mark: 'bar',
    title: `Loss of ${metricInSentence(metric.name)} without it`,
    rows: drawn.map(({ feature, value, ci }) => ({ name: feature, value, ci })),
  });
  const listed = importance.slice(0, maxListed);
  return {
    id: 'importance',
    title: 'Importance',
    lead: `How much ${metricInSentence(metric.name)} gets worse when one column is shuffled among the rows. It shows what the model uses, not what causes the target; columns that tell the same share their importance.`,
    body: gallery([
      figure({
        title: importance.length > maxDrawn ? `The ${maxDrawn} most important columns` : 'By column',
        chart,
        note: 'Whiskers are 95 % intervals; one that reaches zero may be chance.',
      }),
      table({
        caption: 'In figures',
        columns: [{ title: 'Column' }, { title: `Loss of ${metricTitle(metric.name)}`, kind: 'number' }],
        rows: listed.map((row) => [row.feature, estimateCell(row)]),
        open: maxDrawn,
        hidden: importance.length - listed.length,
      }),
    ]),
  };
}
