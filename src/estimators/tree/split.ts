/** What a split is, and the value of a leaf. */

import type { CellWords } from './cell-words.ts';

/** Sums over rows, in natural units. */
export interface Sums {
  readonly gradient: number;
  readonly hessian: number;
  /** Number of rows. */
  readonly rows: number;
}

/** A way to part the rows of a leaf. */
export interface Split {
  /** Position among the binned columns. */
  readonly column: number;
  /** How much the loss falls, by its second-order model, beyond the least gain asked for; above 0. */
  readonly gain: number;
  /** Numbers: the last bin that goes left. Categories: absent. */
  readonly lastLeft?: number;
  /** 1 for each bin that goes left; the last place is the missing bin. */
  readonly leftBins: Uint8Array;
  /** Where rows with a missing value go. */
  readonly missingLeft: boolean;
  readonly left: Sums;
  /** The sums of the left side as the kernel keeps them. */
  readonly leftCell: CellWords;
  readonly right: Sums;
  /** L2 penalty of the values of both children. */
  readonly l2: number;
}

/** The value at which the second-order model of a leaf's penalised loss is lowest. */
export function leafValue({ gradient, hessian }: Sums, l1: number, l2: number): number {
  const curvature = hessian + l2;
  return curvature > 0 ? -softened(gradient, l1) / curvature : 0;
}

function softened(gradient: number, l1: number): number {
  if (l1 === 0) return gradient;
  return gradient > 0 ? Math.max(0, gradient - l1) : Math.min(0, gradient + l1);
}
