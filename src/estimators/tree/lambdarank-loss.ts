/** LambdaRank with NDCG (Burges 2010), as LightGBM calculates it: pairs of rows of a query pull each other to their places. */
import { log1p } from '../../math/log.ts';
import { mean } from '../../math/reduce.ts';
import { sigmoid } from '../../math/sigmoid.ts';
import type { Objective, WeightedTarget } from './objective.ts';
import { discountAt, discountedGain, gainOf, mostGain, queryRows, ranked } from './query-rows.ts';

/** Constants of the loss. */
export interface RankingRules {
  /** Only pairs with a row on one of so many first places count; also the depth of the NDCG that `loss` takes. */
  readonly depth: number;
  /** Weighs queries alike and pairs by the distance of their scores. */
  readonly norm: boolean;
}

/**
 * `loss` is 1 - the mean NDCG of the queries; a query without relevant rows counts as perfect.
 *
 * @param target.y Relevances, whole numbers 0 .. 31; `groups` are there.
 * @param work Room for 2 * nRows derivatives that all threads of a fit share.
 */
export function lambdarankLoss(target: WeightedTarget, { depth, norm }: RankingRules, work: Float64Array): Objective {
  const { y, weights } = target;
  const nRows = y.length;
  const [gradients, hessians] = [work.subarray(0, nRows), work.subarray(nRows)];
  const { starts, rows } = queryRows(target.groups!);
  const gains = y.map(gainOf);
  const discounts = Float64Array.from({ length: longest(starts) }, (_, place) => discountAt(place));
  const best = Float64Array.from({ length: starts.length - 1 }, (_, query) =>
    mostGain(rows.subarray(starts[query], starts[query + 1]), y, depth),
  );

  /** Derivatives of all rows of a query. */
  function pull(ofQuery: Int32Array, most: number, scores: Float64Array): void {
    for (const row of ofQuery) gradients[row] = hessians[row] = 0;
    const order = ranked(ofQuery, scores);
    const n = order.length;
    const spread = scores[order[0]] !== scores[order[n - 1]];
    let total = 0;
    for (let i = 0; i < Math.min(depth, n - 1); i++) {
      for (let j = i + 1; j < n; j++) {
        if (y[order[i]] === y[order[j]]) continue;
        const [high, low] = y[order[i]] > y[order[j]] ? [order[i], order[j]] : [order[j], order[i]];
        const distance = scores[high] - scores[low];
        let worth = ((gains[high] - gains[low]) * (discounts[i] - discounts[j])) / most;
        if (norm && spread) worth /= 0.01 + Math.abs(distance);
        const wrong = sigmoid(-distance);
        const force = wrong * worth;
        const stiffness = wrong * (1 - wrong) * worth;
        gradients[low] += force;
        gradients[high] -= force;
        hessians[low] += stiffness;
        hessians[high] += stiffness;
        total += 2 * force;
      }
    }
    const factor = norm && total > 0 ? log1p(total) / Math.LN2 / total : 1;
    for (const row of ofQuery) {
      gradients[row] *= factor * weights[row];
      hessians[row] *= factor * weights[row];
    }
  }

  return {
    initialScores: Float64Array.of(0),
    unit: 1,
    equalHessians: false,
    learns: () => true,
    begin(scores, from, to) {
      for (let query = 0; query < best.length; query++) {
        const first = rows[starts[query]];
        if (first >= from && first < to) pull(rows.subarray(starts[query], starts[query + 1]), best[query], scores);
      }
    },
    derivatives(_, __, from, to, gradient, hessian) {
      gradient.set(gradients.subarray(from, to), from);
      hessian.set(hessians.subarray(from, to), from);
    },
    loss: (scores, of) => 1 - meanGain(scores, of, depth),
  };
}

function longest(starts: Int32Array): number {
  let most = 0;
  for (let query = 1; query < starts.length; query++) most = Math.max(most, starts[query] - starts[query - 1]);
  return most;
}

/** Mean of the queries' gains as shares of the most that is possible. */
function meanGain(scores: Float64Array, { y, groups }: WeightedTarget, depth: number): number {
  const { starts, rows } = queryRows(groups!);
  const shares = Float64Array.from({ length: starts.length - 1 }, (_, query) => {
    const ofQuery = rows.subarray(starts[query], starts[query + 1]);
    const most = mostGain(ofQuery, y, depth);
    return most > 0 ? discountedGain(ranked(ofQuery, scores), y, depth) / most : 1;
  });
  return mean(shares);
}
