/** The memory of a forest in the kernel's form: where everything lies, and what is in it. See kernel/forest-record.ts. */
import type { Forest } from './forest.ts';
import { planColumns, writeColumns } from './forest-column-records.ts';
import { columnsOf, type ForestColumns } from './forest-columns.ts';
import { mostRank, type NodeOrder, orderNodes, placeBytes, writeLeafWord, writeWords } from './forest-words.ts';
import { type KernelSource, openKernel } from './kernel.ts';
import { MemoryPlan } from './memory-plan.ts';

/** Addresses in a node, and places in a row, are below. */
const [mostBytes, mostPlaceBytes] = [1_073_741_824, 2_097_152];
const treesTogether = 8;
/** Nodes of a tree above which it does not stay in the fastest memory beside others. */
const manyNodes = 1024;
/** Rows that are copied to the kernel together; eight of them walk through all trees, or where trees are large all through a tree. */
const [fewRows, manyRows] = [64, 1024];
/** Where columns fill up to fours, ranks go that nobody reads. */
const unreadPlaces = 2;

/** A forest ready to predict. */
export interface ForestImage {
  readonly source: KernelSource;
  /** Columns of the table that are looked at. */
  readonly columns: readonly number[];
  /** Some node splits by a set. */
  readonly hasSets: boolean;
  /** Rows that there is room for. */
  readonly blockRows: number;
  /** Address of the record. */
  readonly forest: number;
  /** Address of the values: of a block column by column, blockRows each; of a row one after the other. */
  readonly values: number;
  /** Address of the scores: of a block output by output, blockRows each; of a row one after the other. */
  readonly scores: number;
}

/**
 * The forest ready to predict, or undefined when it does not fit the kernel's form.
 *
 * @param shares With them and several outputs the values of leaves are numbers of leaves, and leaf i adds shares[i * nOutputs + k] to output k.
 */
export function imageOf(
  forest: Forest,
  nColumns: number,
  nOutputs: number,
  shares?: Float64Array,
): ForestImage | undefined {
  const columns = columnsOf(forest, nColumns);
  const order = orderNodes(forest);
  if (!order || (columns.nPlaces + unreadPlaces + 1) * placeBytes > mostPlaceBytes) return undefined;
  if (columns.ranked.some(({ thresholds }) => thresholds.length > mostRank)) return undefined;
  const isDeep = order.nodes.length > manyNodes * forest.roots.length;
  const parts = { forest, columns, order, nOutputs, shares: nOutputs > 1 ? shares : undefined };
  const bytes = order.nodes.length * 20 + forest.categories.length * 4 + (shares?.length ?? 0) * 8;
  if (bytes + (columns.nPlaces + nOutputs) * manyRows * 16 > mostBytes / 2) return undefined;
  return isDeep ? write(parts, manyRows, manyRows / 8) : write(parts, fewRows, 1);
}

interface Parts {
  readonly forest: Forest;
  readonly columns: ForestColumns;
  readonly order: NodeOrder;
  readonly nOutputs: number;
  readonly shares: Float64Array | undefined;
}

function write(parts: Parts, blockRows: number, mostGroups: number): ForestImage {
  const { forest, columns, order, nOutputs, shares } = parts;
  const nNodes = order.nodes.length;
  const hasSets = columns.coded.length > 0;
  const plan = new MemoryPlan(mostBytes);
  const groupBytes = (columns.nPlaces + unreadPlaces) * placeBytes;
  const places = plan.take(groupBytes * mostGroups);
  const ofColumns = planColumns(columns, plan);
  const rooms = {
    places,
    // After the nodes comes a leaf that fills up.
    nodes: plan.take((nNodes + 1) * 8),
    leaves: plan.take((nNodes + 1) * 8),
    sets: plan.take(forest.categories.length * 4),
    setOfChild: plan.take(hasSets ? nNodes * 4 : 0),
    trees: plan.take(filledUp(forest.roots.length) * 8),
    shares: shares ? plan.take((shares.length + nOutputs) * 8) : 0,
  };
  const record = plan.take(64);
  const spare = plan.take(64);
  const scores = plan.take(blockRows * nOutputs * 8);
  const values = plan.take(blockRows * ofColumns.used.length * 8);
  const source = openKernel(plan.bytes);
  const words = new Uint32Array(source.buffer);
  words.set(
    [
      rooms.trees,
      forest.roots.length,
      nOutputs,
      shares ? 1 : nOutputs,
      rooms.leaves - rooms.nodes,
      rooms.shares,
      ofColumns.numbers,
      ofColumns.ranked.length,
      ofColumns.codes,
      ofColumns.coded.length,
      rooms.setOfChild - rooms.nodes / 2,
      groupBytes,
      mostGroups,
      spare,
    ],
    record / 4,
  );
  writeColumns(ofColumns, places, source.buffer);
  writeWords(forest, order, columns, rooms, words);
  words.set(forest.categories, rooms.sets / 4);
  writeTops(parts, rooms, words);
  writeLeaves(parts, rooms, new Float64Array(source.buffer));
  return { source, columns: ofColumns.used, hasSets, blockRows, forest: record, values, scores };
}

/** The nodes at the top of the trees, and leaves up to a whole number of trees that take their steps together. */
function writeTops({ forest, order }: Parts, rooms: { nodes: number; trees: number }, words: Uint32Array): void {
  const nTrees = forest.roots.length;
  writeLeafWord(rooms.nodes, order.nodes.length, words);
  for (let tree = 0; tree < filledUp(nTrees); tree++) {
    const at = rooms.nodes / 4 + 2 * (tree < nTrees ? tree : order.nodes.length);
    words.copyWithin(rooms.trees / 4 + 2 * tree, at, at + 2);
  }
}

/** What leaves say; the one that fills up adds -0, which changes no sum. */
function writeLeaves(
  { forest, order, nOutputs, shares }: Parts,
  rooms: { leaves: number; shares: number },
  doubles: Float64Array,
): void {
  const leaves = rooms.leaves / 8;
  for (let at = 0; at < order.nodes.length; at++) doubles[leaves + at] = forest.values[order.nodes[at]];
  doubles[leaves + order.nodes.length] = shares ? shares.length / nOutputs : -0;
  if (!shares) return;
  doubles.set(shares, rooms.shares / 8);
  doubles.fill(-0, rooms.shares / 8 + shares.length, rooms.shares / 8 + shares.length + nOutputs);
}

function filledUp(nTrees: number): number {
  return Math.ceil(nTrees / treesTogether) * treesTogether;
}
