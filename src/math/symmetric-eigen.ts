/** Eigenvalues and eigenvectors of a symmetric matrix, with the same bits on every machine. */

export interface SymmetricEigen {
  /** In no particular order. */
  readonly values: Float64Array;
  /** n x n row-major; column j belongs to value j, the columns are orthonormal. */
  readonly vectors: Float64Array;
}

const mostSweeps = 60;

/**
 * Jacobi's cyclic rotations (1846; Golub and Van Loan, section 8.5): slower than reduction to a tridiagonal matrix, but
 * exact to the last digits also for small eigenvalues, and made for the small matrices of this product.
 *
 * @param A n x n row-major, symmetric and finite; it is not changed.
 */
export function symmetricEigen(A: Float64Array, n: number): SymmetricEigen {
  const a = Float64Array.from(A);
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1;
  for (let sweep = 0; sweep < mostSweeps && rotateAll(a, vectors, n); sweep++);
  const values = new Float64Array(n);
  for (let i = 0; i < n; i++) values[i] = a[i * n + i];
  return { values, vectors };
}

/** One sweep over the pairs; false when there was nothing left to rotate. */
function rotateAll(a: Float64Array, vectors: Float64Array, n: number): boolean {
  let rotated = false;
  for (let p = 0; p < n - 1; p++) {
    for (let q = p + 1; q < n; q++) {
      const off = a[p * n + q];
      if (Math.abs(off) <= Number.EPSILON * Math.sqrt(Math.abs(a[p * n + p] * a[q * n + q]))) continue;
      rotated = true;
      const theta = (a[q * n + q] - a[p * n + p]) / (2 * off);
      const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
      const cosine = 1 / Math.sqrt(t * t + 1);
      rotate(a, vectors, n, p, q, cosine, t * cosine);
    }
  }
  return rotated;
}

/** a becomes RᵀaR and the vectors become vectors R. */
function rotate(a: Float64Array, vectors: Float64Array, n: number, p: number, q: number, c: number, s: number): void {
  for (const matrix of [a, vectors]) {
    for (let k = 0; k < n; k++) {
      const [left, right] = [matrix[k * n + p], matrix[k * n + q]];
      matrix[k * n + p] = c * left - s * right;
      matrix[k * n + q] = s * left + c * right;
    }
  }
  for (let k = 0; k < n; k++) {
    const [upper, lower] = [a[p * n + k], a[q * n + k]];
    a[p * n + k] = c * upper - s * lower;
    a[q * n + k] = s * upper + c * lower;
  }
  a[p * n + q] = 0;
  a[q * n + p] = 0;
}
