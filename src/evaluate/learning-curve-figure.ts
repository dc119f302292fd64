/** The picture of a learning curve: scores at training sizes, each twice the one before, and the law that goes on from them. */
import { log } from '../math/log.ts';
import { pow } from '../math/pow.ts';
import { lineChart } from '../report/charts/line-chart.ts';
import { roundTicks } from '../report/charts/ticks.ts';
import { figure } from '../report/components/figure.ts';
import type { Html } from '../report/html.ts';
import { formatCount, formatNumber } from '../report/number-format.ts';
import { expectedScore, type LearningCurve } from './learning-curve.ts';
import { metricTitle } from './report/metric-title.ts';

/** Points of the drawn law for each doubling of the rows. */
const pointsPerDoubling = 8;

interface DrawnCurve extends Pick<LearningCurve, 'points' | 'law' | 'from' | 'gain'> {
  readonly metric: { readonly name: string; readonly direction: 'maximize' | 'minimize' };
  readonly estimator: string;
}

/** The figure; one per page. */
export async function learningCurveFigure(curve: DrawnCurve): Promise<Html> {
  const { metric } = curve;
  return figure({
    title: `${metricTitle(metric.name)}, ${metric.direction === 'maximize' ? 'higher' : 'lower'} is better`,
    chart: await drawn(curve),
    legend: [
      { role: 'model', text: 'Measured' },
      { role: 'accent', text: 'Power law, and how it may go on', dashed: true },
    ],
    note: 'Each step to the right doubles the rows. Nobody can check the law beyond the last point.',
  });
}

/** `528`, `1.1k`, `34k`: room for a label at each doubling. */
function shortCount(rows: number): string {
  if (rows < 999.5) return String(Math.round(rows));
  return rows < 999_500 ? `${formatNumber(rows / 1000, 2)}k` : `${formatNumber(rows / 1_000_000, 2)}M`;
}

async function drawn({ points, law, from, gain, metric, estimator }: DrawnCurve) {
  const first = points[0].size;
  const last = points[points.length - 1].size;
  const doublings = (size: number) => log(size / first) / log(2);
  const end = doublings(last * gain.factor);
  const start = doublings(from);
  const expected = Array.from({ length: Math.ceil((end - start) * pointsPerDoubling) + 1 }, (_, i) => {
    const x = Math.min(end, start + i / pointsPerDoubling);
    return { x, y: expectedScore(law, metric.direction, first * pow(2, x)) };
  });
  const measured = points.map(({ size, value, ci }) => ({ x: doublings(size), y: value, low: ci[0], high: ci[1] }));
  const heights = [...measured.flatMap(({ y, low, high }) => [y, low, high]), ...expected.map(({ y }) => y)];
  return await lineChart({
    id: 'learning-curve',
    label: `${metricTitle(metric.name)} of ${estimator} at ${points.length} sizes, from ${formatCount(first)} to ${formatCount(last)} rows.`,
    x: {
      title: 'Training rows',
      ticks: { min: 0, max: Math.ceil(end), step: 1, format: (x) => shortCount(first * pow(2, x)) },
    },
    y: { title: metricTitle(metric.name), ticks: roundTicks(Math.min(...heights), Math.max(...heights), 4) },
    lines: [
      { points: expected, role: 'accent', dashed: true },
      { points: measured, role: 'model', dots: true },
    ],
  });
}
