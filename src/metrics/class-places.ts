/**
 * How the rows of each class are ranked among all others by the class's own probability: what areas under ROC curves of many
 * classes are made of. Only the few rows of the class are sorted; each other row remembers its place among them, so that another
 * weighting of the rows costs one pass without sorting.
 */
import { sortedCopy } from '../math/quantile.ts';
import { CompensatedSum } from './compensated-sum.ts';
import type { Outcomes } from './metric.ts';

/** Rows by class: those of class `k` are `rows[starts[k]] .. rows[starts[k + 1] - 1]`, in their order. */
export interface RowsByClass {
  readonly rows: Int32Array;
  readonly starts: Int32Array;
}

/** The places of all rows by the probability of one class. */
export interface ClassPlaces {
  /** Distinct probabilities among the rows of the class. */
  readonly distinct: number;
  /**
   * By position in `RowsByClass.rows`. A row of the class: twice the number of distinct probabilities of the class above its own,
   * plus 1. Another row: the same where it ties with rows of the class; else twice the number of distinct ones above it.
   */
  readonly place: Int32Array;
}

export function rowsByClass({ yTrue, nClasses }: Outcomes): RowsByClass {
  const starts = new Int32Array(nClasses + 1);
  for (const code of yTrue) starts[code + 1]++;
  for (let code = 0; code < nClasses; code++) starts[code + 1] += starts[code];
  const next = starts.slice();
  const rows = new Int32Array(yTrue.length);
  for (let row = 0; row < rows.length; row++) rows[next[yTrue[row]]++] = row;
  return { rows, starts };
}

/** The places by each of some classes, by class code; undefined when a probability is NaN or there are none. */
export function placesOfClasses(
  { predictions, nClasses }: Outcomes,
  parted: RowsByClass,
  codes: Iterable<number> = Array(nClasses).keys(),
): ClassPlaces[] | undefined {
  const places: ClassPlaces[] = [];
  for (const code of codes) {
    const ofClass = placesOf(predictions.probabilities?.[code], parted, code);
    if (!ofClass) return undefined;
    places[code] = ofClass;
  }
  return places;
}

function placesOf(
  scores: Float64Array | undefined,
  { rows, starts }: RowsByClass,
  code: number,
): ClassPlaces | undefined {
  if (!scores) return undefined;
  const own = sortedCopy(Float64Array.from(rows.subarray(starts[code], starts[code + 1]), (row) => -scores[row]));
  let distinct = 0;
  for (let i = 0; i < own.length; i++) if (i === 0 || own[i] !== own[distinct - 1]) own[distinct++] = own[i];
  const place = new Int32Array(rows.length);
  for (let at = 0; at < rows.length; at++) {
    const sought = -scores[rows[at]];
    if (Number.isNaN(sought)) return undefined;
    let [low, high] = [0, distinct];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (own[middle] < sought) low = middle + 1;
      else high = middle;
    }
    place[at] = 2 * low + (low < distinct && own[low] === sought ? 1 : 0);
  }
  return { distinct, place };
}

/**
 * By place: the weight of the rows of the class above it, those at the same probability counted half.
 *
 * @param weights by position in `RowsByClass.rows`.
 */
export function weightAbove(
  { distinct, place }: ClassPlaces,
  { starts }: RowsByClass,
  code: number,
  weights: Float64Array,
): Float64Array {
  const above = new Float64Array(2 * distinct + 1);
  for (let at = starts[code]; at < starts[code + 1]; at++) above[place[at]] += weights[at];
  const sum = new CompensatedSum();
  for (let tie = 0; tie < distinct; tie++) {
    const own = above[2 * tie + 1];
    above[2 * tie] = sum.value;
    above[2 * tie + 1] = sum.value + own / 2;
    sum.add(own);
  }
  above[2 * distinct] = sum.value;
  return above;
}

/** The weight of the rows of each class. */
export function classTotals({ starts }: RowsByClass, weights: Float64Array): Float64Array {
  return Float64Array.from({ length: starts.length - 1 }, (_, code) => {
    const sum = new CompensatedSum();
    for (let at = starts[code]; at < starts[code + 1]; at++) sum.add(weights[at]);
    return sum.value;
  });
}

/** Weights by position in `RowsByClass.rows`; all 1 without any. */
export function placedWeights({ rows }: RowsByClass, weights: Float64Array | undefined): Float64Array {
  return Float64Array.from(rows, (row) => (weights ? weights[row] : 1));
}

/**
 * Weight of pairs of a row of the class and another one in the right order, ties counted half, for the other rows at the positions
 * `begin` to `end - 1`.
 */
export function rightPairs(
  above: Float64Array,
  place: Int32Array,
  weights: Float64Array,
  begin: number,
  end: number,
): number {
  let [sum, lost] = [0, 0];
  for (let at = begin; at < end; at++) {
    const term = weights[at] * above[place[at]];
    const next = sum + term;
    const kept = next - sum;
    lost += sum - (next - kept) + (term - kept);
    sum = next;
  }
  return Number.isFinite(sum) ? sum + lost : sum;
}
