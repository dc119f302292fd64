/** Curves of a classifier: ROC, precision-recall and calibration. */
import { diagonal } from '../../report/charts/diagonal.ts';
import { type Line, lineChart } from '../../report/charts/line-chart.ts';
import { shareTicks } from '../../report/charts/ticks.ts';
import { figure, gallery } from '../../report/components/figure.ts';
import type { Html } from '../../report/html.ts';
import { formatPercent } from '../../report/number-format.ts';
import type { PageSection } from '../../report/page.ts';
import type { ReportData, ReportPoint } from '../report-data.ts';
import { estimateText } from './estimate-text.ts';
import { metricTitle } from './metric-title.ts';

export async function curvesSection(data: ReportData): Promise<PageSection | undefined> {
  const { roc, pr, calibration } = data.curves ?? {};
  const figures = await Promise.all([
    isDrawn(roc) ? rocFigure(data, roc) : undefined,
    isDrawn(pr) ? precisionRecallFigure(data, pr) : undefined,
    calibration !== undefined && calibration.length > 0 ? calibrationFigure(calibration) : undefined,
  ]);
  if (figures.every((one) => one === undefined)) return undefined;
  return {
    id: 'curves',
    title: 'Ranking and calibration',
    lead: 'Whether rows with the answer are put above those without it, and whether a stated probability can be taken at its word.',
    body: gallery(figures),
  };
}

async function rocFigure(data: ReportData, points: readonly ReportPoint[]): Promise<Html> {
  const chart = await lineChart({
    id: 'roc',
    label: `ROC curve.${scoreText(data, 'roc_auc')}`,
    x: { title: 'False alarms among the negative rows', ticks: shareTicks },
    y: { title: 'Found among the positive rows', ticks: shareTicks },
    lines: [diagonal, { points, role: 'model' }],
  });
  return figure({
    title: `ROC curve${titleScore(data, 'roc_auc')}`,
    chart,
    legend: [
      { role: 'model', text: 'Model' },
      { role: 'reference', text: 'Chance', dashed: true },
    ],
    note: 'The nearer to the upper left corner, the better the ranking.',
  });
}

async function precisionRecallFigure(data: ReportData, points: readonly ReportPoint[]): Promise<Html> {
  const { prevalence } = data;
  const level: Line[] =
    prevalence === undefined
      ? []
      : [
          {
            points: [
              { x: 0, y: prevalence },
              { x: 1, y: prevalence },
            ],
            role: 'reference',
            dashed: true,
          },
        ];
  const chart = await lineChart({
    id: 'precision-recall',
    label: `Precision-recall curve.${scoreText(data, 'pr_auc')}`,
    x: { title: 'Found among the positive rows (recall)', ticks: shareTicks },
    y: { title: 'Right among the alarms (precision)', ticks: shareTicks },
    lines: [...level, { points, role: 'model' }],
  });
  return figure({
    title: `Precision and recall${titleScore(data, 'pr_auc')}`,
    chart,
    legend: [
      { role: 'model', text: 'Model' },
      ...(prevalence === undefined
        ? []
        : [{ role: 'reference' as const, text: `Chance: ${formatPercent(prevalence)} are positive`, dashed: true }]),
    ],
    note: 'What share of the alarms is right when so many of the positive rows are to be found.',
  });
}

/** Observed shares against predicted probabilities. */
export async function calibrationFigure(points: readonly ReportPoint[]): Promise<Html> {
  const chart = await lineChart({
    id: 'calibration',
    label: `Calibration: observed share against predicted probability in ${points.length} groups of rows.`,
    x: { title: 'Predicted probability', ticks: shareTicks },
    y: { title: 'Observed share', ticks: shareTicks },
    lines: [diagonal, { points, role: 'model', dots: true }],
  });
  return figure({
    title: 'Calibration',
    chart,
    legend: [
      { role: 'model', text: 'Model' },
      { role: 'reference', text: 'Exact', dashed: true },
    ],
    note: 'Below the dashed line the model claims more than happens, above it less.',
  });
}

function isDrawn(points: readonly ReportPoint[] | undefined): points is readonly ReportPoint[] {
  return points !== undefined && points.length > 1;
}

function titleScore({ metrics }: ReportData, name: string): string {
  return metrics[name] === undefined ? '' : ` · ${estimateText(metrics[name])}`;
}

function scoreText({ metrics }: ReportData, name: string): string {
  return metrics[name] === undefined ? '' : ` ${metricTitle(name)} ${estimateText(metrics[name])}.`;
}
