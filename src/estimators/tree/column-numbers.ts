/** Sorting and binning whole columns of numbers in the kernel; one room serves a column after the other. */
import { type KernelFunctions, kernelFunctions, mostKernelBytes, openKernel } from './kernel.ts';
import { MemoryPlan } from './memory-plan.ts';

/** Results are in the room and overwritten by the next call. Values that are in the kernel's memory are not copied. */
export interface ColumnNumbers {
  /** The values ascending and without NaN. */
  sorted(values: Float64Array): Float64Array;
  /** The number of thresholds below each value; `missing` for NaN. At most 255 thresholds, ascending. */
  binned(values: Float64Array, thresholds: Float64Array, missing: number): Uint8Array;
  /** Room for the bins of n values. */
  codes(n: number): Uint8Array;
}

/** Addresses of what sorting and binning need. */
export interface NumbersRoom {
  readonly values: number;
  readonly sorted: number;
  /** Also where bins are written. */
  readonly spare: number;
  readonly counts: number;
  readonly thresholds: number;
  readonly guide: number;
}

/** Numbers that the kernel reads thresholds in: the search takes steps of powers of two. */
const nThresholds = 511;

/** Room to sort up to `nSorted` values and to bin up to `nRows`. */
export function planNumbers(plan: MemoryPlan, nSorted: number, nRows: number): NumbersRoom {
  return {
    values: plan.take(nRows * 8),
    sorted: plan.take(nSorted * 8),
    spare: plan.take(Math.max(nSorted * 8, nRows)),
    counts: plan.take(3 * 2048 * 4),
    thresholds: plan.take(nThresholds * 8),
    guide: plan.take(65_536),
  };
}

/** For columns of at most `nRows` values. */
export function openColumnNumbers(nRows: number): ColumnNumbers {
  const plan = new MemoryPlan(mostKernelBytes());
  const room = planNumbers(plan, nRows, nRows);
  const source = openKernel(plan.bytes);
  return columnNumbers(kernelFunctions(source), source.buffer, room);
}

/** @param buffer the kernel's memory. */
export function columnNumbers(kernel: KernelFunctions, buffer: SharedArrayBuffer, room: NumbersRoom): ColumnNumbers {
  const { sorted, spare, counts, thresholds: thresholdsAt, guide } = room;
  const numbers = new Float64Array(buffer);
  const bytes = new Uint8Array(buffer);
  const addressOf = (values: Float64Array) => {
    if (values.buffer === buffer) return values.byteOffset;
    numbers.set(values, room.values / 8);
    return room.values;
  };
  const codes = (n: number) => bytes.subarray(spare, spare + n);
  return {
    sorted(values) {
      const n = kernel.sortNumbers(addressOf(values), values.length, sorted, spare, counts);
      return numbers.subarray(sorted / 8, sorted / 8 + n);
    },
    binned(values, thresholds, missing) {
      const at = addressOf(values);
      numbers.set(thresholds, thresholdsAt / 8);
      numbers.fill(Number.POSITIVE_INFINITY, thresholdsAt / 8 + thresholds.length, thresholdsAt / 8 + nThresholds);
      const most = kernel.guideBins(thresholdsAt, thresholds.length, guide);
      kernel.binNumbers(at, values.length, thresholdsAt, guide, most, missing, spare);
      return codes(values.length);
    },
    codes,
  };
}
