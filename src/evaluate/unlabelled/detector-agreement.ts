/** How far two detectors agree on the same rows: on their order, and on which of them are anomalies. */
import { mean } from '../../math/reduce.ts';
import type { Rng } from '../../math/rng.ts';
import { mcnemar } from '../../math/tests/mcnemar.ts';
import { wilsonInterval } from '../../math/tests/wilson.ts';
import '../distributions.ts';
import type { Score } from '../evaluation.ts';
import { sampledIntervals } from '../sampled-intervals.ts';
import type { Statistic } from '../statistic.ts';
import { unitsOf } from '../units.ts';
import type { ScoredRows } from './anomaly-figures.ts';
import type { DetectorAgreement } from './compared-unlabelled.ts';
import { rankCorrelation } from './rank-correlation.ts';

/** Without what was asked of the detectors and a picture of their scores. */
export type Agreed = Omit<DetectorAgreement, 'contamination' | 'scores'>;

/**
 * Compares. The overlap is Jaccard's (1912): given how many rows either flags, those that both flag are a binomial number, so that
 * Wilson's interval holds.
 *
 * @param first, second one row or more each, of the same rows in the same order.
 */
export function detectorAgreement(first: ScoredRows, second: ScoredRows, rng: Rng): Agreed {
  const { flags } = first;
  const n = flags.length;
  const count = (of: (row: number) => number) => flags.reduce((sum, _, row) => sum + of(row), 0);
  const both = count((row) => flags[row] * second.flags[row]);
  const onlyFirst = count((row) => flags[row]) - both;
  const onlySecond = count((row) => second.flags[row]) - both;
  const either = both + onlyFirst + onlySecond;
  const together = ((both + onlyFirst) * (both + onlySecond)) / n;
  return {
    rankCorrelation: correlationScore(first.scores, second.scores, rng),
    overlap:
      either === 0
        ? { value: null, ci: null }
        : { value: both / either, ci: wilsonInterval(both, either), method: 'wilson' },
    overlapByChance: either === 0 ? null : together / (2 * both + onlyFirst + onlySecond - together),
    both,
    onlyFirst,
    onlySecond,
    neither: n - either,
    pValue: mcnemar(flags, second.flags).pValue,
  };
}

/** Spearman's rank correlation; without an interval where the orders are the same or opposite, or one of the two has none. */
function correlationScore(a: Float64Array, b: Float64Array, rng: Rng): Score {
  const nRows = a.length;
  if (isConstant(a) || isConstant(b)) return { value: null, ci: null };
  const value = Math.max(-1, Math.min(1, rankCorrelation(a, b)));
  const [ours, theirs] = [weightedRanks(a), weightedRanks(b)];
  const statistic: Statistic = {
    value,
    bounds: [-1, 1],
    resampling: 'bca',
    reweighted: (weights) => weightedCorrelation(ours(weights), theirs(weights), weights),
    onRows: (rows) => rankCorrelation(pick(a, rows), pick(b, rows)),
  };
  const [sampled] = sampledIntervals([statistic], { units: unitsOf(nRows, undefined), rng });
  const isPoint = sampled === null || !(sampled.ci[1] - sampled.ci[0] > 1e-12);
  return isPoint ? { value, ci: null } : { value, ci: sampled.ci, method: sampled.method };
}

/** Mid-ranks of a sample in which each row counts as often as its weight says. Sorts once. */
function weightedRanks(values: Float64Array): (weights: Float64Array) => Float64Array {
  const order = Int32Array.from({ length: values.length }, (_, i) => i).sort((x, y) => values[x] - values[y] || x - y);
  const ranks = new Float64Array(values.length);
  return (weights) => {
    let below = 0;
    for (let from = 0; from < order.length; ) {
      let to = from;
      let equal = 0;
      for (; to < order.length && values[order[to]] === values[order[from]]; to++) equal += weights[order[to]];
      for (let i = from; i < to; i++) ranks[order[i]] = below + (1 + equal) / 2;
      below += equal;
      from = to;
    }
    return ranks;
  };
}

function weightedCorrelation(a: Float64Array, b: Float64Array, weights: Float64Array): number {
  let total = 0;
  let [sumA, sumB] = [0, 0];
  for (let row = 0; row < weights.length; row++) {
    total += weights[row];
    sumA += weights[row] * a[row];
    sumB += weights[row] * b[row];
  }
  const [middleA, middleB] = [sumA / total, sumB / total];
  let [together, ofA, ofB] = [0, 0, 0];
  for (let row = 0; row < weights.length; row++) {
    const [x, y] = [a[row] - middleA, b[row] - middleB];
    together += weights[row] * x * y;
    ofA += weights[row] * x * x;
    ofB += weights[row] * y * y;
  }
  return ofA > 0 && ofB > 0 ? together / Math.sqrt(ofA * ofB) : Number.NaN;
}

function pick(values: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row]);
}

function isConstant(values: Float64Array): boolean {
  return values.every((value) => value === values[0]);
}

/** Share of the rows that is flagged, with Wilson's interval. */
export function flaggedShare({ flags }: ScoredRows): Score {
  const share = mean(flags);
  return { value: share, ci: wilsonInterval(Math.round(share * flags.length), flags.length), method: 'wilson' };
}
