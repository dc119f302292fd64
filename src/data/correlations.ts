/** Linear correlation between columns of numbers. */
import type { NumberColumn } from '../table/column.ts';

/** Pearson's correlation of two columns over the rows where both are present. */
export interface Correlation {
  readonly a: string;
  readonly b: string;
  readonly value: number;
}

/** Columns that are compared, rows and cells that are read at most, and pairs that are told. */
const most = { columns: 40, rows: 500_000, cells: 100_000_000, pairs: 100 };
/** Rows that are always looked at. */
const leastRows = 10_000;

/**
 * The strongest pairs first (by magnitude, then by name order). Of many columns the first 40 are compared; of many rows,
 * evenly spaced ones (500,000 at most) stand for all. Pairs without variation have no correlation and are left out.
 */
export function correlations(columns: readonly NumberColumn[]): Correlation[] {
  const compared = columns.slice(0, most.columns);
  const pairs = (compared.length * (compared.length - 1)) / 2;
  if (pairs === 0) return [];
  const nRows = compared[0].values.length;
  const rows = Math.min(nRows, most.rows, Math.max(leastRows, Math.floor(most.cells / (2 * pairs))));
  const centred = compared.map((column) => centre(sample(column.values, rows)));
  const found: (Correlation & { readonly order: number })[] = [];
  for (let i = 0; i < compared.length; i++) {
    for (let j = i + 1; j < compared.length; j++) {
      const value = pearson(centred[i], centred[j]);
      if (!Number.isNaN(value)) found.push({ a: compared[i].name, b: compared[j].name, value, order: found.length });
    }
  }
  found.sort((x, y) => Math.abs(y.value) - Math.abs(x.value) || x.order - y.order);
  return found.slice(0, most.pairs).map(({ a, b, value }) => ({ a, b, value }));
}

function sample(values: Float64Array, rows: number): Float64Array {
  if (rows === values.length) return values;
  const step = values.length / rows;
  const sampled = new Float64Array(rows);
  for (let i = 0; i < rows; i++) sampled[i] = values[Math.floor(i * step)];
  return sampled;
}

/** Values minus a typical one, so that sums of squares lose no digits; infinities become missing. */
function centre(values: Float64Array): Float64Array {
  let total = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) continue;
    count++;
    total += values[i];
  }
  const middle = Number.isFinite(total) ? total / count : 0;
  const centred = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    centred[i] = Number.isFinite(values[i]) ? values[i] - middle : Number.NaN;
  }
  return centred;
}

function pearson(x: Float64Array, y: Float64Array): number {
  let [n, sx, sy, sxx, syy, sxy] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [a, b] = [x[i], y[i]];
    if (Number.isNaN(a + b)) continue;
    n++;
    sx += a;
    sy += b;
    sxx += a * a;
    syy += b * b;
    sxy += a * b;
  }
  const vx = n * sxx - sx * sx;
  const vy = n * syy - sy * sy;
  // Below the rounding of the sums there is no variation to correlate.
  if (n < 2 || vx <= n * sxx * 1e-14 || vy <= n * syy * 1e-14) return Number.NaN;
  return Math.max(-1, Math.min(1, (n * sxy - sx * sy) / (Math.sqrt(vx) * Math.sqrt(vy))));
}
