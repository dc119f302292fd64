/** Distances between two samples of numbers, or between two sets of shares over the same bins. */
import { log, log1p } from './log.ts';
import { ascending } from './quantile.ts';
import { sum } from './reduce.ts';

/** Shares below this count as this in `populationStability`, which is infinite for an empty bin otherwise. */
const leastShare = 0.0001;

/**
 * First Wasserstein distance (earth mover's) of two samples: the area between their distribution functions.
 *
 * @param a, b in any order, NaN left out; fastest when ascending.
 * @returns NaN when a sample is empty.
 */
export function wasserstein1(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const x = ascending(a);
  const y = ascending(b);
  if (x.length === 0 || y.length === 0) return Number.NaN;
  const all = x.length * y.length;
  const areas: number[] = [];
  let i = 0;
  let j = 0;
  let at = Math.min(x[0], y[0]);
  while (i < x.length || j < y.length) {
    const next = i < x.length && !(x[i] > y[j]) ? x[i] : j < y.length ? y[j] : x[i];
    // Counts are whole numbers, so equal distribution functions differ by 0 exactly.
    const apart = Math.abs(i * y.length - j * x.length) / all;
    if (apart !== 0 && next !== at) areas.push(areaOf(at, next, apart));
    while (i < x.length && x[i] === next) i++;
    while (j < y.length && y[j] === next) j++;
    at = next;
  }
  return sum(areas);
}

/** Width times height; a width beyond the largest number still may give a finite area. */
function areaOf(from: number, to: number, height: number): number {
  const width = to - from;
  return Number.isFinite(width) ? width * height : to * height - from * height;
}

/**
 * Distance of Jensen and Shannon: the square root of their divergence to base 2, so 0 for equal and 1 for disjoint shares.
 *
 * @param p, q non-negative weights of the same bins; each is scaled to sum to 1.
 */
export function jensenShannonDistance(p: ArrayLike<number>, q: ArrayLike<number>): number {
  sameLength(p, q);
  const totalP = sum(p);
  const totalQ = sum(q);
  const terms = new Float64Array(p.length);
  for (let i = 0; i < terms.length; i++) {
    const shareP = p[i] / totalP;
    const shareQ = q[i] / totalQ;
    const both = shareP + shareQ;
    terms[i] = both === 0 ? 0 : both * divergenceOfShift((shareP - shareQ) / both);
  }
  return Math.sqrt(Math.min(1, sum(terms) / (4 * Math.LN2)));
}

/** (1 + d) log(1 + d) + (1 - d) log(1 - d) for |d| <= 1, accurate also near 0 where the two terms cancel. */
function divergenceOfShift(d: number): number {
  const square = d * d;
  if (square < 1e-4) return square * (1 + square * (1 / 6 + square * (1 / 15 + square * (1 / 28 + square / 45))));
  return Math.abs(d) === 1 ? 2 * Math.LN2 : (1 + d) * log1p(d) + (1 - d) * log1p(-d);
}

/**
 * Population stability index: the sum of (p - q) ln(p / q) over the bins. Symmetric; 0 for equal shares.
 *
 * @param p, q shares of the same bins; each sums to 1. A share below 0.0001 counts as 0.0001.
 */
export function populationStability(p: ArrayLike<number>, q: ArrayLike<number>): number {
  sameLength(p, q);
  const terms = new Float64Array(p.length);
  for (let i = 0; i < terms.length; i++) {
    const shareP = Math.max(p[i], leastShare);
    const shareQ = Math.max(q[i], leastShare);
    terms[i] = (shareP - shareQ) * log(shareP / shareQ);
  }
  return sum(terms);
}

function sameLength(p: ArrayLike<number>, q: ArrayLike<number>): void {
  if (p.length !== q.length) throw new RangeError(`lengths must be equal, got ${p.length} and ${q.length}`);
}
