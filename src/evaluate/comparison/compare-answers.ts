/** Two models on the same rows: each metric in pairs, parts of the rows, agreement, calibration. */
import { defaultMetric, metricsFor } from '../../metrics/index.ts';
import type { Metric } from '../../metrics/metric.ts';
import { rankingOf } from '../../metrics/ranking.ts';
import type { Table } from '../../table/table.ts';
import type { Predictions, Target } from '../../table/task.ts';
import { calibrationCurve } from '../calibration-curve.ts';
import { calibrationError } from '../calibration-error.ts';
import type { HoldoutState } from '../sealed/holdout-state.ts';
import { agreementOf } from './agreement.ts';
import type { ComparedModels, ComparedSide } from './compared-models.ts';
import { pairedMetrics } from './paired-metrics.ts';
import { sliceDifferences } from './slice-differences.ts';

/** Metrics that tell different things; the others say much the same at the price of a permutation test each. */
const chosenMetrics = [
  'roc_auc',
  'pr_auc',
  'log_loss',
  'brier',
  'accuracy',
  'balanced_accuracy',
  'f1',
  'f1_macro',
  'mcc',
  'rmse',
  'mae',
  'r2',
];
const calibrationRows = 100;
const calibrationResamples = 200;

export interface AnswersRequest {
  /** Columns whose parts are looked at. */
  readonly X: Table;
  readonly target: Pick<Target, 'task' | 'classes' | 'values'>;
  /** Of the rows of X, in the classes of the target. */
  readonly first: Predictions;
  readonly second: Predictions;
  /** The verdict goes by it. */
  readonly metric: Metric;
  /** Safe whole number >= 0. */
  readonly seed: number;
  /** Rows of one number are not independent of each other. */
  readonly groups?: Int32Array;
  /** What the holdout had given away before; `unseenHoldout` for rows that nobody asked. */
  readonly before: HoldoutState;
}

export interface ComparedAnswers
  extends Pick<ComparedModels, 'task' | 'metric' | 'verdict' | 'rows' | 'seed' | 'metrics' | 'slices' | 'agreement'> {
  readonly calibration: readonly [first: ComparedSide['calibration'], second: ComparedSide['calibration']];
}

/** Compares. Needs no distribution function to be ready: they are loaded with this module. */
export function compareAnswers(request: AnswersRequest): ComparedAnswers {
  const { X, target, first, second, metric, seed, groups, before } = request;
  const { task, classes, values: yTrue } = target;
  const nClasses = classes.length;
  const names = metricsFor(task)
    .map(({ name }) => name)
    .filter((name) => name === metric.name || chosenMetrics.includes(name));
  const metrics = pairedMetrics({ target, first, second, metrics: names, leading: metric.name, seed, groups, before });
  const ofSlices = metric.perRow || metric.interval === 'delong' ? metric : defaultMetric(task);
  const outcomes = (predictions: Predictions) => ({ yTrue, nClasses, predictions });
  const list = sliceDifferences({
    X,
    metric: ofSlices,
    first: outcomes(first),
    second: outcomes(second),
    seed,
    groups,
    before,
  });
  const calibration = (predictions: Predictions) => calibrationOf(yTrue, nClasses, predictions, seed);
  return {
    task,
    metric: metric.name,
    verdict: metrics[0].verdict,
    rows: yTrue.length,
    seed,
    metrics,
    slices: { metric: ofSlices.name, tested: list.length, list },
    agreement: agreementOf(yTrue, nClasses, first, second),
    calibration: [calibration(first), calibration(second)],
  };
}

function calibrationOf(
  yTrue: Float64Array,
  nClasses: number,
  { probabilities }: Predictions,
  seed: number,
): ComparedSide['calibration'] {
  if (!probabilities) return { error: null, curve: [] };
  const positive = nClasses === 2 ? probabilities[1] : undefined;
  const ranking = rankingOf(positive, yTrue, 1);
  const curve = ranking && positive ? calibrationCurve(positive, ranking) : [];
  if (yTrue.length < calibrationRows) return { error: null, curve };
  const { value, ci, bins } = calibrationError({
    yTrue,
    probabilities: positive ?? probabilities,
    resamples: calibrationResamples,
    seed,
  });
  return { error: { value, ci, bins }, curve };
}
