/** Shapley values by all coalitions: exact, for rows with few players. */
import type { RowGame } from './coalition-game.ts';

/**
 * Adds each player's value to `out` (nOutputs x nPlayers): the mean over all coalitions without the player of what joining adds,
 * weighted by |S|! (n - |S| - 1)! / n! (Shapley 1953). 2^nPlayers coalitions are asked for.
 *
 * @param empty nOutputs: the worth of no player.
 */
export function addExactValues({ players, score, worth }: RowGame, empty: Float64Array, out: Float64Array): void {
  const n = players.length;
  const nOutputs = score.length;
  const nCoalitions = 1 << n;
  const asked: Uint8Array[] = [];
  for (let mask = 1; mask < nCoalitions - 1; mask++) asked.push(Uint8Array.from(players, (_, i) => (mask >> i) & 1));
  const worths = new Float64Array(nCoalitions * nOutputs);
  worths.set(empty);
  worths.set(worth(asked), nOutputs);
  worths.set(score, (nCoalitions - 1) * nOutputs);
  const weights = joiningWeights(n);
  for (let mask = 0; mask < nCoalitions; mask++) {
    const weight = weights[countBits(mask)];
    for (let i = 0; i < n; i++) {
      if ((mask >> i) & 1) continue;
      const joined = mask | (1 << i);
      for (let k = 0; k < nOutputs; k++) {
        out[k * n + i] += weight * (worths[joined * nOutputs + k] - worths[mask * nOutputs + k]);
      }
    }
  }
}

/** By size s of the coalition that is joined: s! (n - s - 1)! / n!. */
function joiningWeights(n: number): Float64Array {
  const weights = new Float64Array(n);
  let subsets = 1;
  for (let s = 0; s < n; s++) {
    weights[s] = 1 / (n * subsets);
    subsets = (subsets * (n - 1 - s)) / (s + 1);
  }
  return weights;
}

function countBits(mask: number): number {
  let count = 0;
  for (let bits = mask; bits !== 0; bits &= bits - 1) count++;
  return count;
}
