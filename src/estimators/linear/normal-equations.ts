/** Normal equations, trusted only where they keep enough digits. */
import { choleskyFactor, choleskySolveFactored } from '../../math/linear-algebra.ts';

/**
 * A pivot over its diagonal element is 1 - R^2 of that column on the ones before. Where it is smaller than this, the products
 * of columns have lost more than half of the digits, and the caller should work on the columns themselves.
 */
const smallestPivotShare = 1e-7;

/**
 * Solves A x = b for the products A of columns (n x n, symmetric, row-major).
 *
 * @returns undefined when the columns are dependent or nearly so.
 */
export function solveNormalEquations(A: Float64Array, b: Float64Array): Float64Array | undefined {
  const n = b.length;
  const L = choleskyFactor(A, n);
  if (!L) return undefined;
  for (let i = 0; i < n; i++) {
    const pivot = L[i * n + i];
    if (pivot * pivot < smallestPivotShare * A[i * n + i]) return undefined;
  }
  return choleskySolveFactored(L, b);
}
