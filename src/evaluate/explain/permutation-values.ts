/** Shapley values by random orders of joining, each walked forth and back. */
import type { Rng } from '../../math/rng.ts';
import type { RowGame } from './coalition-game.ts';

/**
 * Adds to `out` (nOutputs x nPlayers) what each player adds on joining in a random order and in the same order reversed, the mean of
 * the two. The values of one call add up to the row's score less the empty worth, and are exact where no more than two columns act
 * together (antithetic permutations: Mitchell, Cooper, Frank, Holmes 2022). 2 nPlayers - 2 coalitions are asked for.
 */
export function addPermutationValues(game: RowGame, empty: Float64Array, rng: Rng, out: Float64Array): void {
  const { players, score, worth } = game;
  const n = players.length;
  const nOutputs = score.length;
  if (n === 0) return;
  const order = rng.permutation(n);
  const forth = prefixes(order);
  const back = prefixes(order.toReversed());
  const worths = worth([...forth, ...back]);
  for (const [walk, joining] of [order, order.toReversed()].entries()) {
    const from = walk * (n - 1) * nOutputs;
    for (let k = 0; k < nOutputs; k++) {
      let before = empty[k];
      for (let i = 0; i < n; i++) {
        const after = i === n - 1 ? score[k] : worths[from + i * nOutputs + k];
        out[k * n + joining[i]] += (after - before) / 2;
        before = after;
      }
    }
  }
}

/** The coalitions of an order but the empty one and that of all. */
function prefixes(order: Int32Array): Uint8Array[] {
  const members = new Uint8Array(order.length);
  return Array.from(order.subarray(0, -1), (player) => {
    members[player] = 1;
    return members.slice();
  });
}
