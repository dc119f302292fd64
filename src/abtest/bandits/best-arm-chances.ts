/** How probable it is for each of several unknown means to be the greatest. */
import { betaCdf, lgamma, normalCdf } from '../../math/distributions.ts';
import { exp } from '../../math/exp.ts';
import { gaussLegendre } from '../../math/gauss-legendre.ts';
import { log, log1p } from '../../math/log.ts';

/** What is believed of one mean. */
export interface Belief {
  readonly mean: number;
  readonly deviation: number;
  /** Ends of what is possible. */
  readonly from: number;
  readonly to: number;
  density(x: number): number;
  cdf(x: number): number;
}

/** Deviations from each mean at which the integrand is cut into pieces. */
const marks = [0, 0.7, 1.5, 2.5, 4, 6, 9, 14, 22, 35];
const nodesPerPiece = 12;
const halfLogTau = 0.5 * log(2 * Math.PI);

/** @param a, b at least 1 each. */
export function betaBelief(a: number, b: number): Belief {
  const mean = a / (a + b);
  const logConstant = lgamma(a + b) - lgamma(a) - lgamma(b);
  return {
    mean,
    deviation: Math.sqrt((mean * (1 - mean)) / (a + b + 1)),
    from: 0,
    to: 1,
    density: (x) => exp(logConstant + (a - 1) * log(x) + (b - 1) * log1p(-x)),
    cdf: (x) => betaCdf(x, a, b),
  };
}

/** @param deviation positive. */
export function normalBelief(mean: number, deviation: number): Belief {
  return {
    mean,
    deviation,
    from: Number.NEGATIVE_INFINITY,
    to: Number.POSITIVE_INFINITY,
    density: (x) => exp(-0.5 * ((x - mean) / deviation) * ((x - mean) / deviation) - halfLogTau) / deviation,
    cdf: (x) => normalCdf((x - mean) / deviation),
  };
}

/**
 * The chance of each mean to be the greatest: the integral of its density times the others' distribution functions, by Gauss-Legendre
 * quadrature on pieces around every mean; absolute error below 1e-8. Needs `distributionsReady()`.
 */
export function bestArmChances(beliefs: readonly Belief[]): number[] {
  const { nodes, weights } = gaussLegendre(nodesPerPiece);
  const cuts = cutsOf(beliefs);
  const chances = beliefs.map(() => 0);
  const above = new Float64Array(beliefs.length + 1);
  for (let piece = 0; piece + 1 < cuts.length; piece++) {
    const width = cuts[piece + 1] - cuts[piece];
    for (let node = 0; node < nodesPerPiece; node++) {
      const x = cuts[piece] + width * nodes[node];
      const weight = width * weights[node];
      const cdfs = beliefs.map((belief) => belief.cdf(x));
      above[beliefs.length] = 1;
      for (let arm = beliefs.length - 1; arm >= 0; arm--) above[arm] = above[arm + 1] * cdfs[arm];
      let below = 1;
      for (let arm = 0; arm < beliefs.length; arm++) {
        const others = below * above[arm + 1];
        if (others > 0) chances[arm] += weight * others * beliefs[arm].density(x);
        below *= cdfs[arm];
      }
    }
  }
  let total = 0;
  for (const chance of chances) total += chance;
  return chances.map((chance) => chance / total);
}

function cutsOf(beliefs: readonly Belief[]): number[] {
  const cuts = beliefs.flatMap(({ mean, deviation, from, to }) =>
    marks.flatMap((mark) => [Math.max(from, mean - mark * deviation), Math.min(to, mean + mark * deviation)]),
  );
  return [...new Set(cuts)].sort((a, b) => a - b);
}
