/** Weights of classes under which the most weighted probability is the best answer by a metric. */
import { sortedCopy } from '../../math/quantile.ts';
import type { Metric } from '../../metrics/metric.ts';
import type { DecisionMetric } from './tune-threshold.ts';

/** Weights that are tried for a class in one pass. */
const tries = 40;
const passes = 3;
/** More rows times classes than this are thinned. */
const mostCells = 100_000;

export interface TunedWeights {
  /** One per class; the first present ones are 1 until another is better. */
  readonly weights: Float64Array;
  readonly score: number;
}

/**
 * Coordinate ascent: class by class, the weight among those that change some decisions which scores best with the others held
 * fixed, until a pass changes nothing. From weights of 1, which are kept where nothing is better.
 *
 * Of very many rows evenly spaced ones are looked at.
 *
 * @param yTrue class codes; @param probabilities one array of nRows per class.
 */
export function tuneWeights(
  metric: DecisionMetric,
  yTrue: ArrayLike<number>,
  probabilities: readonly Float64Array[],
  rowWeights?: Float64Array,
): TunedWeights {
  const rows = someRows(yTrue.length, probabilities.length);
  const weights = new Float64Array(probabilities.length).fill(1);
  let score = Number.NaN;
  for (let pass = 0; pass < passes; pass++) {
    let changed = false;
    for (let code = 0; code < weights.length; code++) {
      const best = bestWeight(metric, { yTrue, probabilities, rowWeights, rows, weights, code });
      changed ||= best.weight !== weights[code];
      weights[code] = best.weight;
      score = best.score;
    }
    if (!changed) break;
  }
  return { weights, score };
}

interface Place {
  readonly yTrue: ArrayLike<number>;
  readonly probabilities: readonly Float64Array[];
  readonly rowWeights: Float64Array | undefined;
  readonly rows: Int32Array;
  readonly weights: Float64Array;
  readonly code: number;
}

/**
 * Sweeps the weight of one class from above. A row becomes that class at its critical weight: the best other weighted probability
 * over its own.
 */
function bestWeight(metric: DecisionMetric, place: Place): { weight: number; score: number } {
  const { yTrue, probabilities, rowWeights, rows, weights, code } = place;
  const n = probabilities.length;
  const rival = new Int32Array(rows.length);
  const critical = new Float64Array(rows.length);
  const cells = new Float64Array(n * n);
  for (const [i, row] of rows.entries()) {
    let best = code === 0 ? 1 : 0;
    for (let other = best + 1; other < n; other++) {
      if (other === code) continue;
      if (probabilities[other][row] * weights[other] > probabilities[best][row] * weights[best]) best = other;
    }
    rival[i] = best;
    critical[i] = (probabilities[best][row] * weights[best]) / probabilities[code][row];
    cells[yTrue[row] * n + best] += rowWeights?.[row] ?? 1;
  }
  const finite = sortedCopy(critical.filter((weight) => weight > 0 && weight < Number.POSITIVE_INFINITY));
  const order = Int32Array.from(critical, (_, i) => i).sort((a, b) => compare(critical[a], critical[b]) || a - b);
  const now = weights[code];
  const tried = candidates(finite, now);
  let at = 0;
  let best = { weight: now, score: Number.NaN };
  const found: { weight: number; score: number }[] = [];
  for (const weight of tried) {
    // Of equals the lower code is answered.
    for (; at < order.length; at++) {
      const i = order[at];
      const wins = critical[i] < weight || (critical[i] === weight && code < rival[i]);
      if (!wins) break;
      const row = rows[i];
      const rowWeight = rowWeights?.[row] ?? 1;
      cells[yTrue[row] * n + rival[i]] -= rowWeight;
      cells[yTrue[row] * n + code] += rowWeight;
    }
    const score = metric.ofConfusion({ nClasses: n, cells });
    found.push({ weight, score });
    if (weight === now) best = { weight, score };
  }
  for (const one of found) if (isBetter(one.score, best.score, metric)) best = one;
  return best;
}

/** Ascending weights between critical ones, evenly among the rows, with the present one; never far from it. */
function candidates(critical: Float64Array, now: number): number[] {
  const found = new Set([now]);
  for (let i = 1; i < tries && critical.length > 1; i++) {
    const place = Math.floor((i * (critical.length - 1)) / tries);
    const weight = Math.sqrt(critical[place] * critical[place + 1]);
    if (weight >= now / 1e3 && weight <= now * 1e3) found.add(weight);
  }
  return [...found].sort((a, b) => a - b);
}

function isBetter(score: number, than: number, { direction }: Pick<Metric, 'direction'>): boolean {
  if (Number.isNaN(than)) return !Number.isNaN(score);
  return direction === 'maximize' ? score > than : score < than;
}

/** NaN, where a row gives neither class a chance, comes last. */
function compare(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1;
  return Number.isNaN(b) || a < b ? -1 : a > b ? 1 : 0;
}

/** All rows, or as many evenly spaced ones as can be swept in short time. */
function someRows(nRows: number, nClasses: number): Int32Array {
  const kept = Math.min(nRows, Math.max(1000, Math.floor(mostCells / nClasses)));
  return Int32Array.from({ length: kept }, (_, i) => Math.floor((i * nRows) / kept));
}
