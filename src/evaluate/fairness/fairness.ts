/** Fairness of predictions: figures by group, how far groups are apart, and how sure that is. */
import { ModelwrightError } from '../../core/errors.ts';
import { metrics, metricsFor } from '../../metrics/index.ts';
import type { Outcomes } from '../../metrics/metric.ts';
import type { Task } from '../../table/task.ts';
import type { Score } from '../evaluation.ts';
import { type FairnessByGroup, judgeGroups } from './by-group.ts';
import { type Figure, figureOf, measure, rateNamed } from './group-figures.ts';
import { groupingsOf, type Sensitive } from './groups.ts';
import { type Judged, outcomesOf } from './outcomes.ts';
import { binaryRates } from './rates.ts';

export interface FairnessRequest extends Judged {
  /** One array per sensitive column, by name, or a table of the sensitive columns. Null is missing. */
  readonly sensitive: Sensitive;
  /**
   * Rates (`selection_rate`, `true_positive_rate`, `false_positive_rate`, `true_negative_rate`, `false_negative_rate`) and metrics
   * of the task by wire name. Default: these five, `precision` and `accuracy`; `accuracy` for multiclass, `mae` for regression.
   */
  readonly metrics?: readonly string[];
  /** Groups of fewer rows are only counted, and rates of fewer rows are not compared. Default 30, at least 1. */
  readonly minSupport?: number;
  /** With several columns, also the groups that they make together. Default true. */
  readonly intersect?: boolean;
  /** Safe whole number >= 0, default 0; the same seed gives the same intervals. */
  readonly seed?: number;
}

export interface Fairness {
  readonly rows: number;
  /** Of all rows. */
  readonly overall: Readonly<Record<string, Score>>;
  /** One entry per column, then one for all columns together. */
  readonly by: readonly FairnessByGroup[];
}

/**
 * Judges predictions by the groups of sensitive columns. Values are those of Fairlearn with two exceptions: a rate of no rows is
 * not 0 but null, and groups below the minimum support are not compared.
 *
 * @throws PARAM_INVALID for no predictions, no column, an unknown metric or a parameter out of its range; METRIC_UNFIT for a metric of
 *   another task, or of probabilities that are not given; ROWS_TOO_FEW without rows; SHAPE_MISMATCH when lengths differ; VALUE_INVALID for a
 *   value that is no class or number, a sensitive column without values, and more than 1,000 groups.
 *
 * @example
 * fairness({ yTrue: [1, 0, 1, 0], yPred: [1, 0, 0, 0], sensitive: { sex: ['f', 'f', 'm', 'm'] }, minSupport: 1 });
 */
export function fairness(request: FairnessRequest): Fairness {
  const { sensitive, minSupport = 30, intersect = true, seed = 0 } = request;
  checkWhole('minSupport', minSupport, 1);
  checkWhole('seed', seed, 0);
  const outcomes = outcomesOf(request);
  const task = request.task ?? 'binary';
  const figures = wantedFigures(task, outcomes, request.metrics);
  const binary = task === 'binary';
  return {
    rows: outcomes.yTrue.length,
    overall: Object.fromEntries(figures.map((figure) => [figure.name, measure(figure, outcomes, seed).score])),
    by: groupingsOf(sensitive, outcomes.yTrue.length, intersect).map((grouping) =>
      judgeGroups(grouping, { figures, binary, outcomes, minSupport, seed }),
    ),
  };
}

/** What is told unless other figures are asked for. */
export const defaultMetrics: Record<Task, readonly string[]> = {
  binary: [...binaryRates.map(({ name }) => name), 'precision', 'accuracy'],
  multiclass: ['accuracy'],
  regression: ['mae'],
};

function wantedFigures(task: Task, { predictions }: Outcomes, names = defaultMetrics[task]): Figure[] {
  const fitting = metricsFor(task).filter(({ needs }) => needs === 'values' || predictions.probabilities);
  return [...new Set(names)].map((name) => {
    const rate = task === 'binary' ? rateNamed(name) : undefined;
    if (rate) return rate;
    const metric = fitting.find((each) => each.name === name);
    if (metric) return figureOf(metric);
    const available = [...(task === 'binary' ? binaryRates : []), ...fitting].map((each) => each.name).join(', ');
    if (!metrics.some((each) => each.name === name)) {
      throw new ModelwrightError('PARAM_INVALID', { name: 'metrics', law: `one of ${available}`, value: `"${name}"` });
    }
    const given = predictions.probabilities ? task : `${task} without probabilities`;
    throw new ModelwrightError('METRIC_UNFIT', { metric: name, task: given, available });
  });
}

function checkWhole(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new ModelwrightError('PARAM_INVALID', { name, law: `a whole number >= ${least}`, value });
}
