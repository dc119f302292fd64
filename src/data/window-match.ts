/**
 * Whether a column is a running statistic of another one: the mean or the sum over a window around each row, over all rows so far,
 * over all rows still to come, or over all rows. Windows are of rows in a given order, inside given segments (one per entity).
 */
import { log } from '../math/log.ts';

/** Rows in order, in segments. */
export interface OrderedRows {
  readonly rows: Int32Array;
  /** First place of each segment in `rows`, and the number of rows at the end. */
  readonly starts: Int32Array;
}

/** Sums of one column over the first so many rows of an order; gaps count 0 and are counted. */
export interface RunningSums {
  readonly sums: Float64Array;
  readonly missing: Int32Array;
}

/** A statistic of rows `from` before to `to` after each row; infinite = all rows on that side. */
export interface WindowMatch {
  readonly from: number;
  readonly to: number;
  readonly statistic: 'mean' | 'sum';
}

/** Places of an order at which a column is compared. */
export interface ProbedColumn {
  readonly values: Float64Array;
  readonly places: Int32Array;
  /** Segment of each place. */
  readonly segments: Int32Array;
  /** Rounding of the column's own figures, and what floating-point sums may be off by. */
  readonly tolerance: number;
  /** Natural logarithm of the chance that a number like these agrees by accident, at one place. */
  readonly logChance: number;
}

const mostPlaces = 120;
/** Fewer agreeing places convince nobody. */
const leastPlaces = 12;
/** Logarithm of the chance of an accident that is accepted; some ten million windows are tried on a wide table. */
const accepted = -40;
const decimals = 6;

export function runningSums(values: Float64Array, { rows }: OrderedRows): RunningSums {
  const sums = new Float64Array(rows.length + 1);
  const missing = new Int32Array(rows.length + 1);
  for (let at = 0; at < rows.length; at++) {
    const value = values[rows[at]];
    const isGap = !Number.isFinite(value);
    sums[at + 1] = sums[at] + (isGap ? 0 : value);
    missing[at + 1] = missing[at] + (isGap ? 1 : 0);
  }
  return { sums, missing };
}

/** Chooses where to compare: places spread over the order, no value more than twice. Undefined when too few tell anything. */
export function probed(values: Float64Array, { rows, starts }: OrderedRows): ProbedColumn | undefined {
  const seen = new Map<number, number>();
  const places: number[] = [];
  const wanted = Math.min(rows.length, 4 * mostPlaces);
  for (let i = 0; i < wanted && places.length < mostPlaces; i++) {
    // From the middle on and round, so that wide windows find their rows at the first places.
    const at = Math.floor((((i + wanted / 2) % wanted) * rows.length) / wanted);
    const value = values[rows[at]];
    const times = seen.get(value) ?? 0;
    if (!Number.isFinite(value) || times >= 2) continue;
    seen.set(value, times + 1);
    places.push(at);
  }
  if (places.length < leastPlaces) return undefined;
  const chosen = places.map((at) => values[rows[at]]);
  const size = chosen.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const low = chosen.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = chosen.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const tolerance = 1e-9 * size + roundingOf(chosen, size);
  if (!(high - low > 4 * tolerance)) return undefined;
  return {
    values,
    places: Int32Array.from(places),
    segments: Int32Array.from(places, (at) => segmentOf(starts, at)),
    tolerance,
    logChance: log((2 * tolerance) / (high - low)),
  };
}

/** Half a unit of the last decimal that the figures have; 0 when they have many. */
function roundingOf(values: readonly number[], size: number): number {
  for (let places = 0, unit = 1; places <= decimals; places++, unit /= 10) {
    if (values.every((value) => Math.abs(value / unit - Math.round(value / unit)) < 1e-9 * Math.max(1, size / unit))) {
      return 0.5001 * unit;
    }
  }
  return 0;
}

/** The first window that gives the column at every place where the window has all its rows; narrow windows come first. */
export function matchingWindow(
  { values, places, segments, tolerance, logChance }: ProbedColumn,
  { sums, missing }: RunningSums,
  order: OrderedRows,
  windows: readonly Omit<WindowMatch, 'statistic'>[],
): WindowMatch | undefined {
  for (const { from, to } of windows) {
    for (const statistic of ['mean', 'sum'] as const) {
      let agreed = 0;
      let differs = false;
      for (let i = 0; i < places.length; i++) {
        const at = places[i];
        const first = order.starts[segments[i]];
        const end = order.starts[segments[i] + 1];
        const low = from === Number.POSITIVE_INFINITY ? first : at - from;
        const high = to === Number.POSITIVE_INFINITY ? end : at + to + 1;
        if (low < first || high > end || low >= high || missing[high] > missing[low]) continue;
        const total = sums[high] - sums[low];
        const value = statistic === 'mean' ? total / (high - low) : total;
        differs = !(Math.abs(value - values[order.rows[at]]) <= tolerance);
        if (differs) break;
        agreed++;
      }
      if (!differs && agreed >= leastPlaces && agreed * logChance < accepted) return { from, to, statistic };
      // Of one row mean and sum are the same.
      if (from + to === 0) break;
    }
  }
  return undefined;
}

function segmentOf(starts: Int32Array, at: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (starts[middle] <= at) low = middle;
    else high = middle;
  }
  return low;
}
