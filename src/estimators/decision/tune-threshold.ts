/** The threshold of a binary decision under which a metric is best on given rows, and the whole curve. */
import type { Confusion } from '../../metrics/confusion-matrix.ts';
import type { Metric } from '../../metrics/metric.ts';

/** A metric that reads the confusion matrix alone. */
export type DecisionMetric = Metric & Required<Pick<Metric, 'ofConfusion'>>;

/** A threshold that parts two neighbouring scores, or lies outside all. */
export interface ThresholdPoint {
  readonly threshold: number;
  readonly score: number;
  /** Weight of the rows above the threshold. */
  readonly positives: number;
}

export interface TunedThreshold {
  /** Between 0 and 1. */
  readonly threshold: number;
  readonly score: number;
  /** From the highest threshold to the lowest, one point for each different division of the rows. */
  readonly curve: readonly ThresholdPoint[];
}

/**
 * Looks at every threshold that divides the rows differently. Of equally good ones that nearest to `start` is taken, and `start`
 * itself where none is better. The score of the best is better than the same threshold will have on other rows.
 *
 * @param yTrue codes 0 and 1; @param scores probabilities of class 1; @param start the threshold that is kept on a draw, in (0, 1).
 */
export function tuneThreshold(
  metric: DecisionMetric,
  yTrue: ArrayLike<number>,
  scores: Float64Array,
  start: number,
  weights?: Float64Array,
): TunedThreshold {
  const order = Int32Array.from(scores, (_, row) => row).sort((a, b) => scores[b] - scores[a] || a - b);
  const cells = new Float64Array(4);
  for (let row = 0; row < scores.length; row++) cells[2 * yTrue[row]] += weights?.[row] ?? 1;
  const scoreNow = () => metric.ofConfusion({ nClasses: 2, cells });
  const isBetter = (score: number, than: number) => (metric.direction === 'maximize' ? score > than : score < than);
  const curve: ThresholdPoint[] = [];
  let positives = 0;
  const add = (above: number, below: number) => {
    const threshold = between(above, below);
    if (threshold > 0 && threshold < 1) curve.push({ threshold, score: scoreNow(), positives });
  };
  add(1, scores[order[0]]);
  for (let at = 0; at < order.length; ) {
    const score = scores[order[at]];
    for (; at < order.length && scores[order[at]] === score; at++) {
      const row = order[at];
      const weight = weights?.[row] ?? 1;
      cells[2 * yTrue[row]] -= weight;
      cells[2 * yTrue[row] + 1] += weight;
      positives += weight;
    }
    add(score, at < order.length ? scores[order[at]] : 0);
  }
  let best = { threshold: start, score: scoreAt(metric, yTrue, scores, start, weights) };
  for (const point of curve) {
    const nearer = Math.abs(point.threshold - start) < Math.abs(best.threshold - start);
    const better = Number.isNaN(best.score) ? !Number.isNaN(point.score) : isBetter(point.score, best.score);
    if (better || (point.score === best.score && nearer)) best = point;
  }
  return { threshold: best.threshold, score: best.score, curve };
}

/** The metric of the decisions by a threshold. */
export function scoreAt(
  metric: DecisionMetric,
  yTrue: ArrayLike<number>,
  scores: Float64Array,
  threshold: number,
  weights?: Float64Array,
): number {
  return metric.ofConfusion(confusionAt(yTrue, scores, threshold, weights));
}

/** Which class was taken for which under a threshold. */
export function confusionAt(
  yTrue: ArrayLike<number>,
  scores: Float64Array,
  threshold: number,
  weights?: Float64Array,
): Confusion {
  const cells = new Float64Array(4);
  for (let row = 0; row < scores.length; row++) {
    cells[2 * yTrue[row] + (scores[row] > threshold ? 1 : 0)] += weights?.[row] ?? 1;
  }
  return { nClasses: 2, cells };
}

/** Half way, but never as high as the upper one, whose rows are to be above it. */
function between(above: number, below: number): number {
  const middle = below + (above - below) / 2;
  return middle < above ? middle : below;
}
