/** Sorting and binning whole columns of numbers in the kernel; one memory serves a column after the other. */
import { kernelFunctions, mostKernelBytes, openKernel } from './kernel.ts';
import { MemoryPlan } from './memory-plan.ts';

export interface ColumnNumbers {
  /** The values ascending and without NaN; overwritten by the next call. */
  sorted(values: Float64Array): Float64Array;
  /** The number of thresholds below each value; `missing` for NaN. At most 255 thresholds, ascending. */
  binned(values: Float64Array, thresholds: Float64Array, missing: number): Uint8Array;
}

/** For columns of at most `nRows` values. */
export function openColumnNumbers(nRows: number): ColumnNumbers {
  const plan = new MemoryPlan(mostKernelBytes());
  const [valuesAt, sortedAt, spareAt] = [plan.take(nRows * 8), plan.take(nRows * 8), plan.take(nRows * 8)];
  const [countsAt, thresholdsAt, guideAt] = [plan.take(3 * 2048 * 4), plan.take(511 * 8), plan.take(65_536)];
  const source = openKernel(plan.bytes);
  const kernel = kernelFunctions(source);
  const numbers = new Float64Array(source.buffer);
  return {
    sorted(values) {
      numbers.set(values, valuesAt / 8);
      const n = kernel.sortNumbers(valuesAt, values.length, sortedAt, spareAt, countsAt);
      return numbers.subarray(sortedAt / 8, sortedAt / 8 + n);
    },
    binned(values, thresholds, missing) {
      numbers.set(values, valuesAt / 8);
      numbers.set(thresholds, thresholdsAt / 8);
      numbers.fill(Number.POSITIVE_INFINITY, thresholdsAt / 8 + thresholds.length, thresholdsAt / 8 + 511);
      const most = kernel.guideBins(thresholdsAt, thresholds.length, guideAt);
      kernel.binNumbers(valuesAt, values.length, thresholdsAt, guideAt, most, missing, spareAt);
      return new Uint8Array(source.buffer).slice(spareAt, spareAt + values.length);
    },
  };
}
