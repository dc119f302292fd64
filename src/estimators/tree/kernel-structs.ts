/** Reading and writing the structs of the kernel: those of a column, a leaf and its split (kernel/rules.ts, split.ts, leaf.ts). */
import type { KernelFunctions } from './kernel.ts';
import { type Layout, structBytes } from './layout.ts';
import type { Sums } from './leaf-value.ts';
import type { Views } from './training-memory.ts';
import type { Bounds } from './value-bounds.ts';

/** Where in the struct of a leaf its split begins. */
const splitOffset = 32;

export function columnAt(column: number, { columns }: Layout): number {
  return columns + column * structBytes.column;
}

/** The sums of a cell, or of a leaf, in natural units. */
export function sumsAt(
  cell: number,
  { layout, kernel, views }: { readonly layout: Layout; readonly kernel: KernelFunctions; readonly views: Views },
): Sums {
  return {
    gradient: kernel.gradientOf(cell) * views.f64[layout.rules / 8],
    hessian: kernel.hessianOf(cell, layout.countBits) * views.f64[layout.rules / 8 + 1],
  };
}

/** What `leaf` gains by its best split, where rows without a value go, and for numbers the last bin that goes left. */
export function splitAt(leaf: number, { f64, i32 }: Views): { gain: number; lastLeft: number; missingLeft: boolean } {
  const at = leaf + splitOffset;
  return { gain: f64[at / 8], lastLeft: i32[at / 4 + 2], missingLeft: i32[at / 4 + 3] === 1 };
}

export function boundsAt(leaf: number, { f64 }: Views): Bounds {
  return { least: f64[leaf / 8 + 2], most: f64[leaf / 8 + 3] };
}

export function writeBounds(leaf: number, { least, most }: Bounds, { f64 }: Views): void {
  f64[leaf / 8 + 2] = least;
  f64[leaf / 8 + 3] = most;
}
