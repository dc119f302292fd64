/** Normalised discounted cumulative gain. */
import { log } from '../../math/log.ts';
import { checkDepth, type ListScore } from './lists.ts';

/**
 * Gain of the first k places, each divided by log2(place + 1), as a share of the best possible (Jarvelin, Kekalainen 2002). The gain
 * is the relevance itself, and rows of equal score share the mean of their places' discounts (McSherry, Najork 2008): scikit-learn's
 * `ndcg_score`. NaN when nothing in the list is relevant.
 *
 * @param k places that count; default all. @throws PARAM_INVALID
 */
export function ndcg(k = Number.MAX_SAFE_INTEGER): ListScore {
  checkDepth(k);
  return ({ relevance, places }) => {
    const n = relevance.length;
    const discount = Float64Array.from({ length: n }, (_, at) => (at < k ? Math.LN2 / log(at + 2) : 0));
    let [gained, start] = [0, 0];
    while (start < n) {
      const end = places[start];
      let [gain, weight] = [0, 0];
      for (let at = start; at < end; at++) {
        gain += relevance[at];
        weight += discount[at];
      }
      gained += (gain * weight) / (end - start);
      start = end;
    }
    const best = relevance.slice().sort((a, b) => b - a);
    const most = best.reduce((sum, gain, at) => sum + gain * discount[at], 0);
    return most > 0 ? Math.min(1, gained / most) : Number.NaN;
  };
}
