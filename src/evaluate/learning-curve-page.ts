/** The learning curve of a source as one self-contained page. */
import { log } from '../math/log.ts';
import { pow } from '../math/pow.ts';
import { lineChart } from '../report/charts/line-chart.ts';
import { roundTicks } from '../report/charts/ticks.ts';
import { callout } from '../report/components/callout.ts';
import { definitionList } from '../report/components/definition-list.ts';
import { figure, gallery } from '../report/components/figure.ts';
import { table } from '../report/components/table.ts';
import { html } from '../report/html.ts';
import { formatCount, formatNumber } from '../report/number-format.ts';
import { renderPage } from '../report/page.ts';
import { expectedScore, type LearningCurve } from './learning-curve.ts';
import { estimateCell } from './report/estimate-text.ts';
import { metricInSentence, metricTitle } from './report/metric-title.ts';

export interface LearningCurvePage extends LearningCurve {
  readonly source: string;
  readonly target: string;
  readonly metric: { readonly name: string; readonly direction: 'maximize' | 'minimize' };
  readonly estimator: string;
  readonly repeats: number;
  readonly rows: { readonly total: number; readonly sealed: number; readonly judge: number };
  readonly seed: number;
}

/** Points of the drawn law for each doubling of the rows. */
const pointsPerDoubling = 8;

/** The page as an HTML document. The same data gives the same bytes. */
export async function renderLearningCurvePage(data: LearningCurvePage): Promise<string> {
  const { points, gain, verdict, advice, metric, source, rows } = data;
  const title = metricTitle(metric.name);
  const helps = verdict === 'more_data_helps';
  return renderPage({
    title: `${data.target} · learning curve`,
    kicker: `Learning curve · “${data.target}” of ${source}`,
    heading: helps ? `More data helps: ${advice}` : advice,
    intro: html``,
    sections: [
      {
        id: 'curve',
        title: 'Curve',
        lead: `${title} of ${data.estimator} on rows that it did not learn from, by the rows it learned from: the mean of ${data.repeats} repeats with its 95 % interval.`,
        body: gallery([
          figure({
            title: `${title}, ${metric.direction === 'maximize' ? 'higher' : 'lower'} is better`,
            chart: await drawn(data),
            legend: [
              { role: 'model', text: 'Measured' },
              { role: 'accent', text: 'Power law, and how it may go on', dashed: true },
            ],
            note: 'Each step to the right doubles the rows. Nobody can check the law beyond the last point.',
          }),
          table({
            caption: 'In figures',
            columns: [
              { title: 'Rows', kind: 'number' },
              { title, kind: 'number' },
            ],
            rows: points.map((point) => [formatCount(point.size), estimateCell(point)]),
          }),
        ]),
      },
      {
        id: 'advice',
        title: 'What more data is worth',
        body: html`${callout(helps ? 'success' : 'info', helps ? 'More data helps' : 'Not distinguishable', advice)}
${definitionList([
  { term: `Gain of ${gain.factor} times the rows`, description: estimateCell(gain) },
  { term: 'Where the law ends', description: `${metricInSentence(metric.name)} ${formatNumber(data.law.limit)}` },
  { term: 'Exponent', description: formatNumber(data.law.exponent) },
  { term: 'Fitted from', description: `${formatCount(data.from)} rows` },
  { term: 'Rows of the source', description: formatCount(rows.total) },
  {
    term: 'Left alone',
    description: rows.sealed > 0 ? `${formatCount(rows.sealed)} rows that a training seals` : 'none',
  },
])}`,
      },
    ],
    footer: html`<p>Made by modelwright from ${source}, seed ${data.seed}. The same figures give the same file, byte for byte.</p>`,
  });
}

/** `528`, `1.1k`, `34k`: room for a label at each doubling. */
function shortCount(rows: number): string {
  if (rows < 999.5) return String(Math.round(rows));
  return rows < 999_500 ? `${formatNumber(rows / 1000, 2)}k` : `${formatNumber(rows / 1_000_000, 2)}M`;
}

async function drawn({ points, law, from, gain, metric, estimator }: LearningCurvePage) {
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
