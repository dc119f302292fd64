/**
 * Minimises a smooth convex function by Newton steps whose equations are solved by conjugate gradients
 * (Nocedal and Wright, Numerical Optimization, algorithm 7.1), with the Hessian's diagonal as preconditioner.
 */

export interface ConvexFunction {
  readonly size: number;
  /** Value and gradient at a point; what `diagonal` and `curve` need is remembered for the last point evaluated. */
  evaluate(at: Float64Array): { readonly value: number; readonly gradient: Float64Array };
  /** Diagonal of the Hessian at the last point evaluated, all > 0. */
  diagonal(): Float64Array;
  /** Hessian at the last point evaluated, times a vector. */
  curve(vector: Float64Array): Float64Array;
}

export interface NewtonOptions {
  readonly maxIterations: number;
  /** Stops when no gradient element is larger, each measured against the root of its curvature (so units do not matter). */
  readonly tolerance: number;
  /** Gets each new point; false stops. */
  readonly onIteration?: (iteration: number, at: Float64Array, value: number) => boolean | undefined;
}

const mostInnerSteps = 300;
const mostHalvings = 40;

/** The minimiser, from zero. */
export function minimise(f: ConvexFunction, { maxIterations, tolerance, onIteration }: NewtonOptions): Float64Array {
  let at: Float64Array = new Float64Array(f.size);
  let here = f.evaluate(at);
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    const diagonal = f.diagonal();
    if (here.gradient.every((value, i) => Math.abs(value) <= tolerance * Math.sqrt(diagonal[i]))) break;
    const step = newtonStep(f, here.gradient, diagonal);
    const slope = dot(here.gradient, step);
    // Near the minimum the function's own rounding hides a gain; a step that loses less than that is good.
    const noise = 1e-14 * Math.abs(here.value);
    let length = 1;
    let next = along(at, step, length);
    let there = f.evaluate(next);
    for (let i = 0; i < mostHalvings && !(there.value <= here.value + 1e-4 * length * slope + noise); i++) {
      length /= 2;
      next = along(at, step, length);
      there = f.evaluate(next);
    }
    if (!(there.value <= here.value + noise)) break;
    const still = next.every((value, i) => value === at[i]);
    [at, here] = [next, there];
    if (onIteration?.(iteration, at, here.value) === false || still) break;
  }
  return at;
}

/** Solves H step = -gradient as exactly as the distance to the minimum deserves. */
function newtonStep(f: ConvexFunction, gradient: Float64Array, diagonal: Float64Array): Float64Array {
  const step = new Float64Array(f.size);
  const rest = gradient.map((value) => -value);
  let scaled = rest.map((value, i) => value / diagonal[i]);
  let direction = scaled;
  let product = dot(rest, scaled);
  // Squared lengths in the preconditioner's measure: the equations are solved to a share that shrinks with the gradient.
  const enough = product * Math.min(0.01, product);
  for (let i = 0; i < mostInnerSteps && product > enough; i++) {
    const curved = f.curve(direction);
    const curvature = dot(direction, curved);
    if (!(curvature > 0)) break;
    const length = product / curvature;
    for (let j = 0; j < f.size; j++) {
      step[j] += length * direction[j];
      rest[j] -= length * curved[j];
    }
    scaled = rest.map((value, j) => value / diagonal[j]);
    const nextProduct = dot(rest, scaled);
    const ratio = nextProduct / product;
    product = nextProduct;
    direction = direction.map((value, j) => scaled[j] + ratio * value);
  }
  return step;
}

function along(from: Float64Array, step: Float64Array, length: number): Float64Array {
  return from.map((value, i) => value + length * step[i]);
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i] * b[i];
  return total;
}
