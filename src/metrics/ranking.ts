/** Rows ranked by their score for one class against the rest, and metrics that are a function of that ranking. */
import { CompensatedSum } from './compensated-sum.ts';
import { descendingOrder } from './descending-order.ts';
import type { Metric, Outcomes } from './metric.ts';

/** Rows from the highest score to the lowest. */
export interface Ranking {
  readonly order: Int32Array;
  /** By position: 1 where the row is of the class. */
  readonly positive: Uint8Array;
  /** By position: 1 at the last row of a run of equal scores. */
  readonly endsTie: Uint8Array;
}

/** The weights of one run of equal scores, and of all rows ranked above it. */
export type TieVisitor = (positive: number, negative: number, positiveAbove: number, negativeAbove: number) => void;

/** Ranks rows by `scores` for the class `code`; undefined when a score is NaN or there are no scores. */
export function rankingOf(scores: Float64Array | undefined, yTrue: Float64Array, code: number): Ranking | undefined {
  const order = scores && descendingOrder(scores);
  if (!scores || !order) return undefined;
  const n = order.length;
  const positive = new Uint8Array(n);
  const endsTie = new Uint8Array(n);
  for (let at = 0; at < n; at++) {
    positive[at] = yTrue[order[at]] === code ? 1 : 0;
    endsTie[at] = at + 1 === n || scores[order[at]] !== scores[order[at + 1]] ? 1 : 0;
  }
  return { order, positive, endsTie };
}

/** Weight of the rows of the class, and of the others. */
export function classWeights(
  ranking: Ranking,
  weights: Float64Array | undefined,
): [positive: number, negative: number] {
  const { order, positive } = ranking;
  let [own, ownLost, other, otherLost] = [0, 0, 0, 0];
  for (let at = 0; at < order.length; at++) {
    const weight = weights ? weights[order[at]] : 1;
    const ours = positive[at] * weight;
    const theirs = weight - ours;
    let next = own + ours;
    let kept = next - own;
    ownLost += own - (next - kept) + (ours - kept);
    own = next;
    next = other + theirs;
    kept = next - other;
    otherLost += other - (next - kept) + (theirs - kept);
    other = next;
  }
  return [own + ownLost, other + otherLost];
}

/** Visits the runs of equal scores from the highest on; a run may have no weight. */
export function visitTies(ranking: Ranking, weights: Float64Array | undefined, visit: TieVisitor): void {
  const { order, positive, endsTie } = ranking;
  // Compensated sums (Neumaier) in plain variables: resampling passes here some thousand times.
  let [above, aboveLost, aboveOther, aboveOtherLost] = [0, 0, 0, 0];
  let own = 0;
  let other = 0;
  for (let at = 0; at < order.length; at++) {
    const weight = weights ? weights[order[at]] : 1;
    // Without branches on classes and weights, which would be mispredicted half of the time.
    own += positive[at] * weight;
    other += (1 - positive[at]) * weight;
    if (endsTie[at] === 0) continue;
    visit(own, other, above + aboveLost, aboveOther + aboveOtherLost);
    let next = above + own;
    let kept = next - above;
    aboveLost += above - (next - kept) + (own - kept);
    above = next;
    next = aboveOther + other;
    kept = next - aboveOther;
    aboveOtherLost += aboveOther - (next - kept) + (other - kept);
    aboveOther = next;
    own = 0;
    other = 0;
  }
}

/**
 * Area under the ROC curve of the class against the rest, ties counted half: the probability that a row of the class scores
 * higher than another row. NaN when one side has no weight.
 */
export function rankedAuc(ranking: Ranking, weights: Float64Array | undefined): number {
  const [positives, negatives] = classWeights(ranking, weights);
  if (!(positives > 0 && negatives > 0)) return Number.NaN;
  const pairs = new CompensatedSum();
  visitTies(ranking, weights, (positive, negative, positiveAbove) => {
    pairs.add(negative * (positiveAbove + positive / 2));
  });
  return Math.min(1, pairs.value / (positives * negatives));
}

/** Defines a metric of a binary task by its value for the ranking of the positive class. */
export function defineRankingMetric(
  definition: Omit<Metric, 'compute' | 'reweighting' | 'influence' | 'needs' | 'tasks'> & {
    ofRanking(ranking: Ranking, weights: Float64Array | undefined): number;
    /** The influence of each row, by position. */
    influenceOf?(ranking: Ranking): Float64Array;
  },
): Metric {
  const { ofRanking, influenceOf, ...rest } = definition;
  const rank = ({ predictions, yTrue }: Outcomes) => rankingOf(predictions.probabilities?.[1], yTrue, 1);
  return {
    ...rest,
    tasks: ['binary'],
    needs: 'probabilities',
    compute(outcomes) {
      const ranking = rank(outcomes);
      return ranking ? ofRanking(ranking, outcomes.sampleWeight) : Number.NaN;
    },
    reweighting(outcomes) {
      const ranking = rank(outcomes);
      return (sampleWeight) => (ranking ? ofRanking(ranking, sampleWeight) : Number.NaN);
    },
    ...(influenceOf && {
      influence(outcomes: Outcomes) {
        const ranking = rank(outcomes);
        return ranking && byRow(ranking, influenceOf(ranking));
      },
    }),
  };
}

/** Figures by position as figures by row. */
function byRow({ order }: Ranking, ofPosition: Float64Array): Float64Array {
  const ofRow = new Float64Array(order.length);
  for (let at = 0; at < order.length; at++) ofRow[order[at]] = ofPosition[at];
  return ofRow;
}
