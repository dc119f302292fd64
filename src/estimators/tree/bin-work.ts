/** Binning columns as pieces of work, which any thread of a fit can do: each has a slot in their memory. */
import type { NumberColumn } from '../../table/column.ts';
import { type Bins, binColumn, binsOf } from './bins.ts';
import { columnNumbers, type NumbersRoom, planNumbers } from './column-numbers.ts';
import { type KernelSource, kernelFunctions } from './kernel.ts';
import type { MemoryPlan } from './memory-plan.ts';
import type { DoPiece } from './team.ts';
import { viewsOf } from './training-memory.ts';

/** Room of a column that is being binned. */
interface Slot extends NumbersRoom {
  /** Three numbers: the cardinality of the column or -1, the number of its bins, and that of its thresholds. */
  readonly head: number;
  /** The bin of each category. */
  readonly binOfCode: number;
}

export interface BinningTask {
  readonly kind: 'bins';
  readonly kernel: KernelSource;
  /** Rows that bins are made for, and rows that are only put into them. */
  readonly nRows: number;
  readonly nWatched: number;
  readonly maxBins: number;
  readonly slots: readonly Slot[];
}

/** Room for a column with up to `mostCategories`. */
export function planSlot(plan: MemoryPlan, nRows: number, nWatched: number, mostCategories: number): Slot {
  const room = planNumbers(plan, nRows, nRows + nWatched);
  return { ...room, head: plan.take(12), binOfCode: plan.take(mostCategories) };
}

/** A piece is the column in the slot of the same number. */
export function binningPieces({ kernel, nRows, nWatched, maxBins, slots }: BinningTask): DoPiece {
  const { u8, i32, f64 } = viewsOf(kernel.buffer);
  const functions = kernelFunctions(kernel);
  return (_, piece) => {
    const { values: at, head, binOfCode, ...room } = slots[piece];
    const values = f64.subarray(at / 8, at / 8 + nRows + nWatched);
    const numbers = columnNumbers(functions, kernel.buffer, { ...room, values: at });
    const cardinality = i32[head / 4] < 0 ? undefined : i32[head / 4];
    const bins = binsOf({ values: values.subarray(0, nRows), cardinality }, maxBins, numbers);
    binColumn(values, bins, numbers);
    i32[head / 4 + 1] = bins.nBins;
    if (bins.kind === 'category') u8.set(bins.binOfCode, binOfCode);
    else i32[head / 4 + 2] = bins.thresholds.length;
  };
}

/** Puts a column into its slot. */
export function fillSlot(
  { kernel, nRows, slots }: BinningTask,
  i: number,
  column: NumberColumn,
  watched?: NumberColumn,
) {
  const { f64, i32 } = viewsOf(kernel.buffer);
  const { values, head } = slots[i];
  f64.set(column.values, values / 8);
  if (watched) f64.set(watched.values, values / 8 + nRows);
  i32[head / 4] = column.cardinality ?? -1;
}

/** The bins that a piece made, and those of each row. */
export function readSlot(
  { kernel, nRows, nWatched, slots }: BinningTask,
  i: number,
): { bins: Bins; codes: Uint8Array; watched: Uint8Array } {
  const { u8, i32, f64 } = viewsOf(kernel.buffer);
  const { head, binOfCode, thresholds, spare } = slots[i];
  const [cardinality, nBins, nThresholds] = i32.subarray(head / 4, head / 4 + 3);
  const bins: Bins =
    cardinality < 0
      ? { kind: 'numeric', nBins, thresholds: f64.slice(thresholds / 8, thresholds / 8 + nThresholds) }
      : { kind: 'category', nBins, binOfCode: u8.slice(binOfCode, binOfCode + cardinality) };
  const end = spare + nRows;
  return { bins, codes: u8.subarray(spare, end), watched: u8.subarray(end, end + nWatched) };
}
