/** What a profile says about numbers and instants. All figures come from a sorted copy, so they are exact. */

import { quantileSorted } from '../math/quantile.ts';
import { mean, variance } from '../math/reduce.ts';

/** Most frequent values that are told. */
export const topValues = 10;

/** Figures of the finite values of a column; NaN where there is none. */
export interface NumberSummary {
  readonly present: number;
  readonly distinct: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly sd: number;
  /** In the order of `quantileLevels`. */
  readonly quantiles: readonly number[];
  readonly top: readonly { readonly value: number; readonly count: number }[];
}

export const quantileLevels = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] as const;

/** Widest range of whole numbers that is counted rather than sorted. */
const countableRange = 1 << 22;

/** Summarises; infinities count as present and distinct but not in the other figures. */
export function summariseNumbers(values: Float64Array): NumberSummary {
  const sorted = sortedPresent(values);
  let low = 0;
  let high = sorted.length;
  while (low < high && sorted[low] === Number.NEGATIVE_INFINITY) low++;
  while (high > low && sorted[high - 1] === Number.POSITIVE_INFINITY) high--;
  const finite = sorted.subarray(low, high);
  const { distinct, top } = runs(sorted);
  return {
    present: sorted.length,
    distinct,
    min: finite.length > 0 ? finite[0] : Number.NaN,
    max: finite.length > 0 ? finite[finite.length - 1] : Number.NaN,
    mean: mean(finite),
    sd: Math.sqrt(variance(finite)),
    quantiles: quantileLevels.map((level) => quantileSorted(finite, level)),
    top,
  };
}

/** The present values in order. -0 becomes 0, so that equal values are one. */
function sortedPresent(values: Float64Array): Float64Array {
  const copy = new Float64Array(values.length);
  let kept = 0;
  let whole = true;
  let ordered = true;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < values.length; row++) {
    const value = values[row] + 0;
    if (Number.isNaN(value)) continue;
    if (kept > 0 && value < copy[kept - 1]) ordered = false;
    if (value !== Math.floor(value)) whole = false;
    if (value < min) min = value;
    if (value > max) max = value;
    copy[kept++] = value;
  }
  const present = copy.subarray(0, kept);
  if (ordered) return present;
  const range = max - min;
  return whole && range < countableRange && range < 8 * kept ? countingSort(present, min, range) : present.sort();
}

/** Sorts whole numbers of a small range in place. */
function countingSort(values: Float64Array, min: number, range: number): Float64Array {
  const counts = new Uint32Array(range + 1);
  for (let i = 0; i < values.length; i++) counts[values[i] - min]++;
  let at = 0;
  for (let step = 0; step <= range; step++) {
    const end = at + counts[step];
    values.fill(min + step, at, end);
    at = end;
  }
  return values;
}

/** Distinct values, and the most frequent ones; among equally frequent ones the smaller first. */
function runs(sorted: Float64Array): { distinct: number; top: { value: number; count: number }[] } {
  const top: { value: number; count: number }[] = [];
  let distinct = 0;
  for (let from = 0; from < sorted.length; ) {
    const value = sorted[from];
    let to = from + 1;
    while (to < sorted.length && sorted[to] === value) to++;
    distinct++;
    const count = to - from;
    from = to;
    if (top.length === topValues && count <= top[topValues - 1].count) continue;
    if (top.length === topValues) top.pop();
    let place = top.length;
    while (place > 0 && top[place - 1].count < count) place--;
    top.splice(place, 0, { value, count });
  }
  return { distinct, top };
}
