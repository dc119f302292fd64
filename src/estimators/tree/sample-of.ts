/** Random shares of rows and columns. */
import type { Rng } from '../../math/rng.ts';

/**
 * Draws round(share * n) of 0 .. n-1, at least one if there is any, without return; ascending. One pass (Fan, Muller, Rezucha 1962).
 *
 * @param share In (0, 1]; 1 takes all and draws no random number.
 */
export function sampleOf(n: number, share: number, rng: Rng): Int32Array {
  const size = Math.min(n, Math.max(1, Math.round(share * n)));
  const drawn = new Int32Array(size);
  let taken = 0;
  for (let i = 0; taken < size; i++) {
    if (size - taken === n - i || rng.uniform() * (n - i) < size - taken) drawn[taken++] = i;
  }
  return drawn;
}

/** Draws `size` <= n of 0 .. n-1 without return; ascending. One random number for each (Floyd; Bentley 1987). */
export function drawOf(n: number, size: number, rng: Rng): Int32Array {
  // Those that are left out are drawn where they are fewer.
  const isDrawn = size <= n / 2 ? 1 : 0;
  const marks = new Uint8Array(n).fill(1 - isDrawn);
  for (let last = n - (isDrawn ? size : n - size); last < n; last++) {
    const place = rng.integer(last + 1);
    marks[marks[place] === isDrawn ? last : place] = isDrawn;
  }
  const drawn = new Int32Array(size);
  let taken = 0;
  for (let i = 0; taken < size; i++) if (marks[i] === 1) drawn[taken++] = i;
  return drawn;
}
