/** Numbers as pages print them: the same text on every machine and in every locale. */

/** A count with group marks: `1,234,567`. */
export function formatCount(value: number): string {
  return formatFixed(value, 0);
}

/**
 * A measured number with about `significant` digits, never in exponent form between 1e-4 and 1e15: `0.713`, `48,210`, `0.000420`.
 * A missing or undefined one is an en dash.
 */
export function formatNumber(value: number | null | undefined, significant = 3): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e15)) return withMinus(value.toExponential(Math.max(0, significant - 1)));
  return formatFixed(value, Math.max(0, significant - integerDigits(size)));
}

/** A value of a column: whole numbers as they are, others with four significant digits; a missing one is an en dash. */
export function formatValue(value: number | null | undefined): string {
  return Number.isSafeInteger(value) ? formatFixed(value!, 0) : formatNumber(value, 4);
}

/** A finite number with a fixed count of decimals and group marks; never a minus before a zero. */
export function formatFixed(value: number, decimals: number): string {
  if (Math.abs(value) >= 1e15) return withMinus(value.toExponential(2));
  const [whole, fraction] = Math.abs(value).toFixed(decimals).split('.');
  const isZero = !/[1-9]/.test(whole + (fraction ?? ''));
  const text = fraction === undefined ? grouped(whole) : `${grouped(whole)}.${fraction}`;
  return value < 0 && !isZero ? `−${text}` : text;
}

/** A share between 0 and 1 as per cent: `4.1 %`. What is present but rounds to nothing prints `< 0.1 %`. */
export function formatPercent(share: number): string {
  if (share > 0 && share < 0.001) return '< 0.1 %';
  if (share < 1 && share > 0.999) return '> 99.9 %';
  return `${formatFixed(share * 100, share === 0 || share === 1 ? 0 : 1)} %`;
}

/** A p-value: `0.032`, `< 0.001`. */
export function formatPValue(value: number | null): string {
  if (value === null) return '–';
  return value < 0.001 ? '< 0.001' : formatFixed(value, 3);
}

/** A duration: `840 ms`, `12.4 s`, `3 min 20 s`. */
export function formatDuration(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${formatFixed(ms / 1000, 1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${formatCount(Math.floor(seconds / 60))} min ${seconds % 60} s`;
}

/** The size of a file: `900 B`, `35 kB`, `1.2 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  return bytes < 999_500 ? `${Math.round(bytes / 1000)} kB` : `${formatFixed(bytes / 1e6, 1)} MB`;
}

/**
 * How many decimals a value needs so that its interval is worth reading: two significant digits of the interval's width,
 * at least `least` and at most 6. Value and bounds are then printed alike.
 */
export function decimalsFor(ci: readonly [number, number] | null, least: number): number {
  const width = ci === null ? 0 : ci[1] - ci[0];
  if (!(width > 0)) return least;
  let decimals = 0;
  for (let scaled = width; scaled < 10 && decimals < 6; scaled *= 10) decimals += 1;
  return Math.min(6, Math.max(least, decimals));
}

function integerDigits(size: number): number {
  if (size === 0) return 1;
  let digits = 1;
  for (let rest = size; rest >= 10; rest /= 10) digits += 1;
  for (let rest = size; rest < 1; rest *= 10) digits -= 1;
  return digits;
}

function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ',');
}

function withMinus(text: string): string {
  return text.replaceAll('-', '−');
}
