/** How much each row moves a metric that is a function of a ranking. */
import { classWeights, type Ranking, rankedAuc } from './ranking.ts';

/** The first position after each run of equal scores, run by run. */
export function tieEnds({ endsTie }: Ranking): number[] {
  const ends: number[] = [];
  for (let at = 0; at < endsTie.length; at++) if (endsTie[at] === 1) ends.push(at + 1);
  return ends;
}

/**
 * By position: what the area under the ROC curve gains from a row, which is the row's placement among the other class less the
 * area, by the share of its class (DeLong, DeLong, Clarke-Pearson 1988). NaN when one class is absent.
 */
export function aucInfluence(ranking: Ranking): Float64Array {
  const n = ranking.order.length;
  const [positives, negatives] = classWeights(ranking, undefined);
  const area = rankedAuc(ranking, undefined);
  const influence = new Float64Array(n);
  let [start, positiveAbove] = [0, 0];
  for (const end of tieEnds(ranking)) {
    let own = 0;
    for (let at = start; at < end; at++) own += ranking.positive[at];
    const negativeBelow = negatives - (start - positiveAbove) - (end - start - own);
    const ofPositive = (negativeBelow + (end - start - own) / 2) / negatives;
    const ofNegative = (positiveAbove + own / 2) / positives;
    for (let at = start; at < end; at++) {
      influence[at] = ranking.positive[at]
        ? (n / positives) * (ofPositive - area)
        : (n / negatives) * (ofNegative - area);
    }
    positiveAbove += own;
    start = end;
  }
  return influence;
}

/**
 * By position: what average precision gains from a row. A positive row adds its precision and, like the precision of all
 * positive rows below it, gains; a negative row takes from all below it.
 */
export function averagePrecisionInfluence(ranking: Ranking, value: number): Float64Array {
  const n = ranking.order.length;
  const [positives] = classWeights(ranking, undefined);
  const influence = new Float64Array(n);
  const ends = tieEnds(ranking);
  const foundUpTo = new Float64Array(n + 1);
  for (let at = 0; at < n; at++) foundUpTo[at + 1] = foundUpTo[at] + ranking.positive[at];
  let [gain, loss] = [0, 0];
  for (let tie = ends.length - 1; tie >= 0; tie--) {
    const [start, end] = [tie > 0 ? ends[tie - 1] : 0, ends[tie]];
    const found = foundUpTo[end];
    const own = found - foundUpTo[start];
    // Precision found / end moves by (end - found) / end^2 with a positive and by -found / end^2 with a negative row.
    gain += (own * (end - found)) / (end * end);
    loss += (own * found) / (end * end);
    for (let at = start; at < end; at++) {
      influence[at] = (n / positives) * (ranking.positive[at] ? found / end + gain - value : -loss);
    }
  }
  return influence;
}
