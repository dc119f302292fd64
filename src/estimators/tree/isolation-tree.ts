/** A tree of random splits, and how deep rows lie in it (Liu, Ting, Zhou 2008). */
import type { Rng } from '../../math/rng.ts';
import { type Forest, nodeKinds } from './forest.ts';
import { thresholdBetween } from './quantile-thresholds.ts';

/** Mean depth at which a search ends in a binary search tree of n keys: 2 H(n-1) - 2 (n-1) / n, with the exact harmonic number. */
export function meanPathLength(n: number): number {
  let harmonic = 0;
  for (let i = n - 1; i >= 1; i--) harmonic += 1 / i;
  return n < 2 ? 0 : 2 * harmonic - (2 * (n - 1)) / n;
}

/** Rows that a node holds. */
interface Part {
  readonly node: number;
  readonly depth: number;
  readonly rows: Int32Array;
}

/**
 * Splits some rows at random columns and thresholds until each is alone, all are alike, or the depth is log2 of their number.
 * A leaf's value is its depth, and the mean depth that its rows would have below it. Rows without a value go to a random side.
 *
 * @param columns nFeatures columns of values.
 */
export function growIsolationTree(columns: readonly Float64Array[], rows: Int32Array, rng: Rng): Forest {
  const limit = rows.length > 1 ? 32 - Math.clz32(rows.length - 1) : 0;
  const kinds = [nodeKinds.leaf as number];
  const [features, values, lefts, covers] = [[0], [0], [0], [rows.length]];
  const order = Int32Array.from(columns.keys());
  const waiting: Part[] = [{ node: 0, depth: 0, rows }];
  for (let part = waiting.pop(); part; part = waiting.pop()) {
    const { node, depth } = part;
    const split = depth < limit && part.rows.length > 1 ? drawSplit(columns, part.rows, order, rng) : undefined;
    if (!split) {
      values[node] = depth + meanPathLength(part.rows.length);
      continue;
    }
    const { feature, threshold, missingLeft } = split;
    const column = columns[feature];
    const isLeft = (row: number) => (Number.isNaN(column[row]) ? missingLeft : column[row] <= threshold);
    const left = kinds.length;
    kinds[node] = missingLeft ? nodeKinds.numberMissingLeft : nodeKinds.numberMissingRight;
    features[node] = feature;
    values[node] = threshold;
    lefts[node] = left;
    const sides = [part.rows.filter(isLeft), part.rows.filter((row) => !isLeft(row))];
    for (const [side, ofSide] of sides.entries()) {
      kinds.push(nodeKinds.leaf);
      features.push(0);
      values.push(0);
      lefts.push(0);
      covers.push(ofSide.length);
      waiting.push({ node: left + side, depth: depth + 1, rows: ofSide });
    }
  }
  return {
    roots: Int32Array.of(0),
    kinds: Uint8Array.from(kinds),
    features: Int32Array.from(features),
    values: Float64Array.from(values),
    lefts: Int32Array.from(lefts),
    covers: Int32Array.from(covers),
    categories: new Uint32Array(),
  };
}

/** A random one of the columns that differ in the rows, and a value between its extremes; undefined when none differs. */
function drawSplit(columns: readonly Float64Array[], rows: Int32Array, order: Int32Array, rng: Rng) {
  for (let i = 0; i < order.length; i++) {
    const other = i + rng.integer(order.length - i);
    const feature = order[other];
    order[other] = order[i];
    order[i] = feature;
    const column = columns[feature];
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const row of rows) {
      if (column[row] < low) low = column[row];
      if (column[row] > high) high = column[row];
    }
    if (!(low < high)) continue;
    return { feature, threshold: drawBetween(low, high, rng.uniform()), missingLeft: rng.uniform() < 0.5 };
  }
  return undefined;
}

/** low <= value < high. */
function drawBetween(low: number, high: number, share: number): number {
  const drawn = low * (1 - share) + high * share;
  return drawn >= low && drawn < high ? drawn : thresholdBetween(low, high);
}
