/** A split's decision about the rows of a block, and the groups that it leaves. */
import { nodeKinds } from '../../estimators/tree/forest.ts';
import type { LeafWalk } from './leaf-walk.ts';

/**
 * Divides the groups of `level` by the sides their rows take at `node` into those of the next level.
 *
 * @param values The node's column; row 0 of the block first.
 * @returns the number of groups, numbered in order of their first rows.
 */
export function divideGroups(walk: LeafWalk, node: number, level: number, values: Float64Array): number {
  const { forest, groups, origins, counts, index } = walk;
  for (let key = 0; key < 2 * counts[level]; key++) index[key] = -1;
  const from = groups[level];
  const to = groups[level + 1];
  const origin = origins[level + 1];
  const limit = forest.values[node];
  switch (forest.kinds[node]) {
    case nodeKinds.numberMissingLeft:
      return divideMissingLeft(values, limit, from, to, origin, index);
    case nodeKinds.numberMissingRight:
      return divideMissingRight(values, limit, from, to, origin, index);
    default: {
      const missing = forest.kinds[node] === nodeKinds.categoryMissingLeft ? 0 : 1;
      return divideCategories(values, forest.categories, limit, missing, from, to, origin, index);
    }
  }
}

function divideMissingLeft(
  values: Float64Array,
  limit: number,
  from: Uint16Array,
  to: Uint16Array,
  origin: Int32Array,
  index: Int32Array,
): number {
  let count = 0;
  for (let row = 0; row < values.length; row++) {
    const key = 2 * from[row] + Number(values[row] > limit);
    let group = index[key];
    if (group < 0) {
      group = count++;
      index[key] = group;
      origin[group] = key;
    }
    to[row] = group;
  }
  return count;
}

function divideMissingRight(
  values: Float64Array,
  limit: number,
  from: Uint16Array,
  to: Uint16Array,
  origin: Int32Array,
  index: Int32Array,
): number {
  let count = 0;
  for (let row = 0; row < values.length; row++) {
    const key = 2 * from[row] + 1 - Number(values[row] <= limit);
    let group = index[key];
    if (group < 0) {
      group = count++;
      index[key] = group;
      origin[group] = key;
    }
    to[row] = group;
  }
  return count;
}

function divideCategories(
  values: Float64Array,
  categories: Uint32Array,
  set: number,
  missing: number,
  from: Uint16Array,
  to: Uint16Array,
  origin: Int32Array,
  index: Int32Array,
): number {
  const size = categories[set];
  let count = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    const known = value >= 0 && value < size && Number.isInteger(value);
    const side = known ? ~(categories[set + 1 + (value >>> 5)] >>> (value & 31)) & 1 : missing;
    const key = 2 * from[row] + side;
    let group = index[key];
    if (group < 0) {
      group = count++;
      index[key] = group;
      origin[group] = key;
    }
    to[row] = group;
  }
  return count;
}
