/** What more rows are worth: the advice with its curve, or the command that measures it. */
import { callout } from '../../report/components/callout.ts';
import { gallery } from '../../report/components/figure.ts';
import { table } from '../../report/components/table.ts';
import { html } from '../../report/html.ts';
import { formatCount } from '../../report/number-format.ts';
import type { PageSection } from '../../report/page.ts';
import { learningCurveFigure } from '../learning-curve-figure.ts';
import type { ReportData } from '../report-data.ts';
import { estimateCell } from './estimate-text.ts';
import { metricInSentence, metricTitle } from './metric-title.ts';

/** `undefined` where there are too few rows to say. */
export async function dataValueSection({ dataValue, metric }: ReportData): Promise<PageSection | undefined> {
  if (!dataValue) return undefined;
  const { curve, command } = dataValue;
  const about = { id: 'data-value', title: 'What more data is worth' };
  const how = html`<pre><code>${command}</code></pre>`;
  if (!curve) {
    const body = html`<p>The time of this training did not suffice to measure it. This command takes its own, and leaves the same rows sealed:</p>${how}`;
    return { ...about, body };
  }
  const { points, estimator, repeats, advice, verdict } = curve;
  const helps = verdict === 'more_data_helps';
  return {
    ...about,
    lead: `${metricTitle(metric.name)} of ${estimator}, a part of the model, on training rows that it did not learn from, by the number that it learned from: the mean of ${repeats} repeats with its 95 % interval.`,
    body: html`${callout(helps ? 'success' : 'info', helps ? 'More data helps' : 'Not distinguishable', html`<p>${advice} In ${metricInSentence(metric.name)}; the sealed rows had no part in it.</p>`)}${gallery(
      [
        await learningCurveFigure({ ...curve, metric }),
        table({
          caption: 'In figures',
          columns: [
            { title: 'Rows', kind: 'number' },
            { title: metricTitle(metric.name), kind: 'number' },
          ],
          rows: points.map((point) => [formatCount(point.size), estimateCell(point)]),
        }),
      ],
    )}<p class="note">Measured on the side, with few repeats; more sizes and repeats take:</p>${how}`,
  };
}
