/** Reading what the kernel found; see kernel/split.ts for the struct. */
import type { BinnedColumn } from './binned-table.ts';
import { cellAt } from './cell-words.ts';
import type { GbdtParams } from './gbdt-params.ts';
import type { KernelFunctions } from './kernel.ts';
import { type Layout, structBytes } from './layout.ts';
import type { Split, Sums } from './split.ts';
import type { Views } from './training-memory.ts';

/** The sums of a cell in natural units. */
export function sumsAt(cell: number, { layout, kernel, views }: Reading): Sums {
  return {
    gradient: kernel.gradientOf(cell) * views.f64[layout.rules / 8],
    hessian: kernel.hessianOf(cell, layout.countBits) * views.f64[layout.rules / 8 + 1],
    rows: kernel.countOf(cell, layout.countBits),
  };
}

export interface Reading {
  readonly layout: Layout;
  readonly kernel: KernelFunctions;
  readonly views: Views;
}

/** Position of the column with the best split; -1 when no searched column has one. The first of equals wins. */
export function bestColumn(found: number, searched: Int32Array, { f64 }: Views): number {
  let best = -1;
  let bestGain = 0;
  for (const column of searched) {
    const gain = f64[(found + column * structBytes.found) / 8];
    if (gain <= bestGain) continue;
    best = column;
    bestGain = gain;
  }
  return best;
}

/** The split at an address. `leaf` is the cell of the leaf's sums. */
export function readSplit(
  at: number,
  leaf: number,
  column: number,
  { bins }: BinnedColumn,
  params: GbdtParams,
  reading: Reading,
): Split {
  const { kernel, views } = reading;
  const left = sumsAt(at + 16, reading);
  const isNumeric = bins.kind === 'numeric';
  const missingLeft = views.i32[at / 4 + 3] === 1;
  const bySet = !isNumeric && bins.nBins > params.maxCatToOnehot;
  // The other side, in place: the found struct is written anew by every search.
  const rest = leaf;
  kernel.subtractCells(rest, at + 16, 1);
  const right = sumsAt(rest, reading);
  kernel.addCells(rest, at + 16, 1);
  const lastLeft = views.i32[at / 4 + 2];
  return {
    column,
    gain: views.f64[at / 8],
    ...(isNumeric && { lastLeft }),
    leftBins: isNumeric ? upTo(lastLeft, missingLeft, bins.nBins) : bitsAt(at + 32, bins.nBins + 1, views),
    missingLeft,
    left,
    leftCell: cellAt(at + 16, views),
    right,
    l2: params.lambdaL2 + (bySet ? params.catL2 : 0),
  };
}

function upTo(lastLeft: number, missingLeft: boolean, nBins: number): Uint8Array {
  const leftBins = new Uint8Array(nBins + 1).fill(1, 0, lastLeft + 1);
  leftBins[nBins] = missingLeft ? 1 : 0;
  return leftBins;
}

function bitsAt(at: number, n: number, { u8 }: Views): Uint8Array {
  return Uint8Array.from({ length: n }, (_, bit) => (u8[at + (bit >> 3)] >> (bit & 7)) & 1);
}
