/** Eigenvectors by what defines them. */
import { expect, test } from 'vitest';
import { createRng } from './philox.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

test.each([1, 2, 3, 8, 20])('a matrix of %i rows is put together again from orthonormal vectors', (n) => {
  const rng = createRng(n);
  const A = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      A[i * n + j] = rng.normal();
      A[j * n + i] = A[i * n + j];
    }
  const given = A.slice();
  const { values, vectors } = symmetricEigen(A, n);
  expect(A).toEqual(given);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let product = 0;
      let rebuilt = 0;
      for (let k = 0; k < n; k++) {
        product += vectors[k * n + i] * vectors[k * n + j];
        rebuilt += vectors[i * n + k] * values[k] * vectors[j * n + k];
      }
      expect(product).toBeCloseTo(i === j ? 1 : 0, 13);
      expect(rebuilt).toBeCloseTo(A[i * n + j], 12);
    }
  }
});

test('knows the eigenvalues of a diagonal and of a singular matrix', () => {
  expect([...symmetricEigen(Float64Array.of(3, 0, 0, -1), 2).values]).toEqual([3, -1]);
  const { values } = symmetricEigen(Float64Array.of(1, 1, 1, 1), 2);
  expect([...values].sort((a, b) => a - b)).toEqual([expect.closeTo(0, 15), expect.closeTo(2, 14)]);
});
