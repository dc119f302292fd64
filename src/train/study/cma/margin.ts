/** Keeping whole numbers movable: without a margin, CMA-ES settles on one of them long before the search is over. */
import { normalCdf, normalQuantile } from '../../../math/distributions.ts';
import type { Cell } from '../coordinates.ts';

/**
 * Moves the mean of one coordinate and scales its deviation so little that a draw still leaves the mean's cell with a
 * probability of at least `margin`, half of it to each side. Source: Hamano et al. (2022), "CMA-ES with margin".
 *
 * @param deviation standard deviation of the coordinate, > 0.
 * @param margin 0 < margin < 1/2.
 * @returns the mean and the factor of the deviation.
 */
export function withMargin(
  mean: number,
  deviation: number,
  { below, above }: Cell,
  margin: number,
): { readonly mean: number; readonly factor: number } {
  if (!Number.isFinite(below) && !Number.isFinite(above)) return { mean, factor: 1 };
  if (!Number.isFinite(below) || !Number.isFinite(above)) {
    const edge = Number.isFinite(below) ? below : above;
    const leaves = normalCdf(-Math.abs(mean - edge) / deviation);
    if (leaves >= margin) return { mean, factor: 1 };
    const distance = -normalQuantile(margin) * deviation;
    return { mean: mean < edge ? edge - distance : edge + distance, factor: 1 };
  }
  const low = normalCdf((below - mean) / deviation);
  const high = normalCdf((mean - above) / deviation);
  const atLeast = margin / 2;
  if (low >= atLeast && high >= atLeast) return { mean, factor: 1 };
  const [raisedLow, raisedHigh, stays] = [Math.max(low, atLeast), Math.max(high, atLeast), 1 - low - high];
  const surplus = 1 - raisedLow - raisedHigh - stays;
  const share = surplus / (raisedLow + raisedHigh + stays - 1.5 * margin);
  const toLow = -normalQuantile(raisedLow + share * (raisedLow - atLeast));
  const toHigh = -normalQuantile(raisedHigh + share * (raisedHigh - atLeast));
  return {
    mean: (below * toHigh + above * toLow) / (toLow + toHigh),
    factor: (above - below) / (deviation * (toLow + toHigh)),
  };
}
