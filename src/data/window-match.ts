/**
 * Whether a column is a running statistic of another one: the mean or the sum over a window around each row, over all rows so far,
 * over all rows still to come, or over all rows. Windows are of rows in a given order, inside given segments (one per entity).
 */
import { log } from '../math/log.ts';
import { sortedCopy } from '../math/quantile.ts';
import { countBelow, countUpTo } from '../math/sorted-places.ts';
import { goldenFraction } from './row-sample.ts';

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

/** In place of a number of rows: all on that side. Whole, like the others, because that is read much faster. */
export const all = 1_000_000_000;

/** A statistic of rows `from` before to `to` after each row; either may be `all`. */
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
  /** Rows of a window that enough of the places have around them in their segment. */
  readonly widest: number;
  /** Natural logarithm of the chance that another of the column's values agrees by accident, at each place. */
  readonly logChances: Float64Array;
}

const mostPlaces = 120;
/** Places among which the telling ones are sought, and after which the search may end. */
const looked = { most: 1200, least: 480 };
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

/**
 * Chooses where to compare: places spread over the order at which the column changes, for a stretch of equal values agrees with any
 * window over such a stretch. Undefined when too few tell anything.
 *
 * @param mostRepeats so many places of one value at most: few keep columns of few values out.
 */
export function probed(
  values: Float64Array,
  { rows, starts }: OrderedRows,
  mostRepeats = Number.POSITIVE_INFINITY,
): ProbedColumn | undefined {
  const seen = new Map<number, number>();
  const places: number[] = [];
  const sample: number[] = [];
  const wanted = Math.min(rows.length, looked.most);
  for (let i = 0; i < wanted && (places.length < mostPlaces || sample.length < looked.least); i++) {
    // Scattered evenly, from the middle on, so that wide windows find their rows at the first places.
    const at = Math.floor(((i * goldenFraction + 0.5) % 1) * rows.length);
    const value = values[rows[at]];
    if (!Number.isFinite(value)) continue;
    sample.push(value);
    if (places.length >= mostPlaces) continue;
    const times = seen.get(value) ?? 0;
    if (times >= mostRepeats || (value === values[rows[at - 1]] && value === values[rows[at + 1]])) continue;
    seen.set(value, times + 1);
    places.push(at);
  }
  if (places.length < leastPlaces) return undefined;
  const chosen = places.map((at) => values[rows[at]]);
  const size = chosen.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const tolerance = 1e-9 * size + roundingOf(chosen, size);
  const sorted = sortedCopy(Float64Array.from(sample));
  const logChances = Float64Array.from(chosen, (value) => log(shareWithin(sorted, value, 2 * tolerance)));
  if (logChances.reduce((sum, one) => sum + one, 0) >= accepted) return undefined;
  const segments = Int32Array.from(places, (at) => countUpTo(starts, at) - 1);
  const lengths = segments.map((segment) => starts[segment + 1] - starts[segment]).sort((a, b) => b - a);
  return {
    values,
    places: Int32Array.from(places),
    segments,
    tolerance,
    widest: lengths[leastPlaces - 1],
    logChances,
  };
}

/** Share of the sorted values that are no further than `distance` from one of them. */
function shareWithin(sorted: Float64Array, value: number, distance: number): number {
  const within = countUpTo(sorted, value + distance) - countBelow(sorted, value - distance);
  return within / sorted.length;
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

/** Windows in the order in which they are tried, narrow ones first. */
export interface Windows {
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** The first window that gives the column at every place where the window has all its rows. */
export function matchingWindow(
  probe: ProbedColumn,
  sums: RunningSums,
  order: OrderedRows,
  windows: Windows,
): WindowMatch | undefined {
  for (let next = 0; ; next++) {
    next = firstThatMayFit(probe, sums, order, windows, next);
    if (next === windows.from.length) return undefined;
    const [from, to] = [windows.from[next], windows.to[next]];
    if (fits(probe, sums, order, from, to, true)) return { from, to, statistic: 'mean' };
    // Of one row mean and sum are the same.
    if (from + to !== 0 && fits(probe, sums, order, from, to, false)) return { from, to, statistic: 'sum' };
  }
}

/** The next window, from the given one on, that agrees at the first place or is not whole there; nearly all fail. */
function firstThatMayFit(
  { values, places, segments, tolerance, widest }: ProbedColumn,
  { sums, missing }: RunningSums,
  { rows, starts }: OrderedRows,
  windows: Windows,
  next: number,
): number {
  const [place] = places;
  const [start, stop] = [starts[segments[0]], starts[segments[0] + 1]];
  const value = values[rows[place]];
  let window = next;
  for (; window < windows.from.length; window++) {
    const from = windows.from[window];
    const to = windows.to[window];
    if ((from === all ? 0 : from) + (to === all ? 0 : to) >= widest) continue;
    const low = from === all ? start : place - from;
    const high = to === all ? stop : place + to + 1;
    if (low < start || high > stop || low >= high || missing[high] > missing[low]) break;
    const total = sums[high] - sums[low];
    if (Math.abs(total - value) <= tolerance || Math.abs(total / (high - low) - value) <= tolerance) break;
  }
  return window;
}

/** Whether mean (or sum) over a window is the column's value at every place where the window is whole, and not by accident. */
function fits(
  { values, places, segments, tolerance, logChances }: ProbedColumn,
  { sums, missing }: RunningSums,
  { rows, starts }: OrderedRows,
  from: number,
  to: number,
  isMean: boolean,
): boolean {
  let agreed = 0;
  let logChance = 0;
  for (let i = 0; i < places.length; i++) {
    const at = places[i];
    const first = starts[segments[i]];
    const end = starts[segments[i] + 1];
    const low = from === all ? first : at - from;
    const high = to === all ? end : at + to + 1;
    if (low < first || high > end || low >= high || missing[high] > missing[low]) continue;
    const total = sums[high] - sums[low];
    const given = isMean ? total / (high - low) : total;
    if (!(Math.abs(given - values[rows[at]]) <= tolerance)) return false;
    agreed++;
    logChance += logChances[i];
  }
  return agreed >= leastPlaces && logChance < accepted;
}
