/** Cells outside the kernel's memory: its 64-bit sums as they are. Copied word by word, for calls on shared memory are slow. */
import type { Views } from './training-memory.ts';

export type CellWords = readonly [number, number, number, number];

export function cellAt(address: number, { u32 }: Views): CellWords {
  const at = address / 4;
  return [u32[at], u32[at + 1], u32[at + 2], u32[at + 3]];
}

export function writeCell(address: number, cell: CellWords, { u32 }: Views): void {
  const at = address / 4;
  u32[at] = cell[0];
  u32[at + 1] = cell[1];
  u32[at + 2] = cell[2];
  u32[at + 3] = cell[3];
}
