/** Random shares of rows and columns. */
import type { Rng } from '../../math/rng.ts';

/**
 * Draws round(share * n) of 0 .. n-1, at least one if there is any, without return; ascending.
 *
 * @param share In (0, 1]; 1 takes all and draws no random number.
 */
export function sampleOf(n: number, share: number, rng: Rng): Int32Array {
  return drawOf(n, Math.min(n, Math.max(1, Math.round(share * n))), rng);
}

/** Draws `size` <= n of 0 .. n-1 without return; ascending. One pass (Fan, Muller, Rezucha 1962). */
export function drawOf(n: number, size: number, rng: Rng): Int32Array {
  const drawn = new Int32Array(size);
  let taken = 0;
  for (let i = 0; taken < size; i++) {
    if (size - taken === n - i || rng.uniform() * (n - i) < size - taken) drawn[taken++] = i;
  }
  return drawn;
}
