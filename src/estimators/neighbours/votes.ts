/** How much each neighbour of a query counts. Also carried inside exported modules. */
import type { KnnState } from './knn.ts';
import type { Neighbours } from './nearest.ts';

/** Writes the share of each neighbour in the answer; shares sum to 1. */
export function castVotes(
  { sampleWeight, byDistance }: Pick<KnnState, 'sampleWeight' | 'byDistance'>,
  { rows, squares }: Neighbours,
  votes: Float64Array,
): void {
  const nearest = Math.sqrt(squares[0]);
  let total = 0;
  for (let i = 0; i < votes.length; i++) {
    const vote = byDistance ? inverseDistance(nearest, Math.sqrt(squares[i])) : 1;
    votes[i] = sampleWeight ? vote * sampleWeight[rows[i]] : vote;
    total += votes[i];
  }
  for (let i = 0; i < votes.length; i++) votes[i] /= total;
}

/** In inverses of the nearest distance, so that it is at most 1 and finite also at distance 0. */
function inverseDistance(nearest: number, distance: number): number {
  return distance === nearest ? 1 : nearest / distance;
}
