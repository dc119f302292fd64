/** What more rows are worth: the curve as whiskers, and the advice. */
import type { learningCurve } from '../../app/operations/learning-curve.ts';
import { duration, figure } from '../figures.ts';
import { paint } from '../paint.ts';
import { tableText } from '../table-text.ts';
import type { Screen, View } from '../view.ts';
import { whisker } from '../whisker.ts';
import type { Answer } from './answer.ts';
import { paragraphs, sentence, shownPath } from './lines.ts';

type Curve = Answer<typeof learningCurve>;

export const learningCurveView: View<Curve> = (answer, screen) => {
  const { target, source, metric, estimator, repeats, verdict, advice, output, durationMs } = answer;
  const way = metric.direction === 'maximize' ? 'higher' : 'lower';
  return paragraphs(
    sentence(
      `${metric.name} (${way} is better) of ${estimator} for "${target}" of ${source}, by training rows; mean of ${repeats} repeats`,
      screen,
    ),
    curveTable(answer, screen),
    sentence(paint(screen, verdict === 'more_data_helps' ? 'good' : 'strong', advice), screen),
    sentence(remark(answer), screen),
    `${shownPath(output)}\n${paint(screen, 'quiet', `took ${duration(durationMs)}`)}`,
  );
};

/** Between the label of a row and the edge of the screen. */
const pictureWidth = 40;

function curveTable({ points, metric, gain, expected }: Curve, screen: Screen): string {
  const largest = points[points.length - 1].size;
  const ends = [...points.flatMap(({ ci, value }) => [...ci, value]), expected];
  const scale = { low: Math.min(...ends), high: Math.max(...ends), width: Math.min(pictureWidth, screen.width - 40) };
  return tableText(
    [
      { head: 'rows', align: 'right' },
      { head: metric.name },
      { head: '95 % interval', optional: true },
      { head: 'curve', optional: true },
    ],
    [
      ...points.map(({ size, value, ci }) => [
        String(size),
        figure(value),
        `${figure(ci[0])} to ${figure(ci[1])}`,
        whisker({ value, ci }, scale),
      ]),
      [
        String(Math.round(largest * gain.factor)),
        figure(expected),
        'if it goes on',
        whisker({ value: expected, ci: null }, scale),
      ],
    ],
    screen,
  );
}

function remark({ rows, stoppedBy, points, from }: Curve): string {
  const { size } = points[points.length - 1];
  const sealed = rows.sealed > 0 ? `the ${rows.sealed} rows that a training seals were left alone` : '';
  const cut =
    stoppedBy === 'rows' ? '' : `there are rows for ${rows.train}, time was for ${size}; --budget gives it more`;
  const late = from > points[0].size ? `the law is fitted from ${from} rows on; with fewer it does not hold` : '';
  const said = [sealed, late, cut].filter((part) => part !== '').join('; ');
  return said === '' ? `every size was judged by ${rows.judge} other rows` : said;
}
