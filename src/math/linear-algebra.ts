/** Dense symmetric positive definite systems: Cholesky factor and solve, row-major, in float64. */

/**
 * Lower triangle L with A = L Lᵀ; the upper triangle of the result is 0.
 *
 * @param A n x n row-major, symmetric (only the lower triangle is read).
 * @returns undefined when A is not positive definite to working precision.
 */
export function choleskyFactor(A: Float64Array, n: number): Float64Array | undefined {
  const L = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let j = 0; j <= i; j++) {
      const other = j * n;
      let rest = A[row + j];
      for (let k = 0; k < j; k++) rest -= L[row + k] * L[other + k];
      if (j < i) {
        L[row + j] = rest / L[other + j];
      } else {
        // A pivot that is pure rounding of its diagonal says nothing about the sign of the true one.
        if (!(rest > Math.abs(A[row + i]) * n * Number.EPSILON)) return undefined;
        L[row + i] = Math.sqrt(rest);
      }
    }
  }
  return L;
}

/** Solves L Lᵀ x = b for a factor of choleskyFactor; b is not changed. */
export function choleskySolveFactored(L: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  const x = Float64Array.from(b);
  for (let i = 0; i < n; i++) {
    let rest = x[i];
    for (let k = 0; k < i; k++) rest -= L[i * n + k] * x[k];
    x[i] = rest / L[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    let rest = x[i];
    for (let k = i + 1; k < n; k++) rest -= L[k * n + i] * x[k];
    x[i] = rest / L[i * n + i];
  }
  return x;
}

/**
 * Solves A x = b for a symmetric positive definite A (n x n row-major).
 *
 * @returns undefined when A is not positive definite to working precision.
 */
export function choleskySolve(A: Float64Array, b: Float64Array): Float64Array | undefined {
  const L = choleskyFactor(A, b.length);
  return L && choleskySolveFactored(L, b);
}
