/** How the model came to its probabilities and to the class that it answers for them. */
import { diagonal } from '../../report/charts/diagonal.ts';
import { type Line, lineChart } from '../../report/charts/line-chart.ts';
import { roundTicks, shareTicks } from '../../report/charts/ticks.ts';
import { figure, gallery } from '../../report/components/figure.ts';
import { table } from '../../report/components/table.ts';
import type { Html } from '../../report/html.ts';
import { formatCount, formatNumber } from '../../report/number-format.ts';
import type { PageSection } from '../../report/page.ts';
import type { ReportCalibration, ReportData, ReportDecision } from '../report-data.ts';
import { decisionText, reliabilityText } from './answers-text.ts';
import { metricTitle } from './metric-title.ts';

const most = 12;

export async function answersSection(data: ReportData): Promise<PageSection | undefined> {
  const { calibration, decision, classes = [] } = data;
  if (!calibration && !decision) return undefined;
  const parts = await Promise.all([
    decision?.curve && decision.curve.length > 1 ? curveFigure(decision) : undefined,
    decision?.counts && classes.length <= most ? countsTable(decision, classes) : undefined,
    decision?.weights && weightsTable(decision.weights),
    calibration && calibration.before.length > 1 ? reliabilityFigure(calibration) : undefined,
    calibration && calibration.tried.length > 1 ? triedTable(calibration) : undefined,
  ]);
  const { rows } = (calibration ?? decision)!;
  return {
    id: 'answers',
    title: 'Probabilities and answers',
    lead: [
      decision && decisionText(decision),
      calibration && reliabilityText(calibration),
      `Both were decided on ${formatCount(rows)} training rows, each by models that did not learn from it.`,
    ]
      .filter(Boolean)
      .join(' '),
    body: gallery(parts),
  };
}

async function curveFigure(decision: ReportDecision): Promise<Html> {
  const { curve = [], threshold, metric } = decision;
  const scores = curve.map(({ y }) => y);
  const ticks = roundTicks(Math.min(...scores), Math.max(...scores));
  const at = (x: number): Line['points'] => [
    { x, y: ticks.min },
    { x, y: ticks.max },
  ];
  const title = metricTitle(metric);
  const moved = threshold !== undefined && threshold !== 0.5;
  const chart = await lineChart({
    id: 'threshold-curve',
    label: `${title} against the threshold; answered above ${formatNumber(threshold ?? 0.5)}.`,
    x: { title: 'Threshold on the probability', ticks: shareTicks },
    y: { title, ticks },
    lines: [
      { points: at(0.5), role: 'reference', dashed: true },
      { points: curve, role: 'model' },
      ...(moved ? [{ points: at(threshold), role: 'accent' } as const] : []),
    ],
  });
  return figure({
    title: `${title} by threshold`,
    chart,
    legend: [
      { role: 'model', text: title },
      { role: 'reference', text: 'One half', dashed: true },
      ...(moved ? [{ role: 'accent' as const, text: `Chosen: ${formatNumber(threshold)}` }] : []),
    ],
    note: 'On the rows that the threshold was chosen on, so its best point flatters a little; the gain in the text does not.',
  });
}

function countsTable({ counts, by }: ReportDecision, classes: readonly string[]): Html {
  const { plain, decided } = counts!;
  const cells = classes.flatMap((actual, i) =>
    classes.map((predicted, j) => [
      `${actual} → ${predicted}`,
      formatCount(plain[i][j]),
      ...(decided ? [formatCount(decided[i][j])] : []),
    ]),
  );
  return table({
    caption: 'Actual and answered class, in rows',
    columns: [
      { title: 'Actual → answered' },
      { title: classes.length === 2 ? 'Above one half' : 'Most probable', kind: 'number' },
      ...(decided
        ? [{ title: by === 'threshold' ? 'Above the threshold' : 'By the rule', kind: 'number' } as const]
        : []),
    ],
    rows: cells,
    open: 16,
  });
}

function weightsTable(weights: NonNullable<ReportDecision['weights']>): Html {
  return table({
    caption: 'Weights on the probabilities',
    columns: [{ title: 'Class' }, { title: 'Weight', kind: 'number' }],
    rows: weights.map((one) => [one.class, formatNumber(one.weight)]),
    open: 16,
  });
}

async function reliabilityFigure({ before, after, of, method }: ReportCalibration): Promise<Html> {
  const chart = await lineChart({
    id: 'reliability',
    label: `Observed share against ${of === 'positive' ? 'predicted probability' : 'probability of the answer'}${after ? ', before and after calibration' : ''}.`,
    x: { title: of === 'positive' ? 'Predicted probability' : 'Probability of the answered class', ticks: shareTicks },
    y: { title: of === 'positive' ? 'Observed share' : 'Share of right answers', ticks: shareTicks },
    lines: [
      diagonal,
      { points: before, role: after ? 'accent' : 'model', dots: true },
      ...(after ? [{ points: after, role: 'model', dots: true } as const] : []),
    ],
  });
  return figure({
    title: after ? 'Calibration before and after' : 'Calibration',
    chart,
    legend: [
      ...(after ? [{ role: 'accent' as const, text: 'Before' }] : []),
      { role: 'model', text: after ? `After ${method}` : 'Model' },
      { role: 'reference', text: 'Exact', dashed: true },
    ],
    note: 'On held-out training rows; each row after calibration by a calibrator that did not learn from it.',
  });
}

function triedTable({ tried, method }: ReportCalibration): Html {
  return table({
    caption: 'Calibrators',
    columns: [{ title: 'Method' }, { title: 'Log loss', kind: 'number' }],
    rows: tried.map((one) => [one.method, formatNumber(one.logLoss, 4)]),
    stressed: [tried.findIndex((one) => one.method === method)],
  });
}
