/**
 * Least squares by Householder QR with column pivoting (Golub and Van Loan, Matrix Computations, section 5.4).
 * Slower than normal equations, but its error grows with the condition number and not with its square.
 */

/**
 * The minimiser of |A x - b|. Of linearly dependent columns only the first pivots get a coefficient; the others get 0.
 *
 * @param columns nColumns arrays of one length (A by columns); overwritten.
 * @param b right side; overwritten.
 */
export function solveLeastSquares(columns: Float64Array[], b: Float64Array): Float64Array {
  const p = columns.length;
  const nRows = b.length;
  const scales = columns.map(norm);
  for (const [j, column] of columns.entries()) {
    if (scales[j] > 0) for (let row = 0; row < nRows; row++) column[row] /= scales[j];
  }
  const order = Int32Array.from({ length: p }, (_, j) => j);
  const diagonal = new Float64Array(p);
  const steps = Math.min(p, nRows);
  let rank = 0;
  for (let k = 0; k < steps; k++) {
    const pivot = largestRest(columns, order, k);
    [order[k], order[pivot]] = [order[pivot], order[k]];
    const column = columns[order[k]];
    const length = norm(column, k);
    if (length <= Math.max(nRows, p) * Number.EPSILON) break;
    // The reflection vector replaces the column from row k on; the diagonal of R is kept apart.
    diagonal[k] = column[k] > 0 ? -length : length;
    column[k] -= diagonal[k];
    const scale = -1 / (diagonal[k] * column[k]);
    for (let j = k + 1; j < p; j++) reflect(column, columns[order[j]], k, scale);
    reflect(column, b, k, scale);
    rank = k + 1;
  }
  const solution = new Float64Array(p);
  for (let k = rank - 1; k >= 0; k--) {
    let value = b[k];
    for (let j = k + 1; j < rank; j++) value -= columns[order[j]][k] * solution[order[j]];
    solution[order[k]] = value / diagonal[k];
  }
  return solution.map((value, j) => (scales[j] > 0 ? value / scales[j] : 0));
}

function largestRest(columns: readonly Float64Array[], order: Int32Array, k: number): number {
  let best = k;
  let bestNorm = -1;
  for (let j = k; j < order.length; j++) {
    const length = norm(columns[order[j]], k);
    if (length > bestNorm) [best, bestNorm] = [j, length];
  }
  return best;
}

function reflect(vector: Float64Array, target: Float64Array, from: number, scale: number): void {
  let product = 0;
  for (let row = from; row < vector.length; row++) product += vector[row] * target[row];
  product *= scale;
  for (let row = from; row < vector.length; row++) target[row] -= product * vector[row];
}

function norm(column: Float64Array, from = 0): number {
  let squares = 0;
  for (let row = from; row < column.length; row++) squares += column[row] * column[row];
  return Math.sqrt(squares);
}
