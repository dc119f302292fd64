/**
 * Distribution functions and quantiles, by Moshier's Cephes library compiled to WebAssembly: equal on every machine, relative
 * error below 1e-10 unless said otherwise. Call `await distributionsReady()` once before anything else here.
 */

type Cephes = typeof import('cephes');

let loaded: Cephes | undefined;
let loading: Promise<void> | undefined;

/** Loads the library on the first call; then every function of this file works, synchronously. */
export function distributionsReady(): Promise<void> {
  loading ??= load();
  return loading;
}

async function load(): Promise<void> {
  const library = await import('cephes');
  await library.compiled;
  loaded = library;
}

function library(): Cephes {
  if (loaded === undefined) throw new Error('await distributionsReady() before the first use of a distribution');
  return loaded;
}

/** Standard normal distribution function. */
export function normalCdf(x: number): number {
  // Below, the tail leaves the range of Cephes, which would say so at length.
  if (x < -37.76) return 0;
  // Far out Cephes answers 0 while doubles still reach; and it has no answer at infinity.
  if (x < -25) return 0.5 * chiSquareUpperTail(x * x, 1);
  return x > 9 ? 1 : library().ndtr(x);
}

/** Inverse of `normalCdf`: -Infinity at 0, Infinity at 1, NaN outside [0, 1]. */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) return edge(p, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  return library().ndtri(p);
}

/** Distribution function of Student's t with `df` > 0 degrees of freedom, which need not be whole. */
export function studentTCdf(t: number, df: number): number {
  if (Number.isNaN(t) || !(df > 0)) return Number.NaN;
  const square = t * t;
  // The tail through whichever of the two equal forms does not subtract from 1.
  const tail =
    square < 1
      ? 0.5 - 0.5 * library().incbet(0.5, 0.5 * df, square / (df + square))
      : 0.5 * betaCdf(1 / (1 + square / df), 0.5 * df, 0.5);
  return t < 0 ? tail : 1 - tail;
}

/** Inverse of `studentTCdf`; relative error up to 1e-9 far out. */
export function studentTQuantile(p: number, df: number): number {
  if (!(p > 0 && p < 1)) return edge(p, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  if (!(df > 0)) return Number.NaN;
  if (p > 0.25 && p < 0.75) {
    const z = library().incbi(0.5, 0.5 * df, Math.abs(1 - 2 * p));
    const t = Math.sqrt((df * z) / (1 - z));
    return p < 0.5 ? -t : t;
  }
  const z = library().incbi(0.5 * df, 0.5, p < 0.5 ? 2 * p : 2 * (1 - p));
  const t = Math.sqrt((df * (1 - z)) / z);
  return p < 0.5 ? -t : t;
}

/** Probability that chi-square with `df` > 0 degrees of freedom is above x. Relative error up to 1e-9 for df near a million. */
export function chiSquareUpperTail(x: number, df: number): number {
  if (Number.isNaN(x) || !(df > 0)) return Number.NaN;
  if (x <= 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  try {
    return library().igamc(0.5 * df, 0.5 * x);
  } catch (error) {
    // Cephes throws where the smaller of the two tails is below the smallest number; below the mean that is the lower one.
    if (error instanceof Error && error.message.includes('underflow')) return x < df ? 1 : 0;
    throw error;
  }
}

/** Distribution function of the beta distribution with parameters a, b > 0 (the regularised incomplete beta function). */
export function betaCdf(x: number, a: number, b: number): number {
  if (Number.isNaN(x) || !(a > 0 && b > 0)) return Number.NaN;
  if (x <= 0) return 0;
  return x >= 1 ? 1 : library().incbet(a, b, x);
}

/** Probability that F with d1, d2 > 0 degrees of freedom, which need not be whole, is above x. */
export function fUpperTail(x: number, d1: number, d2: number): number {
  if (x <= 0 && d1 > 0 && d2 > 0) return 1;
  return betaCdf(d2 / (d2 + d1 * x), 0.5 * d2, 0.5 * d1);
}

/** Upper tail of Kolmogorov's limit distribution: probability that sqrt(n) D is above x, for large n. */
export function kolmogorovUpperTail(x: number): number {
  if (Number.isNaN(x)) return x;
  // 1 - 1e-52 rounds to 1; and the series of Cephes needs ever more terms towards 0.
  return x < 0.1 ? 1 : Math.min(1, library().kolmogorov(x));
}

/** Natural logarithm of the absolute value of the gamma function; Infinity at 0 and the negative whole numbers. */
export function lgamma(x: number): number {
  if (Number.isNaN(x)) return x;
  if ((x <= 0 && Number.isInteger(x)) || Math.abs(x) > 2.5e305) return Number.POSITIVE_INFINITY;
  return library().lgam(x);
}

function edge(p: number, atZero: number, atOne: number): number {
  if (p === 0) return atZero;
  return p === 1 ? atOne : Number.NaN;
}
