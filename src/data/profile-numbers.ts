/** What a profile says about numbers and instants. Figures come from a sorted copy, or from counts of every value: no estimates. */

import { quantileSorted, sortedCopy } from '../math/quantile.ts';
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

/** Summarises; infinities count as present and distinct but not in the other figures. -0 counts as 0. Without `moments` mean and sd may be NaN. */
export function summariseNumbers(values: Float64Array, moments = true): NumberSummary {
  const look = glance(values);
  const range = look.max - look.min;
  if (look.present > 0 && look.whole && range < countableRange && range < 8 * look.present)
    return summariseCounted(values, look.min, range);
  return summariseSorted(sortedPresent(values, look.present), moments);
}

/** What one pass tells about the present values. */
function glance(values: Float64Array): { present: number; whole: boolean; min: number; max: number } {
  let present = 0;
  let whole = true;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (Number.isNaN(value)) continue;
    present++;
    if (value !== Math.floor(value)) whole = false;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { present, whole, min, max };
}

/** Whole numbers of a small range: their counts say everything. */
function summariseCounted(values: Float64Array, min: number, range: number): NumberSummary {
  const counts = new Uint32Array(range + 1);
  for (let row = 0; row < values.length; row++) if (!Number.isNaN(values[row])) counts[values[row] - min]++;
  const most = frequent();
  let present = 0;
  // Offsets times counts are whole and small, so this sum is exact.
  let offsets = 0;
  for (let step = 0; step <= range; step++) {
    if (counts[step] > 0) most.add(min + step, counts[step]);
    present += counts[step];
    offsets += step * counts[step];
  }
  const centre = offsets / present;
  let squares = 0;
  for (let step = 0; step <= range; step++) squares += counts[step] * (step - centre) * (step - centre);
  return {
    present,
    distinct: most.distinct(),
    min: min + 0,
    max: min + range,
    mean: min + centre,
    sd: Math.sqrt(present > 1 ? squares / (present - 1) : Number.NaN),
    quantiles: quantileLevels.map((level) => countedQuantile(counts, present, level) + min),
    top: most.top,
  };
}

/** Quantile of the offsets that `counts` holds; the formula is that of `quantileSorted`. */
function countedQuantile(counts: Uint32Array, present: number, level: number): number {
  const position = level * (present - 1);
  const index = Math.floor(position);
  const pair = [orderStatistic(counts, index), orderStatistic(counts, Math.min(index + 1, present - 1))];
  return quantileSorted(pair, position - index);
}

function orderStatistic(counts: Uint32Array, index: number): number {
  let step = 0;
  for (let passed = counts[0]; passed <= index; passed += counts[step]) step++;
  return step;
}

function summariseSorted(sorted: Float64Array, moments: boolean): NumberSummary {
  let low = 0;
  let high = sorted.length;
  while (low < high && sorted[low] === Number.NEGATIVE_INFINITY) low++;
  while (high > low && sorted[high - 1] === Number.POSITIVE_INFINITY) high--;
  const finite = sorted.subarray(low, high);
  const most = frequent();
  for (let from = 0; from < sorted.length; ) {
    const value = sorted[from];
    let to = from + 1;
    while (to < sorted.length && sorted[to] === value) to++;
    most.add(value, to - from);
    from = to;
  }
  return {
    present: sorted.length,
    distinct: most.distinct(),
    min: finite.length > 0 ? finite[0] : Number.NaN,
    max: finite.length > 0 ? finite[finite.length - 1] : Number.NaN,
    mean: moments ? mean(finite) : Number.NaN,
    sd: moments ? Math.sqrt(variance(finite)) : Number.NaN,
    quantiles: quantileLevels.map((level) => quantileSorted(finite, level)),
    top: most.top,
  };
}

/** The present values in order; data that is sorted already, as instants often are, is only copied. */
function sortedPresent(values: Float64Array, present: number): Float64Array {
  const copy = new Float64Array(present);
  let kept = 0;
  let ordered = true;
  for (let row = 0; row < values.length; row++) {
    if (Number.isNaN(values[row])) continue;
    // Adding 0 turns -0 into 0, so that equal values are one.
    copy[kept] = values[row] + 0;
    if (kept > 0 && copy[kept] < copy[kept - 1]) ordered = false;
    kept++;
  }
  return ordered ? copy : sortedCopy(copy);
}

/** Takes distinct values in ascending order and keeps the most frequent; among equally frequent ones the smaller first. */
function frequent() {
  const top: { value: number; count: number }[] = [];
  let distinct = 0;
  return {
    top,
    distinct: () => distinct,
    add(value: number, count: number): void {
      distinct++;
      if (top.length === topValues && count <= top[topValues - 1].count) return;
      if (top.length === topValues) top.pop();
      let place = top.length;
      while (place > 0 && top[place - 1].count < count) place--;
      top.splice(place, 0, { value, count });
    },
  };
}
