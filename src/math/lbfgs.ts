/** Minimising a smooth function of many variables from its gradient. */

/** A value and its gradient; both must be finite where the search may stay. */
export interface Slope {
  readonly value: number;
  readonly gradient: Float64Array;
}

export interface LbfgsOptions {
  /** Default 100. */
  readonly maxIterations?: number;
  /** The search ends when no component of the gradient is larger; default 1e-6. */
  readonly tolerance?: number;
  /** Ends within which every variable stays; `start` lies there. Default: none. */
  readonly box?: Box;
}

/** `low` <= `high` by variable. */
export interface Box {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

const memory = 10;
const mostHalvings = 30;

/**
 * Limited-memory BFGS (Nocedal and Wright 2006, algorithm 7.5) with backtracking; steps along which the slope does not
 * rise are not remembered, so the model stays convex. In a box, variables at an end that the slope presses against are left
 * out of a step, and steps are cut off at the ends (projection as in Bertsekas 1982).
 *
 * @returns the best point that was found; it is `start` when nothing near is lower.
 */
export function minimizeLbfgs(
  slopeAt: (x: Float64Array) => Slope,
  start: Float64Array,
  { maxIterations = 100, tolerance = 1e-6, box }: LbfgsOptions = {},
): { readonly x: Float64Array; readonly value: number } {
  let x: Float64Array = Float64Array.from(start);
  let { value, gradient } = slopeAt(x);
  const pairs: { readonly s: Float64Array; readonly y: Float64Array; readonly sy: number }[] = [];
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    const free = box === undefined ? gradient : freePart(gradient, x, box);
    if (!free.some((g) => Math.abs(g) > tolerance)) break;
    let direction = twoLoops(free, pairs);
    if (box !== undefined) {
      direction = freePart(direction, x, box, -1).map((d, i) => (free[i] === 0 ? 0 : d));
      // What is left of a step may not fall any more; the slope itself does.
      if (!(inner(direction, free) < 0)) {
        pairs.length = 0;
        direction = free.map((g) => -g);
      }
    }
    const slope = inner(direction, gradient);
    // The first step goes no further than one unit.
    let length = pairs.length === 0 ? Math.min(1, 1 / Math.sqrt(inner(free, free))) : 1;
    let found: { readonly x: Float64Array; readonly at: Slope } | undefined;
    for (let halving = 0; halving < mostHalvings && !found; halving++, length /= 2) {
      const moved = x.map((xi, i) => xi + length * direction[i]);
      if (box !== undefined) cutOff(moved, box);
      const at = slopeAt(moved);
      const fall = box === undefined ? length * slope : Math.min(0, fallOf(gradient, x, moved));
      if (at.value <= value + 1e-4 * fall) found = { x: moved, at };
    }
    if (!found) break;
    const before = gradient;
    const s = found.x.map((xi, i) => xi - x[i]);
    const y = found.at.gradient.map((g, i) => g - before[i]);
    const sy = inner(s, y);
    if (sy > 1e-10 * Math.sqrt(inner(s, s) * inner(y, y))) pairs.push({ s, y, sy });
    if (pairs.length > memory) pairs.shift();
    const gain = value - found.at.value;
    x = found.x;
    ({ value, gradient } = found.at);
    if (gain <= 1e-12 * Math.abs(value)) break;
  }
  return { x, value };
}

/** A gradient without what presses against the ends; of a direction (`sign` -1) the other way about. */
function freePart(gradient: Float64Array, x: Float64Array, { low, high }: Box, sign = 1): Float64Array {
  return gradient.map((g, i) => ((x[i] <= low[i] && sign * g > 0) || (x[i] >= high[i] && sign * g < 0) ? 0 : g));
}

function cutOff(x: Float64Array, { low, high }: Box): void {
  for (let i = 0; i < x.length; i++) x[i] = Math.min(high[i], Math.max(low[i], x[i]));
}

/** How much the value changes along a step, to first order. */
function fallOf(gradient: Float64Array, from: Float64Array, to: Float64Array): number {
  let total = 0;
  for (let i = 0; i < from.length; i++) total += gradient[i] * (to[i] - from[i]);
  return total;
}

/** Minus the gradient times the inverse Hessian of the remembered steps. */
function twoLoops(
  gradient: Float64Array,
  pairs: readonly { readonly s: Float64Array; readonly y: Float64Array; readonly sy: number }[],
): Float64Array {
  const q = gradient.map((g) => -g);
  const alphas = new Float64Array(pairs.length);
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { s, y, sy } = pairs[k];
    alphas[k] = inner(s, q) / sy;
    for (let i = 0; i < q.length; i++) q[i] -= alphas[k] * y[i];
  }
  const newest = pairs.at(-1);
  if (newest) {
    const scale = newest.sy / inner(newest.y, newest.y);
    for (let i = 0; i < q.length; i++) q[i] *= scale;
  }
  pairs.forEach(({ s, y, sy }, k) => {
    const beta = inner(y, q) / sy;
    for (let i = 0; i < q.length; i++) q[i] += (alphas[k] - beta) * s[i];
  });
  return q;
}

function inner(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i] * b[i];
  return total;
}
