/** Errors of a regression model: predicted against actual, residuals against predicted, and their distribution. */
import { histogramChart } from '../../report/charts/histogram-chart.ts';
import { scatterChart } from '../../report/charts/scatter-chart.ts';
import { roundTicks } from '../../report/charts/ticks.ts';
import { figure, gallery } from '../../report/components/figure.ts';
import { formatCount } from '../../report/number-format.ts';
import type { PageSection } from '../../report/page.ts';
import type { ReportData } from '../report-data.ts';

const bins = 30;

export async function residualsSection(data: ReportData): Promise<PageSection | undefined> {
  const points = data.residuals?.points ?? [];
  if (points.length === 0) return undefined;
  const count = `${formatCount(points.length)} ${points.length === 1 ? 'row' : 'rows'}`;
  const errors = points.map(({ predicted, actual }) => actual - predicted);
  const [against, residuals, distribution] = await Promise.all([
    scatterChart({
      id: 'predicted-actual',
      label: `Actual against predicted ${data.target} for ${count}.`,
      x: { title: 'Predicted' },
      y: { title: 'Actual' },
      points: points.map(({ predicted, actual }) => ({ x: predicted, y: actual })),
      guide: 'diagonal',
    }),
    scatterChart({
      id: 'residuals-predicted',
      label: `Residual against predicted ${data.target} for ${count}.`,
      x: { title: 'Predicted' },
      y: { title: 'Actual − predicted' },
      points: points.map(({ predicted }, i) => ({ x: predicted, y: errors[i] })),
      guide: 'zero',
    }),
    histogramChart({
      id: 'residuals-distribution',
      label: `Distribution of the residuals of ${count}.`,
      title: 'Actual − predicted',
      ...binned(errors),
    }),
  ]);
  const sampled =
    data.residuals!.rows > points.length
      ? ` A sample of ${count} out of ${formatCount(data.residuals!.rows)} is drawn.`
      : '';
  return {
    id: 'errors',
    title: 'Errors',
    lead: `How far predictions are from what was measured.${sampled}`,
    body: gallery([
      figure({ title: 'Predicted and actual', chart: against, note: 'On the dashed line a prediction is exact.' }),
      figure({
        title: 'Residuals',
        chart: residuals,
        note: 'A bend or a widening shape shows what the model has not learned.',
      }),
      figure({
        title: 'Distribution of residuals',
        chart: distribution,
        note: 'Right of zero the model predicted too low.',
      }),
    ]),
  };
}

function binned(values: readonly number[]) {
  const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const { min, max } = roundTicks(low, high, bins);
  const width = (max - min) / bins;
  const counts = Array.from({ length: bins }, () => 0);
  for (const value of values) counts[Math.min(bins - 1, Math.max(0, Math.floor((value - min) / width)))] += 1;
  return {
    edges: Array.from({ length: bins + 1 }, (_, i) => min + i * width),
    series: [{ counts, role: 'model' as const, style: 'filled' as const }],
  };
}
