/** Rows by query, and how well an order of them serves: discounted cumulative gain (Järvelin, Kekäläinen 2002). */
import { log } from '../../math/log.ts';
import { powerOfTwo } from './exponent.ts';

/** Rows of each query, in their order; queries in the order of their first rows. */
export interface QueryRows {
  /** nQueries + 1: query q has rows[starts[q]] .. rows[starts[q + 1] - 1]. */
  readonly starts: Int32Array;
  /** nRows. */
  readonly rows: Int32Array;
}

/** @param groups nRows numbers; rows with the same one belong together. */
export function queryRows(groups: Int32Array): QueryRows {
  const queryOf = new Map<number, number>();
  const counts: number[] = [];
  for (const group of groups) {
    const query = queryOf.get(group) ?? counts.push(0) - 1;
    queryOf.set(group, query);
    counts[query]++;
  }
  const starts = new Int32Array(counts.length + 1);
  for (const [query, count] of counts.entries()) starts[query + 1] = starts[query] + count;
  const next = starts.slice();
  const rows = new Int32Array(groups.length);
  for (const [row, group] of groups.entries()) rows[next[queryOf.get(group)!]++] = row;
  return { starts, rows };
}

/** The rows of a query from the highest score down; equal ones in their order. */
export function ranked(rows: Int32Array, scores: Float64Array): Int32Array {
  return rows.slice().sort((a, b) => scores[b] - scores[a] || a - b);
}

/** What a relevance of 0, 1, 2, ... is worth. */
export function gainOf(relevance: number): number {
  return powerOfTwo(relevance) - 1;
}

/** What a place, counted from 0, is worth. */
export function discountAt(place: number): number {
  return Math.LN2 / log(place + 2);
}

/** The gain of the first `depth` places of an order. */
export function discountedGain(order: Int32Array, y: Float64Array, depth: number): number {
  let total = 0;
  for (let place = 0; place < Math.min(depth, order.length); place++)
    total += gainOf(y[order[place]]) * discountAt(place);
  return total;
}

/** The most that any order of the rows can reach. */
export function mostGain(rows: Int32Array, y: Float64Array, depth: number): number {
  return discountedGain(ranked(rows, y), y, depth);
}
