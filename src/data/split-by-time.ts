/** Splits by time: what is learned from comes strictly before what is judged; rows of one instant stay together. */
import { ModelwrightError } from '../core/errors.ts';
import { sortedCopy } from '../math/quantile.ts';
import { countBelow, countUpTo } from '../math/sorted-places.ts';

/**
 * The latest rows, about `fraction` of them, become the holdout; of three instants or more at least two stay. Rows without a time
 * (NaN) are on neither side.
 *
 * @throws VALUE_INVALID when all times are equal.
 */
export function splitByTime(times: Float64Array, fraction: number): { train: Int32Array; holdout: Int32Array } {
  const sorted = sortedCopy(times);
  const nearest = boundaryNear(sorted, sorted.length * (1 - fraction));
  if (nearest === 0) throw oneInstant();
  // One instant alone could not be divided further, so the training side gets two where there are three.
  const second = countUpTo(sorted, sorted[0]);
  const third = countUpTo(sorted, sorted[second]);
  const start = third < sorted.length ? Math.max(nearest, third) : nearest;
  const cut = sorted[start];
  const all = times.map((_, row) => row);
  return {
    train: Int32Array.from(all.filter((row) => times[row] < cut)),
    holdout: Int32Array.from(all.filter((row) => times[row] >= cut)),
  };
}

/**
 * Forward chaining: the rows, in order of time, are cut into k + 1 parts of about equal size; fold i learns from the parts
 * before part i + 1 and is judged on that part. Fewer folds where there are fewer instants.
 *
 * @throws VALUE_INVALID when all times are equal.
 */
export function foldsByTime(
  rows: Int32Array,
  times: Float64Array,
  k: number,
): { train: Int32Array; valid: Int32Array }[] {
  const sorted = sortedCopy(Float64Array.from(rows, (row) => times[row]));
  const cuts: number[] = [];
  for (let part = 1; part <= k; part++) {
    const start = boundaryNear(sorted, (sorted.length * part) / (k + 1));
    if (start > 0 && (cuts.length === 0 || sorted[start] > cuts[cuts.length - 1])) cuts.push(sorted[start]);
  }
  if (cuts.length === 0) throw oneInstant();
  return cuts.map((cut, i) => {
    const end = cuts[i + 1] ?? Number.POSITIVE_INFINITY;
    return {
      train: rows.filter((row) => times[row] < cut),
      valid: rows.filter((row) => times[row] >= cut && (times[row] < end || end === Number.POSITIVE_INFINITY)),
    };
  });
}

/** The place nearest to `wanted` where a new instant begins; 0 when there is only one instant. */
function boundaryNear(sorted: Float64Array, wanted: number): number {
  const at = Math.min(Math.max(Math.round(wanted), 0), sorted.length - 1);
  const value = sorted[at];
  const below = countBelow(sorted, value);
  const above = countUpTo(sorted, value);
  if (above >= sorted.length) return below;
  if (below === 0) return above;
  return wanted - below <= above - wanted ? below : above;
}

function oneInstant(): ModelwrightError {
  return new ModelwrightError('VALUE_INVALID', {
    what: 'the time column',
    law: 'at least two different times',
    value: 'one',
  });
}
