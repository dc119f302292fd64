/**
 * Sums whose order is fixed by the data alone: one pass from first to last with a compensation term (Neumaier's variant of
 * Kahan's summation), so the error does not grow with the length and a skipped zero weight equals a removed row bit for bit.
 */

/** Sum; 0 when empty. Error about one rounding of the result plus n * 2^-106 of the sum of magnitudes. */
export function sum(x: ArrayLike<number>): number {
  let total = 0;
  let lost = 0;
  for (let i = 0; i < x.length; i++) {
    const term = x[i];
    const next = total + term;
    const kept = next - total;
    lost += total - (next - kept) + (term - kept);
    total = next;
  }
  return closed(total, lost);
}

/** Arithmetic mean; NaN when empty. */
export function mean(x: ArrayLike<number>): number {
  return sum(x) / x.length;
}

/**
 * Variance by two passes with correction for the rounding of the mean (Chan, Golub, LeVeque 1983).
 *
 * @param ddof taken off the count in the divisor: 1 for a sample (default), 0 for a population. NaN when count <= ddof.
 */
export function variance(x: ArrayLike<number>, ddof = 1): number {
  const n = x.length;
  if (n <= ddof) return Number.NaN;
  const centre = mean(x);
  let total = 0;
  let lost = 0;
  let drift = 0;
  for (let i = 0; i < n; i++) {
    const deviation = x[i] - centre;
    drift += deviation;
    const term = deviation * deviation;
    const next = total + term;
    lost += total - next + term;
    total = next;
  }
  return Math.max(0, closed(total, lost) - (drift * drift) / n) / (n - ddof);
}

/** Inner product of two vectors of equal length. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  sameLength(a, b);
  let total = 0;
  let lost = 0;
  for (let i = 0; i < a.length; i++) {
    const term = a[i] * b[i];
    const next = total + term;
    const kept = next - total;
    lost += total - (next - kept) + (term - kept);
    total = next;
  }
  return closed(total, lost);
}

/** Sum of values times weights; a zero weight removes its value, even when that is NaN or infinite. */
export function weightedSum(x: ArrayLike<number>, w: ArrayLike<number>): number {
  sameLength(x, w);
  let total = 0;
  let lost = 0;
  for (let i = 0; i < x.length; i++) {
    if (w[i] === 0) continue;
    const term = x[i] * w[i];
    const next = total + term;
    const kept = next - total;
    lost += total - (next - kept) + (term - kept);
    total = next;
  }
  return closed(total, lost);
}

/** The compensation is NaN once an infinity took part; then the plain total tells the truth. */
function closed(total: number, lost: number): number {
  return Number.isFinite(total) ? total + lost : total;
}

function sameLength(a: ArrayLike<number>, b: ArrayLike<number>): void {
  if (a.length !== b.length) throw new RangeError(`lengths must be equal, got ${a.length} and ${b.length}`);
}
