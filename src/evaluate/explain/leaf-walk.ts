/**
 * The leaves of a tree with the rows of a block gathered into groups: rows of a group take the same side at every node above
 * the leaf, so what the leaf says about them is worked out once.
 */
import { type Forest, nodeKinds } from '../../estimators/tree/forest.ts';
import { divideGroups } from './divide-groups.ts';

/** Rows that are walked together: their groups and one column of results stay in the fastest memory. */
export const blockRows = 1024;

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
  /** nGroups x width: 1 where the group's rows satisfy all conditions on the slot's column, else 0. */
  readonly satisfied: Uint8Array;
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
  /** By level: the slot and side (0 left) of the way to the present node. */
  readonly slots: Int32Array;
  readonly sides: Uint8Array;
  /** By level: group of each row; level 0 is all rows in group 0. */
  readonly groups: readonly Uint16Array[];
  /** By level: twice the group at the level above plus the side taken there, by group. */
  readonly origins: readonly Int32Array[];
  /** By level: number of groups. */
  readonly counts: Int32Array;
  /** For `divideGroups`. */
  readonly index: Int32Array;
}

/**
 * @param depth Of the deepest tree, in splits.
 * @param room Most rows of a block, at most 65,536.
 */
export function newLeafWalk(forest: Forest, nFeatures: number, depth: number, room: number): LeafWalk {
  const width = Math.min(depth, nFeatures);
  const groups = Array.from({ length: depth + 1 }, () => new Uint16Array(room));
  return {
    forest,
    view: {
      value: 0,
      width: 0,
      features: new Int32Array(width),
      shares: new Float64Array(width).fill(1),
      nGroups: 0,
      satisfied: new Uint8Array(room * width),
      groups: groups[0],
    },
    slotOf: new Int32Array(nFeatures).fill(-1),
    slots: new Int32Array(depth),
    sides: new Uint8Array(depth),
    groups,
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
  const { forest, view, slotOf, slots, sides, groups, counts } = walk;
  const { kinds, features, lefts } = forest;
  const feature = features[node];
  const left = lefts[node];
  counts[level + 1] = divideGroups(walk, node, level, columns[feature]);
  const isNew = slotOf[feature] < 0;
  if (isNew) {
    view.features[view.width] = feature;
    slotOf[feature] = view.width++;
  }
  const slot = slotOf[feature];
  const share = view.shares[slot];
  slots[level] = slot;
  let leaves = 0;
  for (let side = 0; side < 2; side++) {
    if (kinds[left + side] !== nodeKinds.leaf) continue;
    sides[level] = side;
    view.shares[slot] = share * shareOfSide(forest, left, side);
    showLeaf(walk, left + side, level, visitor);
    leaves++;
  }
  if (leaves > 0) {
    view.groups = groups[level + 1];
    visitor.spread(view);
  }
  for (let side = 0; side < 2 && leaves < 2; side++) {
    if (kinds[left + side] === nodeKinds.leaf) continue;
    sides[level] = side;
    view.shares[slot] = share * shareOfSide(forest, left, side);
    visitLeaves(walk, left + side, level + 1, columns, visitor);
  }
  view.shares[slot] = share;
  if (isNew) {
    slotOf[feature] = -1;
    view.width--;
  }
}

/** The part of a node's training rows that went to a side; equal parts where no row came by. */
export function shareOfSide({ covers }: Forest, left: number, side: number): number {
  const both = covers[left] + covers[left + 1];
  return both > 0 ? covers[left + side] / both : 0.5;
}

function showLeaf(walk: LeafWalk, leaf: number, level: number, visitor: LeafVisitor): void {
  const { forest, view, slots, sides, origins, counts } = walk;
  const { satisfied, width } = view;
  const nGroups = counts[level + 1];
  view.value = forest.values[leaf];
  view.nGroups = nGroups;
  satisfied.fill(1, 0, nGroups * width);
  for (let group = 0; group < nGroups; group++) {
    let ancestor = group;
    for (let above = level; above >= 0; above--) {
      const origin = origins[above + 1][ancestor];
      if ((origin & 1) !== sides[above]) satisfied[group * width + slots[above]] = 0;
      ancestor = origin >>> 1;
    }
  }
  visitor.addLeaf(view);
}
