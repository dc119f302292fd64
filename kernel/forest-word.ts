// A node of a forest that predicts, in 8 bytes:
//   bits 37-63  the address of the left child, in 8 bytes; the right child lies before it
//   bits 21-36  the rank of the threshold; 65535 for a leaf, and 65535 with the bit for a set
//   bits  0-20  where in a row its rank is, in bytes; 1 for a split by a set, 2 when rows without a known category go right there
//               and 4 for a leaf
// A row's rank is the number of thresholds of the column below its value, times 2 ** 21. Taken from the node it borrows one from
// the left child's address when it is above the threshold's, which gives the right child's: no rank of a column is above 65535.
// A leaf is its own left child, and no rank is above its own: several rows or trees can take their steps together.

/** Where the rank begins. */
export const rankBits: i32 = 21;
const childBits: i32 = 37;
const placeMask: u32 = 0x1f_ffc0;
const setFlag: u32 = 1;
const missingRightFlag: u32 = 2;
const leafFlag: u32 = 4;

/** Where in a row the rank of a node is. */
// @ts-ignore: decorator
@inline
export function placeOf(node: u64): usize {
  return <usize>(<u32>node & placeMask);
}

/** The address of the left child, or of a leaf. */
// @ts-ignore: decorator
@inline
export function childOf(node: u64): usize {
  return <usize>(<u32>(node >> childBits) << 3);
}

// @ts-ignore: decorator
@inline
export function isLeaf(node: u64): bool {
  return (<u32>node & leafFlag) != 0;
}

/**
 * The node after this one.
 *
 * @param value What the row has in the place of the node.
 * @param sets Where the address (u32) of the set of that node would be of which the left child has address 0.
 * @param hasSets False where no node of the forest splits by a set: a number of codes, then a bit for each. Callers are compiled
 *   once for each, for asking every node costs half as much again.
 */
// @ts-ignore: decorator
@inline
export function next(node: u64, value: u64, sets: usize, hasSets: bool): u64 {
  if (hasSets && (<u32>node & setFlag) != 0) {
    return load<u64>(childOf(node) - (side(node, <u32>value, sets) << 3));
  }
  return load<u64>(childOf(node - value));
}

/** 0 for left, 1 for right. */
function side(node: u64, code: u32, sets: usize): usize {
  const set = <usize>load<u32>(sets + (childOf(node) >> 1));
  if (code >= load<u32>(set)) return <usize>((<u32>node & missingRightFlag) >> 1);
  return <usize>(~(load<u32>(set + 4 + (<usize>(code >> 5) << 2)) >> (code & 31)) & 1);
}
