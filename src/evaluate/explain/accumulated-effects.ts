/** Accumulated local effects of one column (Apley and Zhu 2020, first order): its effect free of columns that move with it. */
import { ModelwrightError } from '../../core/errors.ts';
import { quantileSorted } from '../../math/quantile.ts';
import { mean } from '../../math/reduce.ts';
import { isMissing } from '../../table/column.ts';
import { columnOf, type Table, takeRows, withColumns } from '../../table/table.ts';
import { isOrdered, sortedValues } from './cell-values.ts';
import { type DependenceRequest, sampleOf } from './partial-dependence.ts';
import { scoresIn } from './score-function.ts';

export interface AccumulatedEffects {
  readonly column: string;
  /** Ends of the intervals, ascending; dates in milliseconds since 1970. */
  readonly at: Float64Array;
  /** nOutputs x at.length effects on the score, with a mean of 0 over the rows. */
  readonly effects: readonly Float64Array[];
  /** at.length - 1 rows in each interval. */
  readonly counts: Int32Array;
}

/**
 * Differences of predictions at both ends of each row's own interval, averaged per interval and added up. Intervals end at quantiles
 * of the column, `points` - 1 of them; rows without a value are left out.
 *
 * @throws VALUE_INVALID for a column without an order or with fewer than two values; else as `partialDependence`.
 */
export function accumulatedEffects(request: DependenceRequest): AccumulatedEffects {
  const { predict, column: name, points = 20 } = request;
  if (!(Number.isSafeInteger(points) && points >= 2 && points <= 1000)) {
    throw new ModelwrightError('PARAM_INVALID', {
      name: 'points',
      law: 'a whole number, 2 to 1000',
      value: `${points}`,
    });
  }
  const X = presentRows(sampleOf(request), name);
  const column = columnOf(X, name);
  const what = `column "${name}"`;
  if (!isOrdered(column)) {
    throw new ModelwrightError('VALUE_INVALID', { what, law: 'numbers or dates', value: `a ${column.kind} column` });
  }
  const at = endsOf(sortedValues(column), points);
  if (at.length < 2) throw new ModelwrightError('VALUE_INVALID', { what, law: 'two different values', value: 'fewer' });
  const intervals = column.values.map((value) => intervalOf(value, at));
  const movedTo = (end: number) => ({ ...column, values: intervals.map((interval) => at[interval + end]) });
  const [lower, upper] = [0, 1].map((end) => scoresIn(predict(withColumns(X, [movedTo(end)]))));
  const counts = new Int32Array(at.length - 1);
  for (const interval of intervals) counts[interval]++;
  const effects = lower.map((low, k) => {
    const sums = new Float64Array(counts.length);
    for (let row = 0; row < X.nRows; row++) sums[intervals[row]] += upper[k][row] - low[row];
    return centred(
      sums.map((sum, i) => (counts[i] === 0 ? 0 : sum / counts[i])),
      counts,
    );
  });
  return { column: name, at, effects, counts };
}

function presentRows(X: Table, name: string): Table {
  const column = columnOf(X, name);
  const rows = Int32Array.from({ length: X.nRows }, (_, row) => row).filter((row) => !isMissing(column, row));
  return rows.length === X.nRows ? X : takeRows(X, rows);
}

/** Distinct quantiles. */
function endsOf(sorted: Float64Array, points: number): Float64Array {
  if (sorted.length === 0) return sorted;
  const ends = Array.from({ length: points }, (_, i) => quantileSorted(sorted, i / (points - 1)));
  return Float64Array.from(ends.filter((end, i) => i === 0 || end > ends[i - 1]));
}

/** The interval (at[i], at[i + 1]] with the value; the lowest value is in the first. */
function intervalOf(value: number, at: Float64Array): number {
  let [low, high] = [0, at.length - 2];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= at[middle + 1]) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Differences added up, less their mean over the rows, for which an interval counts as the middle of its ends. */
function centred(differences: Float64Array, counts: Int32Array): Float64Array {
  const sums = new Float64Array(differences.length + 1);
  for (let i = 0; i < differences.length; i++) sums[i + 1] = sums[i] + differences[i];
  const nRows = counts.reduce((all, count) => all + count, 0);
  const middles = Float64Array.from(counts, (count, i) => (count * (sums[i] + sums[i + 1])) / 2);
  const level = (mean(middles) * middles.length) / nRows;
  return sums.map((sum) => sum - level);
}
