/** How children differ from their parents in one parameter. */
import { pow } from '../../../math/pow.ts';
import type { Rng } from '../../../math/rng.ts';

/**
 * Simulated binary crossover of two places in [0, 1], one of the two children by chance: near the parents, the nearer the
 * larger `eta`. Source: Deb and Agrawal (1995).
 */
export function simulatedBinaryCrossover(a: number, b: number, eta: number, rng: Rng): number {
  const u = rng.uniform();
  const spread = u <= 0.5 ? pow(2 * u, 1 / (eta + 1)) : pow(1 / (2 * (1 - u)), 1 / (eta + 1));
  const side = rng.uniform() < 0.5 ? spread : -spread;
  return Math.min(1, Math.max(0, 0.5 * ((1 + side) * a + (1 - side) * b)));
}

/** Moves a place in [0, 1] without leaving it, by less the larger `eta`. Source: Deb and Agrawal (1999). */
export function polynomialMutation(x: number, eta: number, rng: Rng): number {
  const u = rng.uniform();
  const power = eta + 1;
  if (u < 0.5) return Math.max(0, x - 1 + pow(2 * u + (1 - 2 * u) * pow(1 - x, power), 1 / power));
  return Math.min(1, x + 1 - pow(2 * (1 - u) + (2 * u - 1) * pow(x, power), 1 / power));
}
