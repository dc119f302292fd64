/** The nodes of a forest in the kernel's form; see kernel/forest-word.ts. */
import { countBelow } from '../../math/sorted-places.ts';
import { type Forest, nodeKinds } from './forest.ts';
import type { ForestColumns } from './forest-columns.ts';

/** Bits of a node that are no place; see kernel/forest-word.ts. */
const flags = { set: 1, missingRight: 2, leaf: 4 } as const;
export const placeBytes = 64;
const rankBits = 21;
const rankBitsBelow = 32 - rankBits;
const childBitsBelow = 5;
/** No value has a higher rank. */
export const mostRank = 65_535;

/** Where the nodes of a forest go: in the order of `nodes`, which begins with the roots; pairs of children lie right before left. */
export interface NodeOrder {
  /** Nodes of the forest. */
  readonly nodes: Int32Array;
  /** For each of them the position of its left child, or its own for a leaf. */
  readonly lefts: Int32Array;
}

/**
 * Trees one after the other, in each the busier branch first, so what is visited together lies together. Undefined when branches
 * meet, so that there would be more nodes than the forest has.
 */
export function orderNodes({ roots, kinds, lefts, covers }: Forest): NodeOrder | undefined {
  const most = kinds.length + roots.length;
  const order = { nodes: new Int32Array(most), lefts: new Int32Array(most) };
  order.nodes.set(roots);
  let length = roots.length;
  const waiting: number[] = [];
  for (let tree = 0; tree < roots.length; tree++) {
    waiting.push(tree);
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      const node = order.nodes[at];
      order.lefts[at] = at;
      if (kinds[node] === nodeKinds.leaf) continue;
      if (length + 2 > most) return undefined;
      const [left, right] = [lefts[node], lefts[node] + 1];
      order.nodes[length] = right;
      order.nodes[length + 1] = left;
      order.lefts[at] = length + 1;
      if (covers[left] < covers[right]) waiting.push(length + 1, length);
      else waiting.push(length, length + 1);
      length += 2;
    }
  }
  return { nodes: order.nodes.subarray(0, length), lefts: order.lefts.subarray(0, length) };
}

/** Where the parts of a forest begin in the kernel's memory, in bytes. */
export interface WordRooms {
  readonly nodes: number;
  readonly places: number;
  /** Sets of the forest, word by word. */
  readonly sets: number;
  /** Word i is for the address of the set of the node whose left child is at position i. */
  readonly setOfChild: number;
}

/** Writes the word of each node, and where it splits by a set the address of the set. */
export function writeWords(
  { kinds, features, values }: Forest,
  { nodes, lefts }: NodeOrder,
  { ranked, coded }: ForestColumns,
  rooms: WordRooms,
  words: Uint32Array,
): void {
  const rankedOf = new Map(ranked.map((column) => [column.column, column]));
  const codedOf = new Map(coded.map((column) => [column.column, column]));
  for (let at = 0; at < nodes.length; at++) {
    const node = nodes[at];
    const kind = kinds[node];
    if (kind === nodeKinds.leaf) {
      writeLeafWord(rooms.nodes, at, words);
    } else if (kind === nodeKinds.numberMissingLeft || kind === nodeKinds.numberMissingRight) {
      const { thresholds, place } = rankedOf.get(features[node])!;
      const low = rooms.places + (kind === nodeKinds.numberMissingLeft ? place : place + 1) * placeBytes;
      writeWord(rooms.nodes, at, lefts[at], countBelow(thresholds, values[node]), low, words);
    } else {
      const missing = kind === nodeKinds.categoryMissingRight ? flags.missingRight : 0;
      const low = rooms.places + codedOf.get(features[node])!.place * placeBytes + flags.set + missing;
      writeWord(rooms.nodes, at, lefts[at], mostRank, low, words);
      words[rooms.setOfChild / 4 + lefts[at]] = rooms.sets + values[node] * 4;
    }
  }
}

/** Writes a leaf. */
export function writeLeafWord(nodes: number, at: number, words: Uint32Array): void {
  writeWord(nodes, at, at, mostRank, flags.leaf, words);
}

function writeWord(nodes: number, at: number, left: number, rank: number, low: number, words: Uint32Array): void {
  const child = nodes / 8 + left;
  words[nodes / 4 + 2 * at] = low | (rank << rankBits);
  words[nodes / 4 + 2 * at + 1] = (child << childBitsBelow) | (rank >>> rankBitsBelow);
}
