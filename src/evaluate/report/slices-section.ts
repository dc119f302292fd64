/** Parts of the data where the model is weakest. */
import { intervalChart } from '../../report/charts/interval-chart.ts';
import { figure, gallery } from '../../report/components/figure.ts';
import { table } from '../../report/components/table.ts';
import { formatCount, formatPValue } from '../../report/number-format.ts';
import type { PageSection } from '../../report/page.ts';
import type { ReportData } from '../report-data.ts';
import { estimateCell, valueText } from './estimate-text.ts';
import { metricTitle } from './metric-title.ts';

const maxDrawn = 8;
const maxListed = 20;

export async function slicesSection(data: ReportData): Promise<PageSection | undefined> {
  const { slices, metric, holdout } = data;
  if (slices.length === 0) return undefined;
  const title = metricTitle(metric.name);
  const drawn = slices.slice(0, maxDrawn);
  const listed = slices.slice(0, maxListed);
  const tested = listed.some((slice) => slice.pValue !== undefined && slice.pValue !== null);
  const apart = listed.some((slice) => slice.qValue !== undefined && slice.qValue !== null);
  const chart = await intervalChart({
    id: 'slices',
    label: `${title} in the ${drawn.length} weakest slices; worst: ${drawn[0].description}.`,
    mark: 'dot',
    title: `${title}, ${metric.direction === 'maximize' ? 'higher' : 'lower'} is better`,
    ...(holdout.value === null ? {} : { guide: holdout.value }),
    rows: drawn.map(({ description, value, ci }) => ({ name: description, value, ci, role: 'accent' })),
  });
  return {
    id: 'slices',
    title: 'Weakest slices',
    lead: apart
      ? 'Parts of the judged rows that score worse than the others. They were found on one half of the rows and measured on the other; about 5 in 100 such findings are false.'
      : 'Parts of the judged rows with the worst scores. Many were looked at, so a single one may look bad by chance.',
    body: gallery([
      figure({
        title: 'Worst first',
        chart,
        legend: [
          { role: 'accent', text: 'Slice' },
          ...(holdout.value === null ? [] : [{ role: 'muted' as const, text: 'All rows', dashed: true }]),
        ],
      }),
      table({
        caption: 'In figures',
        columns: [
          { title: 'Slice' },
          { title: 'Rows', kind: 'number' },
          { title, kind: 'number' },
          ...(apart ? [{ title: 'Worse by', kind: 'number' } as const] : []),
          ...(tested ? [{ title: apart ? 'q' : 'p', kind: 'number' } as const] : []),
        ],
        rows: listed.map((slice) => [
          slice.description,
          formatCount(slice.rows),
          estimateCell(slice),
          ...(apart ? [valueText({ value: slice.effect ?? null, ci: null })] : []),
          ...(tested ? [formatPValue((apart ? slice.qValue : slice.pValue) ?? null)] : []),
        ]),
        hidden: slices.length - listed.length,
      }),
    ]),
  };
}
