/** Rows that a model ranks within lists: the answers to a query, the items offered to a user. */
import { ModelwrightError } from '../../core/errors.ts';

export interface RankedRows {
  /** nRows numbers >= 0: how good each row is for its list; a row above 0 is relevant. */
  readonly relevance: ArrayLike<number>;
  /** nRows scores; a higher one ranks first. */
  readonly scores: ArrayLike<number>;
  /** nRows whole numbers: the list of each row. */
  readonly lists: ArrayLike<number>;
}

/** One list, from the highest score to the lowest. */
export interface RankedList {
  readonly relevance: Float64Array;
  /** The place of each row, 1 = first; rows of equal score all stand at the last of their places, so ties gain nothing. */
  readonly places: Int32Array;
}

/** A figure of a list; NaN where it is not defined, because nothing in the list is relevant. */
export type ListScore = (list: RankedList) => number;

/**
 * The lists in the order in which they first occur.
 *
 * @throws SHAPE_MISMATCH when lengths differ, VALUE_INVALID for a score that is not finite or a relevance that is not >= 0.
 */
export function rankedLists({ relevance, scores, lists }: RankedRows): RankedList[] {
  const n = lists.length;
  if (relevance.length !== n || scores.length !== n) {
    const value = `${relevance.length}, ${scores.length} and ${n}`;
    throw new ModelwrightError('SHAPE_MISMATCH', {
      what: 'ranked rows',
      law: 'one relevance, score and list per row',
      value,
    });
  }
  const rowsOf = new Map<number, number[]>();
  for (let row = 0; row < n; row++) {
    checkRow(row, relevance[row], scores[row]);
    const rows = rowsOf.get(lists[row]);
    if (rows) rows.push(row);
    else rowsOf.set(lists[row], [row]);
  }
  return Array.from(rowsOf.values(), (rows) => {
    const order = rows.sort((a, b) => scores[b] - scores[a] || a - b);
    const places = new Int32Array(order.length);
    for (let at = order.length - 1; at >= 0; at--) {
      const tied = at + 1 < order.length && scores[order[at]] === scores[order[at + 1]];
      places[at] = tied ? places[at + 1] : at + 1;
    }
    return { relevance: Float64Array.from(order, (row) => relevance[row]), places };
  });
}

/** Rows of the list that are relevant. */
export function relevantIn({ relevance }: RankedList): number {
  return relevance.reduce((count, each) => count + (each > 0 ? 1 : 0), 0);
}

/** Relevant rows among the first `k` places. */
export function relevantWithin({ relevance, places }: RankedList, k: number): number {
  return relevance.reduce((count, each, at) => count + (each > 0 && places[at] <= k ? 1 : 0), 0);
}

/** @throws PARAM_INVALID unless k is a whole number of at least 1. */
export function checkDepth(k: number): void {
  if (Number.isInteger(k) && k >= 1) return;
  throw new ModelwrightError('PARAM_INVALID', { name: 'k', law: 'whole number >= 1', value: `${k}` });
}

function checkRow(row: number, relevance: number, score: number): void {
  const [what, law] = Number.isFinite(score) ? ['relevance', 'a finite number >= 0'] : ['score', 'a finite number'];
  if (Number.isFinite(score) && Number.isFinite(relevance) && relevance >= 0) return;
  throw new ModelwrightError('VALUE_INVALID', { what: `${what} of row ${row}`, law, value: 'another' });
}
