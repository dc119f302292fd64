/** Latencies counted in bins: bounded, addable, and fine enough to compare quantiles. */
import { exp } from '../../math/exp.ts';
import { log } from '../../math/log.ts';

/** Each bin reaches 2^(1/4) = 1.19 times as far as the one before; the first ends at 0.1 ms, the last has all above 87 s. */
export const latencyBinCount = 80;
const perOctave = 4;
const firstEndMs = 0.1;

/** The bin of a latency. @param ms 0 or more; anything that is no such number counts as the slowest. */
export function latencyBin(ms: number): number {
  if (ms <= firstEndMs) return 0;
  const bin = Math.ceil((perOctave * log(ms / firstEndMs)) / Math.LN2);
  return bin >= 0 && bin < latencyBinCount ? bin : latencyBinCount - 1;
}

/** Where a bin ends, in milliseconds; the last has no end and gives where it begins. */
export function binEndMs(bin: number): number {
  return firstEndMs * exp((Math.min(bin, latencyBinCount - 2) * Math.LN2) / perOctave);
}

/** How many bins slower `times` as slow is, rounded up. */
export function binsSlower(times: number): number {
  return Math.ceil((perOctave * log(times)) / Math.LN2 - 1e-9);
}

/** The bin with the quantile q of all counts. @returns undefined without counts. */
export function quantileBin(counts: readonly number[], q: number): number | undefined {
  let total = 0;
  for (const count of counts) total += count;
  if (total === 0) return undefined;
  let upTo = 0;
  for (let bin = 0; bin < counts.length; bin++) {
    upTo += counts[bin];
    if (upTo >= q * total) return bin;
  }
  return counts.length - 1;
}

/** Counts in bins above one. */
export function countAbove(counts: readonly number[], bin: number): number {
  let above = 0;
  for (let i = Math.max(0, bin + 1); i < counts.length; i++) above += counts[i];
  return above;
}
