/**
 * The leaves of a tree with the rows of a block gathered into groups: rows of a group take the same side at every node above
 * the leaf, so what the leaf says about them is worked out once.
 */
import { type Forest, nodeKinds } from '../../estimators/tree/forest.ts';
import { divideGroups } from './divide-groups.ts';
import { shareOfSide } from './forest-form.ts';

/** A leaf as a visitor sees it. The object and its arrays are used again for the next leaf. */
export interface LeafView {
  /** The leaf's value. */
  value: number;
  /** Number of distinct columns on the way to the leaf. */
  width: number;
  /** Column of each slot, the first `width` entries. */
  readonly features: Int32Array;
  /** By slot: the share of the training rows that pass all nodes of the column, each node taken by itself. */
  readonly shares: Float64Array;
  nGroups: number;
  /** nGroups x nWords bits by slot: 1 where the group's rows fail a condition on the slot's column. */
  failed: Int32Array;
  readonly nWords: number;
  /** Group of each row of the block. */
  groups: Uint16Array;
}

/** What is done with leaves. Sibling leaves have the same slots and groups, so their tables are spread to the rows together. */
export interface LeafVisitor {
  /** Adds what the leaf says to a table by slots and groups. */
  addLeaf(leaf: LeafView): void;
  /** Adds the table to the rows of `leaf.groups` and empties it. */
  spread(leaf: LeafView): void;
}

/** Room for walks through the trees of one forest, allocated once. */
export interface LeafWalk {
  readonly forest: Forest;
  readonly view: LeafView;
  /** nFeatures slots of the columns on the way, -1 for others. */
  readonly slotOf: Int32Array;
  /** By level: group of each row; level 0 is all rows in group 0. */
  readonly groups: readonly Uint16Array[];
  /** By level: twice the group at the level above plus the side taken there, by group. */
  readonly origins: readonly Int32Array[];
  /** By level: `failed` of the groups on the way to the present node. */
  readonly failed: readonly Int32Array[];
  /** By level: number of groups. */
  readonly counts: Int32Array;
  /** For `divideGroups`. */
  readonly index: Int32Array;
}

/**
 * @param depth Of the deepest tree, in splits.
 * @param room Rows of a block, at most 65,536.
 */
export function newLeafWalk(forest: Forest, nFeatures: number, depth: number, room: number): LeafWalk {
  const width = Math.min(depth, nFeatures);
  const nWords = Math.ceil(width / 32);
  const groups = Array.from({ length: depth + 1 }, () => new Uint16Array(room));
  const failed = Array.from({ length: depth + 1 }, () => new Int32Array(room * nWords));
  return {
    forest,
    view: {
      value: 0,
      width: 0,
      features: new Int32Array(width),
      shares: new Float64Array(width).fill(1),
      nGroups: 0,
      failed: failed[0],
      nWords,
      groups: groups[0],
    },
    slotOf: new Int32Array(nFeatures).fill(-1),
    groups,
    failed,
    origins: Array.from({ length: depth + 1 }, () => new Int32Array(room)),
    counts: new Int32Array(depth + 1).fill(1),
    index: new Int32Array(2 * room),
  };
}

/**
 * Shows every leaf below `node` to the visitor, in an order that does not depend on the rows.
 *
 * @param node An inner node.
 * @param columns The block's values of each column; row 0 first.
 */
export function visitLeaves(
  walk: LeafWalk,
  node: number,
  level: number,
  columns: readonly Float64Array[],
  visitor: LeafVisitor,
): void {
  const { forest, view, slotOf } = walk;
  const { kinds, features, lefts } = forest;
  const feature = features[node];
  const left = lefts[node];
  walk.counts[level + 1] = divideGroups(walk, node, level, columns[feature]);
  const isNew = slotOf[feature] < 0;
  if (isNew) {
    view.features[view.width] = feature;
    slotOf[feature] = view.width++;
  }
  const slot = slotOf[feature];
  const share = view.shares[slot];
  const leaves = Number(kinds[left] === nodeKinds.leaf) + Number(kinds[left + 1] === nodeKinds.leaf);
  for (let side = 0; side < 2; side++) {
    if (kinds[left + side] !== nodeKinds.leaf) continue;
    view.shares[slot] = share * shareOfSide(forest, left, side);
    takeSide(walk, level, side, slot);
    showLeaf(walk, left + side, level + 1, visitor);
  }
  if (leaves > 0) visitor.spread(view);
  for (let side = 0; side < 2 && leaves < 2; side++) {
    if (kinds[left + side] === nodeKinds.leaf) continue;
    view.shares[slot] = share * shareOfSide(forest, left, side);
    takeSide(walk, level, side, slot);
    visitLeaves(walk, left + side, level + 1, columns, visitor);
  }
  view.shares[slot] = share;
  if (isNew) {
    slotOf[feature] = -1;
    view.width--;
  }
}

/** Sets `failed` of the next level for the way through one side of a node. */
function takeSide({ view, failed, origins, counts }: LeafWalk, level: number, side: number, slot: number): void {
  const { nWords } = view;
  const from = failed[level];
  const to = failed[level + 1];
  const origin = origins[level + 1];
  const count = counts[level + 1];
  for (let group = 0; group < count; group++) {
    for (let word = 0; word < nWords; word++) to[group * nWords + word] = from[(origin[group] >>> 1) * nWords + word];
    to[group * nWords + (slot >>> 5)] |= ((origin[group] ^ side) & 1) << (slot & 31);
  }
}

function showLeaf(
  { forest, view, groups, failed, counts }: LeafWalk,
  leaf: number,
  level: number,
  visitor: LeafVisitor,
) {
  view.value = forest.values[leaf];
  view.nGroups = counts[level];
  view.groups = groups[level];
  view.failed = failed[level];
  visitor.addLeaf(view);
}
