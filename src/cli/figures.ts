/** Numbers as people read them in a terminal. */

interface Estimate {
  readonly value: number | null;
  readonly ci: readonly [number, number] | null;
}

/** Four significant digits; whole numbers in full. What is not defined is a dash. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '-';
  if (Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  if (size === Number.POSITIVE_INFINITY) return value > 0 ? 'infinite' : '-infinite';
  if (size >= 1e9 || size < 1e-4) return value.toExponential(3);
  return size >= 999.95 ? value.toFixed(1) : value.toPrecision(4);
}

/** `0.7421 [0.7350, 0.7492]`. */
export function estimate({ value, ci }: Estimate): string {
  return ci ? `${figure(value)} [${figure(ci[0])}, ${figure(ci[1])}]` : figure(value);
}

/** `1.2 s`, `3 min 5 s`, `1 h 2 min`. */
export function duration(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A probability of chance: `p < 0.0001`. */
export function chance(pValue: number): string {
  return pValue < 1e-4 ? 'p < 0.0001' : `p = ${pValue.toPrecision(2)}`;
}

/** `12 us`, `1.3 ms`. */
export function microseconds(us: number): string {
  return us < 999.5 ? `${us < 9.95 ? us.toFixed(1) : Math.round(us)} us` : `${(us / 1000).toFixed(1)} ms`;
}

/** `42 %`. */
export function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

/** The first characters of a hash, enough to tell hashes apart by eye. */
export function shortHash(hash: string): string {
  return hash.slice(0, 12);
}
