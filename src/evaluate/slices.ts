/** Where a model is weakest: parts of the rows that score worse than the others, by more than chance. */
import { createRng } from '../math/philox.ts';
import type { Rng } from '../math/rng.ts';
import type { Metric, Outcomes } from '../metrics/metric.ts';
import { columnOf, type Table, takeRows } from '../table/table.ts';
import type { Predictions, Target } from '../table/task.ts';
import { closedInterval } from './closed-interval.ts';
import { type Condition, conditionsOf } from './conditions.ts';
import { repeatsOf, takeOutcomes } from './repeats.ts';
import type { ReportSlice } from './report-data.ts';
import { sampledIntervals } from './sampled-intervals.ts';
import { type SliceTest, sliceTester } from './slice-test.ts';
import { scoreStatistic } from './statistic.ts';
import { unitsOf } from './units.ts';

export interface SliceRequest {
  readonly X: Table;
  /** Of the rows of X. */
  readonly target: Pick<Target, 'task' | 'classes' | 'values'>;
  readonly predictions: Predictions;
  readonly metric: Metric;
  /** Smallest slice, in rows; default 2 % of the rows and at least 30. */
  readonly minSupport?: number;
  /** Most slices; default 5. */
  readonly limit?: number;
  /** Safe whole number >= 0. */
  readonly seed: number;
}

interface Slice {
  readonly conditions: readonly Condition[];
  /** Of the searched rows. */
  readonly rows: Int32Array;
  readonly test: SliceTest;
  /** Corrected for the number of slices that could have been found. */
  readonly pValue: number;
}

const level = 0.05;
/** The search looks at a sample of so many rows; what is reported is computed on all. */
const mostSearchedRows = 20_000;
/** Pairs are made of the conditions that look worst. */
const paired = 20;
/** A slice that is this nearly the same rows as a worse one is not reported again. */
const mostShared = 0.8;

/**
 * The worst slices, worst first; none when no slice is worse than the rest at 5 %, corrected for the search (Bonferroni over the
 * conditions and over all pairs of them, half of the level each). A slice is a condition on one column or on two; a pair must be
 * worse than the rest of both of its conditions, so that it does not merely repeat one of them.
 */
export function worstSlices(request: SliceRequest): ReportSlice[] {
  const { X, target, predictions, metric, limit = 5 } = request;
  const rng = createRng(request.seed).split('slices');
  const [outcomes] = repeatsOf({ yTrue: target.values, nClasses: target.classes.length, predictions });
  const searched = rng.split('rows').permutation(X.nRows).subarray(0, mostSearchedRows);
  searched.sort((a, b) => a - b);
  const found = search({
    X: takeRows(X, searched),
    outcomes: takeOutcomes(outcomes, searched),
    metric,
    minSupport: Math.max(
      2,
      (request.minSupport ?? Math.max(30, 0.02 * X.nRows)) * (searched.length / Math.max(1, X.nRows)),
    ),
    rng,
  });
  const sign = metric.direction === 'maximize' ? 1 : -1;
  found.sort((a, b) => sign * (a.test.value - b.test.value) || a.pValue - b.pValue);
  const kept: Slice[] = [];
  for (const slice of found) {
    if (kept.length < limit && !kept.some((other) => shared(slice.rows, other.rows) > mostShared)) kept.push(slice);
  }
  return kept.map((slice) => described(slice, X, outcomes, metric, rng));
}

interface Search {
  readonly X: Table;
  readonly outcomes: Outcomes;
  readonly metric: Metric;
  readonly minSupport: number;
  readonly rng: Rng;
}

function search({ X, outcomes, metric, minSupport, rng }: Search): Slice[] {
  const conditions = X.columns.flatMap((column) => conditionsOf(column, X.nRows, minSupport));
  const test = sliceTester(metric, outcomes, level / Math.max(1, 2 * conditions.length), rng);
  const everyRow = Int32Array.from({ length: X.nRows }, (_, row) => row);
  const singles: Slice[] = [];
  for (const condition of conditions) {
    const column = columnOf(X, condition.column);
    const rows = everyRow.filter((row) => condition.holds(column, row));
    const result = test(rows, minus(everyRow, rows));
    if (!result) continue;
    singles.push({ conditions: [condition], rows, test: result, pValue: corrected(result.pValue, conditions.length) });
  }
  singles.sort((a, b) => b.test.deviations - a.test.deviations);
  const candidates = singles.slice(0, paired);
  const allPairs = (conditions.length * (conditions.length - 1)) / 2;
  const pairs: Slice[] = [];
  for (const [i, a] of candidates.entries()) {
    for (const b of candidates.slice(i + 1)) {
      const rows = common(a.rows, b.rows);
      if (a.conditions[0].column === b.conditions[0].column || rows.length < minSupport) continue;
      const results = [everyRow, a.rows, b.rows].map((of) => test(rows, minus(of, rows)));
      const weakest = Math.max(...results.map((each) => each?.pValue ?? 1));
      const pValue = corrected(weakest, allPairs);
      if (pValue < level)
        pairs.push({ conditions: [...a.conditions, ...b.conditions], rows, test: results[0]!, pValue });
    }
  }
  return [...singles.filter((single) => single.pValue < level), ...pairs];
}

/** Half of the level goes to single conditions and half to pairs. */
function corrected(pValue: number, tests: number): number {
  return Math.min(1, 2 * tests * pValue);
}

function described({ conditions, pValue }: Slice, X: Table, outcomes: Outcomes, metric: Metric, rng: Rng): ReportSlice {
  const columns = conditions.map((condition) => columnOf(X, condition.column));
  const rows: number[] = [];
  for (let row = 0; row < X.nRows; row++) {
    if (conditions.every((condition, c) => condition.holds(columns[c], row))) rows.push(row);
  }
  const part = takeOutcomes(outcomes, Int32Array.from(rows));
  const statistic = scoreStatistic(metric, [part]);
  const description = conditions.map((condition) => condition.description).join(' and ');
  const ci =
    closedInterval(metric, part) ??
    sampledIntervals([statistic], {
      units: unitsOf(rows.length, undefined),
      classes: outcomes.nClasses > 0 ? part.yTrue : undefined,
      rng: rng.split(`interval-${description}`),
    })[0]?.ci;
  return {
    description,
    rows: rows.length,
    value: Number.isFinite(statistic.value) ? statistic.value : null,
    ci: ci ?? null,
    pValue,
  };
}

/** Rows of `from` that are not in `rows`; both rising. */
function minus(from: Int32Array, rows: Int32Array): Int32Array {
  const rest = new Int32Array(from.length - rows.length);
  let at = 0;
  let kept = 0;
  for (const row of from) {
    if (rows[at] === row) at++;
    else rest[kept++] = row;
  }
  return rest;
}

/** Rows of both; both rising. */
function common(a: Int32Array, b: Int32Array): Int32Array {
  let at = 0;
  return a.filter((row) => {
    while (b[at] < row) at++;
    return b[at] === row;
  });
}

/** Rows of both as a part of the rows of either. */
function shared(a: Int32Array, b: Int32Array): number {
  const both = common(a, b).length;
  return both / (a.length + b.length - both);
}
