/** The rows that a search compares candidates on: beyond some size, more rows change the order of candidates little and cost much. */
import type { Rng } from '../math/rng.ts';

/** The search chooses on at most this many training rows; the choice is then fitted on all of them. */
export const mostSearchRows = 200_000;

/** All rows, or a random sample of them in their order. */
export function searchRows(train: Int32Array, rng: Rng): Int32Array {
  if (train.length <= mostSearchRows) return train;
  const chosen = rng.permutation(train.length).subarray(0, mostSearchRows);
  return chosen.sort((a, b) => a - b).map((place) => train[place]);
}
