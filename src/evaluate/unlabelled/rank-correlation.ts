/** Whether two rankings agree. */
import { mean } from '../../math/reduce.ts';

/**
 * Spearman's rank correlation (1904), equals with their mean rank, from -1 to 1; 0 where one of the two has no order at all.
 */
export function rankCorrelation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [first, second] = [ranksOf(a), ranksOf(b)];
  const middle = mean(first);
  let together = 0;
  let ofFirst = 0;
  let ofSecond = 0;
  for (let i = 0; i < first.length; i++) {
    const [x, y] = [first[i] - middle, second[i] - middle];
    together += x * y;
    ofFirst += x * x;
    ofSecond += y * y;
  }
  return ofFirst > 0 && ofSecond > 0 ? together / Math.sqrt(ofFirst * ofSecond) : 0;
}

/** Ranks from 1 on, of equals the mean. */
export function ranksOf(values: ArrayLike<number>): Float64Array {
  const order = Int32Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[a] - values[b] || a - b);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]] === values[order[from]]) to++;
    for (let i = from; i < to; i++) ranks[order[i]] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}
