/** Quantiles of weighted numbers: what a leaf predicts under the absolute and the quantile loss. */
import { sortedCopy } from '../../math/quantile.ts';
import { countBelow } from '../../math/sorted-places.ts';
import { selectPlace } from './select-place.ts';

/**
 * The quantile by linear interpolation (Hyndman and Fan type 7, as LightGBM's without weights). Weights follow Akinshin,
 * "Weighted quantile estimators" (2023): the effective number of values (Kish) takes the place of their count, so equal
 * weights of any size change nothing.
 *
 * @param values n >= 1 finite numbers; their order changes.
 * @param q In [0, 1].
 * @param weights n numbers >= 0, not all 0; absent: all alike.
 */
export function weightedQuantile(values: Float64Array, q: number, weights?: Float64Array): number {
  if (!weights) return plainQuantile(values, q);
  const { steps, upTo } = cumulated(values, weights);
  const total = upTo[steps.length - 1];
  let squares = 0;
  for (const weight of weights) squares += (weight / total) * (weight / total);
  const count = 1 / squares;
  // The mean of the inverse distribution function over a window as wide as one value.
  const from = ((count - 1) * q) / count;
  const to = Math.min(1, from + 1 / count);
  let at = 0;
  while (at < steps.length - 1 && upTo[at] / total <= from) at++;
  const start = steps[at];
  let shift = 0;
  for (let below = from; at < steps.length && below < to; at++) {
    const end = at === steps.length - 1 ? to : Math.min(to, upTo[at] / total);
    shift += ((end - below) / (to - from)) * (steps[at] - start);
    below = Math.max(below, end);
  }
  return start + shift;
}

function plainQuantile(values: Float64Array, q: number): number {
  const position = q * (values.length - 1);
  const place = Math.floor(position);
  const low = selectPlace(values, place);
  if (place === position) return low;
  let high = values[place + 1];
  for (let i = place + 2; i < values.length; i++) high = Math.min(high, values[i]);
  return low + (high - low) * (position - place);
}

/** The distinct values, ascending, and the weight of all up to each. */
function cumulated(values: Float64Array, weights: Float64Array) {
  const sorted = sortedCopy(values);
  let distinct = 1;
  for (let i = 1; i < sorted.length; i++) if (sorted[i] !== sorted[i - 1]) sorted[distinct++] = sorted[i];
  const steps = sorted.subarray(0, distinct);
  const upTo = new Float64Array(distinct);
  for (let i = 0; i < values.length; i++) upTo[countBelow(steps, values[i])] += weights[i];
  for (let i = 1; i < distinct; i++) upTo[i] += upTo[i - 1];
  return { steps, upTo };
}
