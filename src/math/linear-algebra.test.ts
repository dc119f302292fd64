/** Cholesky's factor and solutions against numpy and exact fractions; matrices that have none. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choleskyFactor, choleskySolve, choleskySolveFactored } from './linear-algebra.ts';
import { createRng } from './philox.ts';

const { systems } = JSON.parse(
  readFileSync(new URL('../../tests/reference/math/numpy.json', import.meta.url), 'utf8'),
) as { systems: { A: number[]; b: number[]; x: number[]; tolerance: number }[] };
const matrix = (...values: number[]) => Float64Array.from(values);

describe('choleskySolve', () => {
  it.each(systems.map((system, i) => [i, system] as const))('solves system %i', (_, { A, b, x, tolerance }) => {
    const solution = choleskySolve(Float64Array.from(A), Float64Array.from(b))!;
    const scale = Math.max(...x.map(Math.abs));
    for (let i = 0; i < x.length; i++) expect(Math.abs(solution[i] - x[i])).toBeLessThan(tolerance * scale);
  });

  it('has no answer for a matrix that is not positive definite', () => {
    for (const A of [
      matrix(0, 0, 0, 0),
      matrix(1, 1, 1, 1),
      matrix(1, 2, 2, 1),
      matrix(-1, 0, 0, 1),
      matrix(1, 0, 0, Number.NaN),
    ]) {
      expect(choleskySolve(A, new Float64Array(Math.sqrt(A.length)).fill(1))).toBeUndefined();
    }
    expect(choleskySolve(matrix(), matrix())).toEqual(matrix());
  });
});

it('a pivot that is rounding alone is not taken for a positive one', () => {
  const rng = createRng(1);
  for (let i = 0; i < 500; i++) {
    const v = [rng.normal(), rng.normal(), rng.normal()];
    expect(
      choleskyFactor(
        Float64Array.from({ length: 9 }, (_, at) => v[Math.floor(at / 3)] * v[at % 3]),
        3,
      ),
    ).toBeUndefined();
  }
});

describe('choleskyFactor', () => {
  const root = fc.integer({ min: 1, max: 8 }).chain((n) =>
    fc.record({
      n: fc.constant(n),
      values: fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: n * n, maxLength: n * n }),
      b: fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: n, maxLength: n }),
    }),
  );

  it('is lower triangular, its product gives A back, and inputs stay as they were', () => {
    fc.assert(
      fc.property(root, ({ n, values, b }) => {
        const A = new Float64Array(n * n);
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < n; j++) {
            for (let k = 0; k < n; k++) A[i * n + j] += values[i * n + k] * values[j * n + k];
            if (i === j) A[i * n + j] += 1;
          }
        }
        const kept = A.slice();
        const L = choleskyFactor(A, n)!;
        expect(A).toEqual(kept);
        const scale = Math.max(...A);
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < n; j++) {
            let product = 0;
            for (let k = 0; k < n; k++) product += L[i * n + k] * L[j * n + k];
            expect(Math.abs(product - A[i * n + j])).toBeLessThanOrEqual(1e-14 * scale);
            if (j > i) expect(L[i * n + j]).toBe(0);
          }
        }
        const right = Float64Array.from(b);
        expect(choleskySolveFactored(L, right)).toEqual(choleskySolve(A, right));
        expect(Array.from(right)).toEqual(b);
      }),
    );
  });
});
