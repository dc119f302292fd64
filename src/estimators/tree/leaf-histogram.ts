/** A leaf's histogram as the split finders read it. */
import type { GbdtParams } from './gbdt-params.ts';
import { cellSize } from './histogram.ts';
import type { Sums } from './split.ts';

/** One column of one leaf, with what a split of it must obey. */
export interface ColumnOfLeaf {
  /** Position among the binned columns. */
  readonly column: number;
  /** Bins without the missing one, whose cell follows. */
  readonly nBins: number;
  readonly histogram: Float64Array;
  /** Place of the column's first number in the histogram. */
  readonly start: number;
  readonly gradientUnit: number;
  readonly hessianUnit: number;
  /** Sums of the whole leaf. */
  readonly total: Sums;
  readonly params: GbdtParams;
}

/** The sums of one bin. */
export function sumsOfBin({ histogram, start, gradientUnit, hessianUnit }: ColumnOfLeaf, bin: number): Sums {
  const at = start + bin * cellSize;
  return {
    gradient: histogram[at] * gradientUnit,
    hessian: histogram[at + 1] * hessianUnit,
    rows: histogram[at + 2],
  };
}

/** The sums of several bins. */
export function sumsOfBins(leaf: ColumnOfLeaf, bins: Iterable<number>): Sums {
  let gradient = 0;
  let hessian = 0;
  let rows = 0;
  for (const bin of bins) {
    const sums = sumsOfBin(leaf, bin);
    gradient += sums.gradient;
    hessian += sums.hessian;
    rows += sums.rows;
  }
  return { gradient, hessian, rows };
}
