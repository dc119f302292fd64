/** Quadrature against integrals known in closed form. */
import { describe, expect, it } from 'vitest';
import { gaussLegendre } from './gauss-legendre.ts';

describe('gaussLegendre', () => {
  it('has the nodes and weights of the tables', () => {
    expect(gaussLegendre(1)).toEqual({ nodes: Float64Array.of(0.5), weights: Float64Array.of(1) });
    const { nodes, weights } = gaussLegendre(2);
    expect(nodes[0]).toBeCloseTo((1 - 1 / Math.sqrt(3)) / 2, 15);
    expect(nodes[1]).toBeCloseTo((1 + 1 / Math.sqrt(3)) / 2, 15);
    expect(weights[0]).toBeCloseTo(0.5, 15);
  });

  it.each([1, 2, 3, 4, 5, 8, 13, 40, 101, 500])('%i nodes integrate every power up to 2 n - 1', (size) => {
    const { nodes, weights } = gaussLegendre(size);
    const powers = new Float64Array(size).fill(1);
    for (let degree = 0; degree < 2 * size; degree++) {
      const sum = weights.reduce((total, weight, q) => total + weight * powers[q], 0);
      expect(Math.abs(sum * (degree + 1) - 1)).toBeLessThan(1e-11);
      for (let q = 0; q < size; q++) powers[q] *= nodes[q];
    }
    expect([...nodes].every((node, q) => node > (q > 0 ? nodes[q - 1] : 0) && node < 1)).toBe(true);
  });

  it('of n nodes fails at degree 2 n, so that no smaller rule was returned', () => {
    const { nodes, weights } = gaussLegendre(3);
    const sum = weights.reduce((total, weight, q) => total + weight * nodes[q] ** 6, 0);
    expect(Math.abs(sum - 1 / 7)).toBeGreaterThan(1e-5);
  });
});
