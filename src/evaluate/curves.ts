/** What a report draws of judged rows: confusion matrix, ROC, precision-recall and calibration curves, residuals. */
import { createRng } from '../math/philox.ts';
import { confusionOf } from '../metrics/confusion.ts';
import { classWeights, rankingOf, visitTies } from '../metrics/ranking.ts';
import type { Predictions, Task } from '../table/task.ts';
import { calibrationCurve } from './calibration-curve.ts';
import { repeatsOf } from './repeats.ts';
import type { ReportData, ReportPoint } from './report-data.ts';
import { thinned } from './thin-curve.ts';

export type Curves = Pick<ReportData, 'confusion' | 'curves' | 'prevalence' | 'residuals'>;

/** Points of a drawn curve, and of a residual plot. */
const mostPoints = 200;
const mostResiduals = 2000;

/**
 * Fields that mean nothing for the task, or need probabilities that are not there, are absent. Of a list of predictions (repeats
 * of cross-validation) the first is drawn, because a mean of several would look better than any of them.
 */
export function curvesOf(request: {
  readonly task: Task;
  readonly classes: readonly string[];
  readonly yTrue: Float64Array;
  readonly predictions: Predictions | readonly Predictions[];
  /** Chooses the residuals that are shown when there are many. */
  readonly seed: number;
}): Curves {
  const { task, classes, yTrue, seed } = request;
  const [outcomes] = repeatsOf({ ...request, nClasses: classes.length });
  if (task === 'regression') return { residuals: residualsOf(yTrue, outcomes.predictions.values, seed) };
  const matrix = confusionOf(outcomes);
  const confusion = matrix && {
    classes,
    counts: classes.map((_, actual) => Array.from(classes, (_, k) => matrix.cells[actual * classes.length + k])),
  };
  if (task === 'multiclass') return { confusion };
  return { confusion, ...binaryCurves(yTrue, outcomes.predictions.probabilities?.[1]) };
}

function binaryCurves(yTrue: Float64Array, scores: Float64Array | undefined): Curves {
  const ranking = rankingOf(scores, yTrue, 1);
  if (!ranking || !scores || yTrue.length === 0) return {};
  const [positives, negatives] = classWeights(ranking, undefined);
  const roc: ReportPoint[] = [{ x: 0, y: 0 }];
  const pr: ReportPoint[] = [];
  visitTies(ranking, undefined, (positive, negative, positiveAbove, negativeAbove) => {
    const [hits, alarms] = [positiveAbove + positive, negativeAbove + negative];
    roc.push({ x: alarms / negatives, y: hits / positives });
    const precision = hits / (hits + alarms);
    // Recall begins at 0, at the precision of the highest scores.
    if (pr.length === 0) pr.push({ x: 0, y: precision });
    pr.push({ x: hits / positives, y: precision });
  });
  const calibration = calibrationCurve(scores, ranking);
  const prevalence = positives / yTrue.length;
  if (positives === 0 || negatives === 0) return { curves: { calibration }, prevalence };
  return {
    curves: {
      roc: thinned(roc, ({ x, y }) => x + y, mostPoints),
      pr: thinned(pr, ({ x }) => x, mostPoints),
      calibration,
    },
    prevalence,
  };
}

function residualsOf(actual: Float64Array, predicted: Float64Array, seed: number): ReportData['residuals'] {
  const n = actual.length;
  const order = createRng(seed).split('residuals').permutation(n).subarray(0, mostResiduals);
  const rows = order.sort((a, b) => a - b);
  const points = Array.from(rows, (row) => ({ predicted: predicted[row], actual: actual[row] }));
  return { points: points.filter((point) => Number.isFinite(point.predicted)), rows: n };
}
