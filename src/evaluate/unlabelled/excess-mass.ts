/** How good a ranking by strangeness is without labels: whether its least strange rows fill little room (Goix 2016). */

import { sortedCopy } from '../../math/quantile.ts';

/** Levels up to which the curve is drawn, as multiples of the density that the rows had if they lay everywhere alike. */
const levels = { most: 100, steps: 400 };
/** The curve is looked at down to this share of the rows. */
const least = 0.9;

/**
 * The area under the excess-mass curve, to where it falls below 0.9: at each level t the most that the share of rows within a
 * bound on strangeness exceeds t times the share of room within it. Larger is better; only rankings of the same rows and room compare.
 *
 * @param rows Strangeness of rows, finite.
 * @param room Strangeness of points drawn evenly from the box that holds the rows.
 */
export function excessMass(rows: ArrayLike<number>, room: ArrayLike<number>): number {
  const inside = sortedCopy(rows);
  const around = sortedCopy(room);
  const roomBelow = new Float64Array(inside.length);
  for (let i = 0, at = 0; i < inside.length; i++) {
    while (at < around.length && around[at] <= inside[i]) at++;
    roomBelow[i] = at / around.length;
  }
  const step = levels.most / levels.steps;
  let area = 0;
  let before = 1;
  for (let s = 1; s <= levels.steps; s++) {
    let excess = 0;
    for (let i = 0; i < inside.length; i++) {
      // Of equal scores the last stands for all.
      excess = Math.max(excess, (i + 1) / inside.length - s * step * roomBelow[i]);
    }
    area += (step * (before + excess)) / 2;
    before = excess;
    if (excess < least) break;
  }
  return area;
}
