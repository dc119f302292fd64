/** How unlike the rows before it a row with a class would be: the scores behind sets of classes. */

/** lac: least ambiguous classifier; aps, raps: (regularised) adaptive prediction sets. */
export const setMethods = ['lac', 'aps', 'raps'] as const;
export type SetMethod = (typeof setMethods)[number];

/** raps: each class ranked after the first `freeRanks` adds `penalty` to its score. */
export type RankPenalty = { readonly penalty: number; readonly freeRanks: number };

/**
 * The score of each class on a row, higher = less likely.
 *
 * - `lac`: 1 - probability: the smallest sets on average (Sadinle, Lei, Wasserman 2019).
 * - `aps`: the probability of all likelier classes and a share of its own: sets grow where the model is less sure (Romano, Sesia,
 *   Candes 2020).
 * - `raps`: `aps` with a penalty on ranks, against long tails of unlikely classes (Angelopoulos et al. 2021).
 *
 * @param share of the class's own probability: 1, which needs no random number, or uniform in [0, 1], which breaks ties.
 * @param scores receives one score per class.
 */
export function classScores(
  method: SetMethod,
  probabilities: readonly Float64Array[],
  row: number,
  share: number,
  { penalty, freeRanks }: RankPenalty,
  scores: Float64Array,
): void {
  if (method === 'lac') {
    for (let code = 0; code < scores.length; code++) scores[code] = 1 - probabilities[code][row];
    return;
  }
  const order = probabilities.map((_, code) => code);
  order.sort((a, b) => probabilities[b][row] - probabilities[a][row] || a - b);
  let likelier = 0;
  for (const [rank, code] of order.entries()) {
    const p = probabilities[code][row];
    const extra = method === 'raps' ? penalty * Math.max(0, rank + 1 - freeRanks) : 0;
    scores[code] = likelier + share * p + extra;
    likelier += p;
  }
}
