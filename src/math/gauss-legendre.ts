/** Nodes and weights that integrate polynomials over [0, 1] exactly. */

export interface QuadratureRule {
  /** Inside (0, 1), ascending. */
  readonly nodes: Float64Array;
  /** Positive; they sum to 1. */
  readonly weights: Float64Array;
}

const rules = new Map<number, QuadratureRule>();

/**
 * The Gauss-Legendre rule of `size` nodes (a whole number from 1 to some thousands): up to rounding exact for polynomials of degree
 * 2 size - 1. Roots of the Legendre polynomial are found by Newton's method from Tricomi's approximation (Hale and Townsend 2013, section 3).
 */
export function gaussLegendre(size: number): QuadratureRule {
  let rule = rules.get(size);
  if (!rule) {
    rule = newRule(size);
    rules.set(size, rule);
  }
  return rule;
}

function newRule(size: number): QuadratureRule {
  const nodes = new Float64Array(size);
  const weights = new Float64Array(size);
  // The guesses are cos((4 i + 3) angle), reached by turning by four angles at a time.
  const cosine = cosineOfSmall(Math.PI / (4 * size + 2));
  const double = 2 * cosine * cosine - 1;
  const turn = 2 * (2 * double * double - 1);
  let before = cosine;
  let guess = (2 * double - 1) * cosine;
  for (let i = 0; 2 * i < size; i++) {
    const { root, slope } = refined(size, 2 * i + 1 === size ? 0 : guess);
    const weight = 1 / ((1 - root * root) * slope * slope);
    nodes[i] = (1 - root) / 2;
    nodes[size - 1 - i] = (1 + root) / 2;
    weights[i] = weight;
    weights[size - 1 - i] = weight;
    const next = turn * guess - before;
    before = guess;
    guess = next;
  }
  return { nodes, weights };
}

/** The root of the Legendre polynomial near `guess`, and the derivative there. */
function refined(size: number, guess: number): { root: number; slope: number } {
  let root = guess;
  let slope = 1;
  for (let step = 0; step < 10; step++) {
    let value = 1;
    let previous = 0;
    for (let degree = 0; degree < size; degree++) {
      const next = ((2 * degree + 1) * root * value - degree * previous) / (degree + 1);
      previous = value;
      value = next;
    }
    slope = (size * (previous - root * value)) / (1 - root * root);
    const change = value / slope;
    root -= change;
    if (Math.abs(change) < 1e-15) break;
  }
  return { root, slope };
}

/** Cosine of an angle in [0, pi / 6] by its power series. */
function cosineOfSmall(angle: number): number {
  let sum = 0;
  let term = 1;
  for (let k = 1; Math.abs(term) > 1e-18; k += 2) {
    sum += term;
    term *= -(angle * angle) / (k * (k + 1));
  }
  return sum;
}
