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
}

const memory = 10;
const mostHalvings = 30;

/**
 * Limited-memory BFGS (Nocedal and Wright 2006, algorithm 7.5) with backtracking; steps along which the slope does not
 * rise are not remembered, so the model stays convex.
 *
 * @returns the best point that was found; it is `start` when nothing near is lower.
 */
export function minimizeLbfgs(
  slopeAt: (x: Float64Array) => Slope,
  start: Float64Array,
  { maxIterations = 100, tolerance = 1e-6 }: LbfgsOptions = {},
): { readonly x: Float64Array; readonly value: number } {
  let x: Float64Array = Float64Array.from(start);
  let { value, gradient } = slopeAt(x);
  const pairs: { readonly s: Float64Array; readonly y: Float64Array; readonly sy: number }[] = [];
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    if (!gradient.some((g) => Math.abs(g) > tolerance)) break;
    const direction = twoLoops(gradient, pairs);
    const slope = inner(direction, gradient);
    // The first step goes no further than one unit.
    let length = pairs.length === 0 ? Math.min(1, 1 / Math.sqrt(inner(gradient, gradient))) : 1;
    let found: { readonly x: Float64Array; readonly at: Slope } | undefined;
    for (let halving = 0; halving < mostHalvings && !found; halving++, length /= 2) {
      const moved = x.map((xi, i) => xi + length * direction[i]);
      const at = slopeAt(moved);
      if (at.value <= value + 1e-4 * length * slope) found = { x: moved, at };
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
