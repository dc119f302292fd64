/** A column's distribution in eight letters, drawn from its quantiles. */

const blocks = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const bins = 8;

/** Shares of the rows below each known quantile. */
const levels = [
  ['p01', 0.01],
  ['p05', 0.05],
  ['p25', 0.25],
  ['p50', 0.5],
  ['p75', 0.75],
  ['p95', 0.95],
  ['p99', 0.99],
] as const;

/**
 * Bars for eight equal parts from the 1st to the 99th percentile; rows between two quantiles count as spread evenly.
 * Empty for what is no number or has one value.
 */
export function shape(quantiles: Readonly<Record<string, unknown>> | null): string {
  const points = levels.flatMap(([name, share]) => {
    const at = quantiles?.[name];
    return typeof at === 'number' ? [{ at, share }] : [];
  });
  if (points.length < levels.length) return '';
  const low = points[0].at;
  const size = (points[points.length - 1].at - low) / bins;
  if (!(size > 0)) return '';
  const shares = Array.from({ length: bins }, () => 0);
  for (let i = 1; i < points.length; i++) {
    spread(shares, (points[i - 1].at - low) / size, (points[i].at - low) / size, points[i].share - points[i - 1].share);
  }
  const most = Math.max(...shares);
  return shares.map((share) => blocks[Math.round((share / most) * (blocks.length - 1))]).join('');
}

/** Adds a share that lies evenly between two places, counted in bins. */
function spread(shares: number[], from: number, to: number, share: number): void {
  for (let bin = 0; bin < bins; bin++) {
    const part = to > from ? (Math.min(to, bin + 1) - Math.max(from, bin)) / (to - from) : binOf(from) === bin ? 1 : 0;
    if (part > 0) shares[bin] += share * part;
  }
}

function binOf(place: number): number {
  return Math.min(bins - 1, Math.floor(place));
}
