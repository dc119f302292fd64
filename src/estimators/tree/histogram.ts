/** Sums of derivatives per bin. A histogram is nCells triples: gradient, hessian (both in grid units), number of rows. */
import { type BinnedTable, columnsPerWord } from './binned-table.ts';

/** Numbers per cell. */
export const cellSize = 3;

/** First and second derivatives of the loss as whole numbers of grid units: every sum of them is exact. */
export interface Derivatives {
  /** nRows each. */
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
  /** Width of the grid, powers of two. */
  readonly gradientUnit: number;
  readonly hessianUnit: number;
}

/** Fills `histogram` with the sums over `rows`. */
export function fillHistogram(
  histogram: Float64Array,
  { columns, words, nCells }: BinnedTable,
  rows: Int32Array,
  { gradient, hessian }: Derivatives,
): void {
  histogram.fill(0);
  for (const [group, word] of words.entries()) {
    const firstCells = Array.from({ length: columnsPerWord }, (_, place) => {
      const column = columns[group * columnsPerWord + place];
      return (column ? column.firstCell : nCells - columnsPerWord + place) * cellSize;
    });
    addWord(histogram, firstCells, word, rows, gradient, hessian);
  }
}

/** The innermost loop of boosting: four columns at once, so that a row's derivatives are loaded once for all of them. */
function addWord(
  histogram: Float64Array,
  [first0, first1, first2, first3]: readonly number[],
  word: Uint32Array,
  rows: Int32Array,
  gradient: Float64Array,
  hessian: Float64Array,
): void {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    const codes = word[row];
    const g = gradient[row];
    const h = hessian[row];
    const cell0 = first0 + (codes & 255) * cellSize;
    const cell1 = first1 + ((codes >>> 8) & 255) * cellSize;
    const cell2 = first2 + ((codes >>> 16) & 255) * cellSize;
    const cell3 = first3 + (codes >>> 24) * cellSize;
    histogram[cell0] += g;
    histogram[cell0 + 1] += h;
    histogram[cell0 + 2]++;
    histogram[cell1] += g;
    histogram[cell1 + 1] += h;
    histogram[cell1 + 2]++;
    histogram[cell2] += g;
    histogram[cell2 + 1] += h;
    histogram[cell2 + 2]++;
    histogram[cell3] += g;
    histogram[cell3 + 1] += h;
    histogram[cell3 + 2]++;
  }
}

/** Takes a child's histogram from its parent's, which becomes the other child's. */
export function subtractHistogram(parent: Float64Array, child: Float64Array): void {
  for (let i = 0; i < parent.length; i++) parent[i] -= child[i];
}
