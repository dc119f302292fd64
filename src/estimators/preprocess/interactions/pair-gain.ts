/** How much two columns do together that neither does alone: FAST (Lou, Caruana, Gehrke, Hooker 2013), for interactions that are pure. */
import { type GridColumn, gridSize } from './grid-column.ts';
import type { Unexplained } from './main-effects.ts';

const nCells = gridSize * gridSize;

/** Average rows that each quadrant must have: with fewer, single rows decide. */
const leastRows = 5;

/**
 * Gains of all pairs of cuts of two columns, gridSize x gridSize, cut of the first column by cut of the second. Cut i of numbers
 * parts bins 0 .. i from those above, rows with a missing value left out; cut i of categories parts level i from all others.
 *
 * A pair of cuts makes four quadrants. Its gain is what a value for each of them lowers the loss by, beyond what an effect of each
 * cut alone does: C^2 / (1/h00 + 1/h01 + 1/h10 + 1/h11) with C = m00 - m01 - m10 + m11, h the sum of the hessian and m that of the
 * gradient over h. 0 where a quadrant has next to no rows.
 */
export function pairGains(first: GridColumn, second: GridColumn, left: Unexplained, meanHessian: number): Float64Array {
  const gradients = new Float64Array(nCells);
  const hessians = new Float64Array(nCells);
  const { gradient, hessian } = left;
  for (let row = 0; row < gradient.length; row++) {
    const cell = first.bins[row] * gridSize + second.bins[row];
    gradients[cell] += gradient[row];
    hessians[cell] += hessian[row];
  }
  const [g, h] = [gradients, hessians].map((cells) => insideSums(first, second, cells));
  const least = leastRows * meanHessian;
  const gains = new Float64Array(nCells);
  for (let i = 0; i < cutsOf(first); i++) {
    for (let j = 0; j < cutsOf(second); j++) {
      gains[i * gridSize + j] = contrast(g, h, i * gridSize + j, i * gridSize + whole, whole * gridSize + j, least);
    }
  }
  return gains;
}

/** Cuts of a column. */
export function cutsOf({ kind, nBins }: GridColumn): number {
  return kind === 'number' ? nBins - 1 : nBins;
}

/** Place of the sums over all bins, among the sums inside each cut. */
const whole = gridSize - 1;

/** For each pair of cuts the sum over the cells inside both; the last row and column have the sums over all cells. */
function insideSums(first: GridColumn, second: GridColumn, cells: Float64Array): Float64Array {
  const along = new Float64Array(nCells);
  for (let j = 0; j < gridSize; j++) accumulate(first, cells, j, gridSize, along);
  const both = new Float64Array(nCells);
  for (let i = 0; i < gridSize; i++) accumulate(second, along, i * gridSize, 1, both);
  return both;
}

/** One line of cells, `step` apart: what is inside each cut, and last the whole. */
function accumulate(column: GridColumn, cells: Float64Array, start: number, step: number, into: Float64Array): void {
  let all = 0;
  for (let bin = 0; bin < column.nBins; bin++) {
    const value = cells[start + bin * step];
    all += value;
    into[start + bin * step] = column.kind === 'number' ? all : value;
  }
  if (column.kind === 'category') all += cells[start + whole * step];
  into[start + whole * step] = all;
}

function contrast(g: Float64Array, h: Float64Array, both: number, one: number, other: number, least: number): number {
  const all = nCells - 1;
  const h11 = h[both];
  const h10 = h[one] - h11;
  const h01 = h[other] - h11;
  const h00 = h[all] - h[one] - h01;
  if (h11 < least || h10 < least || h01 < least || h00 < least) return 0;
  const g11 = g[both];
  const g10 = g[one] - g11;
  const g01 = g[other] - g11;
  const g00 = g[all] - g[one] - g01;
  const difference = g11 / h11 - g10 / h10 - g01 / h01 + g00 / h00;
  return (difference * difference) / (1 / h11 + 1 / h10 + 1 / h01 + 1 / h00);
}
