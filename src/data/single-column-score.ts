/**
 * How well one column alone foretells a target: a table of means per bin, learned on one half of the rows and judged on the other.
 * Learning and judging on different rows keeps a column of many categories from looking better than it is.
 */

import { variance } from '../math/reduce.ts';
import type { Target } from '../table/task.ts';
import type { ColumnBins } from './column-bins.ts';
import { goldenFraction } from './row-sample.ts';

/** Weight, in rows, of the mean of all in a bin's mean: an empty bin says nothing, a small one hardly less than it knows. */
const prior = 0.1;

/** Area under the ROC curve of a binary target, and share of rows whose class is foretold; both on rows not learned from. */
export interface ClassScore {
  /** Undefined for more than two classes. */
  readonly auc?: number;
  readonly accuracy: number;
}

/** Scores a classification target; `rows` are those of `bins`. */
export function classScore({ bins, count }: ColumnBins, { classes, values }: Target, rows: Int32Array): ClassScore {
  const nClasses = classes.length;
  let right = 0;
  const auc: number[] = [];
  for (const half of [0, 1]) {
    const learned = new Float64Array(count * nClasses);
    const judged = new Float64Array(count * nClasses);
    // Every other row of each class, for classes may alternate.
    const met = new Int32Array(nClasses);
    for (let i = 0; i < rows.length; i++) {
      const code = values[rows[i]];
      const cell = bins[i] * nClasses + code;
      if (met[code]++ % 2 === half) judged[cell]++;
      else learned[cell]++;
    }
    const share = classShares(learned, nClasses);
    for (let bin = 0; bin < count; bin++) {
      let best = 0;
      for (let code = 1; code < nClasses; code++) {
        const gain = learned[bin * nClasses + code] - learned[bin * nClasses + best];
        if (gain > 0 || (gain === 0 && share[code] > share[best])) best = code;
      }
      right += judged[bin * nClasses + best];
    }
    if (nClasses === 2) auc.push(areaUnderCurve(learned, judged, share[1]));
  }
  return { auc: nClasses === 2 ? (auc[0] + auc[1]) / 2 : undefined, accuracy: right / rows.length };
}

function classShares(counts: Float64Array, nClasses: number): Float64Array {
  const share = new Float64Array(nClasses);
  let total = 0;
  for (let cell = 0; cell < counts.length; cell++) {
    share[cell % nClasses] += counts[cell];
    total += counts[cell];
  }
  return share.map((one) => one / Math.max(1, total));
}

/** Bins in order of their learned share of class 1; rows of one share tie. NaN when the judged rows have one class. */
function areaUnderCurve(learned: Float64Array, judged: Float64Array, mean: number): number {
  const ranked: { share: number; negative: number; positive: number }[] = [];
  for (let cell = 0; cell < judged.length; cell += 2) {
    if (judged[cell] + judged[cell + 1] === 0) continue;
    const share = (learned[cell + 1] + prior * mean) / (learned[cell] + learned[cell + 1] + prior);
    ranked.push({ share, negative: judged[cell], positive: judged[cell + 1] });
  }
  ranked.sort((a, b) => a.share - b.share);
  let below = 0;
  let pairs = 0;
  let positives = 0;
  for (let i = 0; i < ranked.length; ) {
    let negative = 0;
    let positive = 0;
    const { share } = ranked[i];
    for (; i < ranked.length && ranked[i].share === share; i++) {
      negative += ranked[i].negative;
      positive += ranked[i].positive;
    }
    pairs += positive * (below + negative / 2);
    below += negative;
    positives += positive;
  }
  return pairs / (below * positives);
}

/** One half or the other, evenly and in step with no period. */
function halfOf(i: number): 0 | 1 {
  return (i * goldenFraction) % 1 < 0.5 ? 0 : 1;
}

/**
 * Share of the variance of `y` that the bins explain on elements not learned from (R2; may be negative).
 *
 * @param y one number per element of the bins.
 */
export function numberScore({ bins, count }: ColumnBins, y: Float64Array): number {
  const total = variance(y, 0) * y.length;
  let error = 0;
  for (const half of [0, 1]) {
    const sums = new Float64Array(count);
    const counts = new Float64Array(count);
    let all = 0;
    let learned = 0;
    for (let i = 0; i < y.length; i++) {
      if (halfOf(i) === half) continue;
      sums[bins[i]] += y[i];
      counts[bins[i]]++;
      all += y[i];
      learned++;
    }
    for (let i = 0; i < y.length; i++) {
      if (halfOf(i) !== half) continue;
      const guess = (sums[bins[i]] + (prior * all) / learned) / (counts[bins[i]] + prior);
      error += (y[i] - guess) * (y[i] - guess);
    }
  }
  return 1 - error / total;
}

/** Squared correlation over the elements where `x` is finite (Welford's updates); NaN when there is none or nothing varies. */
export function squaredCorrelation(x: Float64Array, y: Float64Array): number {
  let n = 0;
  let meanX = 0;
  let meanY = 0;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(x[i])) continue;
    n++;
    const dx = x[i] - meanX;
    const dy = y[i] - meanY;
    meanX += dx / n;
    meanY += dy / n;
    xx += dx * (x[i] - meanX);
    yy += dy * (y[i] - meanY);
    xy += dx * (y[i] - meanY);
  }
  return (xy * xy) / (xx * yy);
}
