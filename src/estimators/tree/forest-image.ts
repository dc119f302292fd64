/** The memory of a forest in the kernel's form: where everything lies, and what is in it. See kernel/forest-record.ts. */
import type { Forest } from './forest.ts';
import { columnsOf, type ForestColumns, type RankedColumn } from './forest-columns.ts';
import { mostRank, type NodeOrder, orderNodes, placeBytes, writeLeafWord, writeWords } from './forest-words.ts';
import { type KernelSource, openKernel } from './kernel.ts';
import { MemoryPlan } from './memory-plan.ts';

/** Addresses in a node, and places in a row, are below. */
const [mostBytes, mostPlaceBytes] = [2 ** 30, 2 ** 21];
const treesTogether = 8;
/** Nodes of a tree above which rows are looked at in larger blocks: it does not stay in the fastest memory beside others. */
const manyNodes = 1024;
/** Rows that are copied to the kernel together: with few, eight walk through all trees; else all of them through a tree before the next. */
const [fewRows, manyRows] = [64, 1024];

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
  /** Address of the values: of a block column by column, blockRows each. */
  readonly values: number;
  /** Address of the scores: of a block output by output, blockRows each. */
  readonly scores: number;
}

/**
 * The forest ready to predict, or undefined when it does not fit the kernel's form.
 *
 * @param shares With them the values of leaves are numbers of leaves, and leaf i adds shares[i * nOutputs + k] to output k.
 */
export function imageOf(
  forest: Forest,
  nColumns: number,
  nOutputs: number,
  shares: Float64Array = new Float64Array(),
): ForestImage | undefined {
  const columns = columnsOf(forest, nColumns);
  const order = orderNodes(forest);
  if (!order || (columns.nPlaces + 1) * placeBytes > mostPlaceBytes) return undefined;
  if (columns.ranked.some(({ thresholds }) => thresholds.length > mostRank)) return undefined;
  const isDeep = order.nodes.length > manyNodes * forest.roots.length;
  const blockRows = isDeep ? manyRows : fewRows;
  const most =
    order.nodes.length * 20 +
    forest.categories.length * 4 +
    shares.length * 8 +
    (columns.nPlaces + nOutputs) * blockRows * 8;
  if (most > mostBytes / 2) return undefined;
  return write(forest, { columns, order, nOutputs, shares, blockRows, mostGroups: isDeep ? blockRows / 8 : 1 });
}

interface Parts {
  readonly columns: ForestColumns;
  readonly order: NodeOrder;
  readonly nOutputs: number;
  readonly shares: Float64Array;
  readonly blockRows: number;
  readonly mostGroups: number;
}

function write(forest: Forest, { columns, order, nOutputs, shares, blockRows, mostGroups }: Parts): ForestImage {
  const { ranked, coded, nPlaces } = columns;
  const nNodes = order.nodes.length;
  const nTrees = forest.roots.length;
  const paddedTrees = Math.ceil(nTrees / treesTogether) * treesTogether;
  const used = [...new Set([...ranked, ...coded].map(({ column }) => column))];
  const plan = new MemoryPlan(mostBytes);
  const places = plan.take(nPlaces * placeBytes * mostGroups);
  const record = plan.take(64);
  const spare = plan.take(64);
  const scores = plan.take(blockRows * nOutputs * 8);
  const values = plan.take(blockRows * used.length * 8);
  const numbers = plan.take(ranked.length * 16);
  const codes = plan.take(coded.length * 8);
  const limits = ranked.map(({ thresholds }) => plan.take(roomOf(thresholds) * 8));
  const trees = plan.take(paddedTrees * 8);
  // After the nodes comes the leaf that fills up.
  const nodes = plan.take((nNodes + 1) * 8);
  const leaves = plan.take((nNodes + 1) * 8);
  const sets = plan.take(forest.categories.length * 4);
  const setOfChild = plan.take(coded.length > 0 ? nNodes * 4 : 0);
  const ofShares = plan.take((shares.length + nOutputs) * 8);
  const source = openKernel(plan.bytes);
  const words = new Uint32Array(source.buffer);
  const doubles = new Float64Array(source.buffer);
  const shared = shares.length > 0 ? ofShares : 0;
  const lists = [numbers, ranked.length, codes, coded.length, setOfChild - nodes / 2];
  words.set(
    [
      trees,
      nTrees,
      nOutputs,
      shared ? 1 : nOutputs,
      leaves - nodes,
      shared,
      ...lists,
      nPlaces * placeBytes,
      mostGroups,
      spare,
    ],
    record / 4,
  );
  for (const [i, column] of ranked.entries()) {
    writeThresholds(column, limits[i], doubles);
    const half = roomOf(column.thresholds) / 2;
    words.set(
      [limits[i], half * 8, places + column.place * placeBytes, used.indexOf(column.column)],
      numbers / 4 + 4 * i,
    );
  }
  for (const [i, { column, place }] of coded.entries())
    words.set([places + place * placeBytes, used.indexOf(column)], codes / 4 + 2 * i);
  writeWords(forest, order, columns, { nodes, places, sets, setOfChild }, words);
  writeLeafWord(nodes, nNodes, words);
  for (let at = 0; at < nNodes; at++) doubles[leaves / 8 + at] = forest.values[order.nodes[at]];
  doubles[leaves / 8 + nNodes] = shared ? shares.length / nOutputs : -0;
  words.set(forest.categories, sets / 4);
  doubles.set(shares, ofShares / 8);
  doubles.fill(-0, ofShares / 8 + shares.length, ofShares / 8 + shares.length + nOutputs);
  for (let tree = 0; tree < paddedTrees; tree++) {
    const at = nodes / 4 + 2 * (tree < nTrees ? tree : nNodes);
    words.copyWithin(trees / 4 + 2 * tree, at, at + 2);
  }
  return { source, columns: used, hasSets: coded.length > 0, blockRows, forest: record, values, scores };
}

/** A power of two above their number. */
function roomOf(thresholds: Float64Array): number {
  let room = 2;
  while (room <= thresholds.length) room *= 2;
  return room;
}

function writeThresholds({ thresholds }: RankedColumn, to: number, doubles: Float64Array): void {
  doubles.fill(Number.POSITIVE_INFINITY, to / 8, to / 8 + roomOf(thresholds));
  doubles.set(thresholds, to / 8);
}
