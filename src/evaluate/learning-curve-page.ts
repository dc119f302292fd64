/** The learning curve of a source as one self-contained page. */
import { callout } from '../report/components/callout.ts';
import { definitionList } from '../report/components/definition-list.ts';
import { gallery } from '../report/components/figure.ts';
import { table } from '../report/components/table.ts';
import { html } from '../report/html.ts';
import { formatCount, formatNumber } from '../report/number-format.ts';
import { renderPage } from '../report/page.ts';
import type { LearningCurve } from './learning-curve.ts';
import { learningCurveFigure } from './learning-curve-figure.ts';
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
          await learningCurveFigure(data),
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
