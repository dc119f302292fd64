/** Numbers as people read them in a terminal. */

interface Estimate {
  readonly value: number | null;
  readonly ci: readonly [number, number] | null;
}

/** Four significant digits; whole numbers in full. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined) return '-';
  if (Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  if (size >= 1e9 || size < 1e-4) return value.toExponential(3);
  return size >= 1000 ? value.toFixed(1) : value.toPrecision(4);
}

/** `0.7421 [0.7350, 0.7492]`. */
export function estimate({ value, ci }: Estimate): string {
  return ci ? `${figure(value)} [${figure(ci[0])}, ${figure(ci[1])}]` : figure(value);
}

/** `1.2 s`, `3 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** A probability of chance: `p < 0.0001`. */
export function chance(pValue: number): string {
  return pValue < 1e-4 ? 'p < 0.0001' : `p = ${pValue.toPrecision(2)}`;
}

/** The first characters of a hash, enough to tell hashes apart by eye. */
export function shortHash(hash: string): string {
  return hash.slice(0, 12);
}
