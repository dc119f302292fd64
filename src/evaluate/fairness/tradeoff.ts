/** What thresholds on the scores of one group can reach: a concave curve of two rates. */

/** Classes (0 or 1) and probabilities of class 1 of one group's rows. */
export interface Scored {
  readonly yTrue: Float64Array;
  readonly scores: Float64Array;
}

/** Above the first threshold with the given chance, else above the second. */
export interface Mix {
  readonly thresholds: readonly [first: number, second: number];
  /** Of the first threshold, in [0, 1]. */
  readonly chance: number;
}

/** One threshold and what it does to the group. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly threshold: number;
}

export interface Counts {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly positives: number;
  readonly negatives: number;
}

/**
 * The upper concave hull of the points of all thresholds, by rising x (monotone chain of Andrew 1979). x runs from 0 to 1: the
 * first point is that of no row being positive, the last of all.
 *
 * @param x a rate that grows with the number of positives; @param y what is to be high.
 */
export function tradeoffCurve(group: Scored, x: (counts: Counts) => number, y: (counts: Counts) => number): Point[] {
  const hull: Point[] = [];
  for (const { threshold, counts } of cuts(group)) {
    const point = { x: x(counts), y: y(counts), threshold };
    const last = hull.at(-1);
    if (last && last.x === point.x && last.y >= point.y) continue;
    while (hull.length > 0 && isBelow(hull, point)) hull.pop();
    hull.push(point);
  }
  return hull;
}

/** The curve's height at x in [0, 1], and the mix of two neighbouring thresholds that reaches it. */
export function onCurve(curve: readonly Point[], x: number): { readonly y: number; readonly mix: Mix } {
  const found = curve.findIndex((point) => point.x >= x);
  const right = curve[found < 0 ? curve.length - 1 : found];
  if (found <= 0 || right.x === x) {
    return { y: right.y, mix: { thresholds: [right.threshold, right.threshold], chance: 1 } };
  }
  const left = curve[found - 1];
  const chance = (right.x - x) / (right.x - left.x);
  const y = chance * left.y + (1 - chance) * right.y;
  return { y, mix: { thresholds: [left.threshold, right.threshold], chance } };
}

/** No probability is above it; every one is above the other. */
const [aboveNone, aboveAll] = [1, -1];

/** Every threshold that divides the scores, from high to low, halfway between them. */
export function* cuts({ yTrue, scores }: Scored): Generator<{ threshold: number; counts: Counts }> {
  const order = Uint32Array.from({ length: scores.length }, (_, row) => row);
  order.sort((a, b) => scores[b] - scores[a] || a - b);
  let positives = 0;
  for (let row = 0; row < yTrue.length; row++) positives += yTrue[row];
  const negatives = yTrue.length - positives;
  let truePositives = 0;
  let falsePositives = 0;
  yield { threshold: aboveNone, counts: { truePositives, falsePositives, positives, negatives } };
  for (const [place, row] of order.entries()) {
    if (yTrue[row] === 1) truePositives++;
    else falsePositives++;
    const next = place + 1 < order.length ? scores[order[place + 1]] : aboveAll;
    if (next === scores[row]) continue;
    yield {
      threshold: next === aboveAll ? aboveAll : between(next, scores[row]),
      counts: { truePositives, falsePositives, positives, negatives },
    };
  }
}

/** A number that `high` is above and `low` is not, halfway unless rounding forbids. */
function between(low: number, high: number): number {
  const middle = low / 2 + high / 2;
  return middle < high && middle >= low ? middle : low;
}

/** True when the last point of the hull lies on or below the line from the one before to the new point, or under the new point. */
function isBelow(hull: readonly Point[], point: Point): boolean {
  const last = hull[hull.length - 1];
  if (last.x === point.x) return last.y <= point.y;
  const before = hull[hull.length - 2];
  if (!before) return false;
  return (last.y - before.y) * (point.x - before.x) <= (point.y - before.y) * (last.x - before.x);
}
