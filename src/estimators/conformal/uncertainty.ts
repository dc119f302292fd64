/** What a model of an artifact knows about its own errors: scores of rows that it did not learn from. */
import { z } from 'zod';
import { ModelwrightError } from '../../core/errors.ts';
import type { Column } from '../../table/column.ts';
import { type Table, tableOf } from '../../table/table.ts';
import type { Predictions, Task } from '../../table/task.ts';
import type { SetMethod } from './class-scores.ts';
import {
  type ConformalIntervals,
  type ConformalSets,
  checkCoverage,
  intervalsState,
  setsState,
} from './conformal-state.ts';
import { fitConformal } from './fit-conformal.ts';
import { predictInterval, predictSet } from './predict-conformal.ts';
import { groupOfRows, groupsByColumn, groupsByPrediction, type RowGroups, rowGroupsState } from './row-groups.ts';
import { conformalRank } from './score-sample.ts';

/** Plain data of at most some 10,000 numbers, unless there are more than five groups by a column. */
export type Uncertainty = { readonly rows: RowGroups; readonly scores: ConformalIntervals | ConformalSets };

export const uncertaintyState: z.ZodType<Uncertainty> = z
  .strictObject({ rows: rowGroupsState, scores: z.union([intervalsState, setsState]) })
  .refine(({ scores }) => scores.method !== 'normalised' && scores.method !== 'cqr')
  .refine(({ rows, scores }) => scores.groups.length <= groupCount(rows));

export interface UncertaintyOptions {
  /** Score of classes; default `lac`, whose sets are the smallest. */
  readonly method?: SetMethod;
  /** A column of the model's input whose groups each get their own coverage; one value per row of `yTrue`. */
  readonly by?: Column;
}

/**
 * Uncertainty from predictions of rows by models that did not learn from them (out-of-fold, or of rows set apart). Regression:
 * absolute residuals, in groups of similar predictions where there are enough rows, so that intervals are wider where errors
 * are. Classes: `lac`, or the method asked for.
 *
 * @param predictions rows that no fold held out have NaN; they are left out.
 * @param yTrue numbers, or class codes.
 * @returns undefined when there is no row to learn from.
 * @throws SHAPE_MISMATCH, VALUE_INVALID
 */
export function uncertaintyFrom(
  predictions: Predictions,
  yTrue: Float64Array,
  task: Task,
  { method = 'lac', by }: UncertaintyOptions = {},
): Uncertainty | undefined {
  const { values, probabilities } = predictions;
  if (values.length !== yTrue.length) {
    const law = `one per row (${yTrue.length})`;
    throw new ModelwrightError('SHAPE_MISMATCH', { what: 'predictions', law, value: values.length });
  }
  const said = probabilities ? probabilities[0] : values;
  const kept = Int32Array.from(said, (_, row) => row).filter((row) => !Number.isNaN(said[row]));
  if (kept.length === 0) return undefined;
  const pick = (all: Float64Array) => Float64Array.from(kept, (row) => all[row]);
  const truth = pick(yTrue);
  const predicted = pick(values);
  const all = by && tableOf([by], yTrue.length);
  const rows = by ? groupsByColumn(by, yTrue.length) : task === 'regression' ? groupsByPrediction(predicted) : none;
  const ofAll = groupOfRows(rows, values, all ?? nothing);
  const groups = ofAll && Int32Array.from(kept, (row) => ofAll[row]);
  if (task === 'regression') {
    return { rows, scores: fitConformal({ method: 'absolute', yTrue: truth, predicted, groups }) };
  }
  if (!probabilities) {
    throw new ModelwrightError('SHAPE_MISMATCH', {
      what: 'predictions',
      law: 'probabilities of classes',
      value: 'none',
    });
  }
  return { rows, scores: fitConformal({ method, yTrue: truth, probabilities: probabilities.map(pick), groups }) };
}

/**
 * Predictions with an interval or a set per row. A group with too few rows for the coverage is answered from all rows.
 *
 * @param model what it is called in messages.
 * @throws PARAM_INVALID for a coverage outside 0 to 1, INTERVALS_ABSENT without uncertainty, unless the predictions have what is
 *   asked for already, COVERAGE_UNREACHABLE when all rows are too few.
 */
export function withUncertainty(
  uncertainty: Uncertainty | undefined,
  predictions: Predictions,
  X: Table,
  coverage: number,
  model: string,
): Predictions {
  checkCoverage(coverage);
  if (!uncertainty) {
    const own = predictions.interval ?? predictions.sets;
    if (own?.coverage === coverage) return predictions;
    const problem = own ? `it was fitted for ${own.coverage} alone` : 'it holds no calibration scores';
    throw new ModelwrightError('INTERVALS_ABSENT', { model, coverage, problem });
  }
  const { count } = uncertainty.scores.all;
  if (conformalRank(count, coverage) > count) {
    const needed = Math.ceil((coverage / (1 - coverage)) * (1 - 1e-12));
    const most = Math.floor((count / (count + 1)) * 10_000) / 10_000;
    throw new ModelwrightError('COVERAGE_UNREACHABLE', { model, coverage, needed, rows: count, most });
  }
  return addRegions(uncertainty, predictions, X, coverage);
}

/** The same without a look at whether there are rows enough: regions are infinite, or hold every class, where there are not. */
export function addRegions(
  { rows, scores }: Uncertainty,
  predictions: Predictions,
  X: Table,
  coverage: number,
): Predictions {
  const { values, probabilities } = predictions;
  const isUsed = usedGroups({ rows, scores }, coverage);
  const groups = groupOfRows(rows, values, X)?.map((group) => (isUsed[group] ? group : -1));
  if ('nClasses' in scores) {
    return { ...predictions, sets: predictSet(scores, { probabilities: probabilities ?? [], groups }, coverage) };
  }
  return { ...predictions, interval: predictInterval(scores, { predicted: values, groups }, coverage) };
}

/** Whether each group has rows enough for a coverage. Groups of predictions are answered from their own rows all together or not at all. */
function usedGroups({ rows, scores }: Uncertainty, coverage: number): readonly boolean[] {
  const reach = scores.groups.map((sample) => sample !== null && conformalRank(sample.count, coverage) <= sample.count);
  return rows.by === 'prediction' ? reach.map(() => reach.every(Boolean)) : reach;
}

function groupCount(rows: RowGroups): number {
  if (rows.by === 'none') return 0;
  return rows.by === 'prediction' ? rows.edges.length + 1 : rows.levels.length;
}

const none: RowGroups = { by: 'none' };
const nothing = tableOf([], 0);

/** Predictions of a model that knows nothing about its errors: every value and every class is possible. */
export function unknownRegions(predictions: Predictions, coverage: number): Predictions {
  const { values, probabilities } = predictions;
  if (probabilities)
    return { ...predictions, sets: { members: probabilities.map((p) => new Uint8Array(p.length).fill(1)), coverage } };
  const low = new Float64Array(values.length).fill(Number.NEGATIVE_INFINITY);
  return { ...predictions, interval: { low, high: low.map(() => Number.POSITIVE_INFINITY), coverage } };
}
