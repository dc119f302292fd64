/** Where the arrays of a forest's fit lie in the memory that its threads share, and what does not change while trees grow. */
import type { BinnedTable } from './binned-table.ts';
import { structBytes } from './layout.ts';
import type { MemoryPlan } from './memory-plan.ts';
import type { Views } from './training-memory.ts';

/** Numbers of a `Growing` in their order; see kernel/growing.ts. */
const growingFields = [
  'bins',
  'nRows',
  'nColumns',
  'nOutputs',
  'columns',
  'targets',
  'base',
  'rows',
  'addends',
  'spareRows',
  'spareAddends',
  'cells',
  'occupied',
  'oneClass',
  'order',
  'stack',
  'waiting',
  'records',
  'shares',
  'mostRecords',
  'nextNode',
  'totals',
  'left',
  'tried',
  'best',
  'rules',
  'leaf',
  'found',
  'room',
  'maxFeatures',
  'minSamplesLeaf',
  'minSamplesSplit',
  'maxDepth',
  'randomSplits',
  'shuffled',
  'countBits',
  'keyLow',
  'keyHigh',
  'counter',
  'word0',
  'word1',
  'word2',
  'word3',
  'used',
] as const;

export type Growing = Readonly<Record<(typeof growingFields)[number], number>>;

/** What trees may do. */
export interface GrowthRules {
  /** 1: means of numbers; else the number of classes. */
  readonly nOutputs: number;
  /** Columns that are looked at in a node. */
  readonly maxFeatures: number;
  readonly minSamplesLeaf: number;
  readonly minSamplesSplit: number;
  /** Below 0: no limit. */
  readonly maxDepth: number;
  /** Thresholds are drawn. */
  readonly randomSplits: boolean;
  /** Columns are visited in random order. */
  readonly shuffled: boolean;
  readonly catSmooth: number;
}

/** Room of one thread: the address of its `Growing`, and what that begins as. */
export interface GrowingRoom {
  readonly at: number;
  readonly growing: Growing;
}

export interface ForestLayout {
  readonly nRows: number;
  readonly countBits: number;
  readonly bins: number;
  readonly columns: number;
  readonly targets: number;
  readonly base: number;
  readonly rules: number;
  readonly threads: readonly GrowingRoom[];
}

/** Bytes of what is known of a node. */
export const recordBytes = 96;
/** Most nodes that are told of at once, and most bytes of their shares. */
const mostRecords = 1024;
const mostShareBytes = 4_194_304;

/** Plans the memory of a fit; threads for which there is no room are left out. */
export function planForest(table: BinnedTable, rules: GrowthRules, plan: MemoryPlan, threads: number): ForestLayout {
  const { nRows } = table;
  const nColumns = table.columns.length;
  const shared = {
    nRows,
    countBits: 32 - Math.clz32(nRows),
    bins: plan.take(nColumns * nRows),
    columns: plan.take(nColumns * structBytes.column),
    targets: plan.take(nRows * 8),
    base: plan.take(nRows * 16),
    rules: plan.take(structBytes.rules),
  };
  const rooms: GrowingRoom[] = [];
  while (rooms.length < threads) {
    const before = plan.bytes;
    rooms.push(planRoom(shared, nColumns, rules, plan));
    if (plan.left < plan.bytes - before) break;
  }
  return { ...shared, threads: rooms };
}

function planRoom(
  shared: Omit<ForestLayout, 'threads'>,
  nColumns: number,
  rules: GrowthRules,
  plan: MemoryPlan,
): GrowingRoom {
  const { nRows } = shared;
  const { nOutputs } = rules;
  const take = (bytes: number) => plan.take(bytes);
  const sums = (nOutputs + 1) * 8;
  const records = nOutputs === 1 ? mostRecords : Math.min(mostRecords, Math.ceil(mostShareBytes / (nOutputs * 8)));
  const growing = {
    ...shared,
    nColumns,
    nOutputs,
    rows: take(nRows * 4),
    addends: take(nRows * 16),
    spareRows: take(nRows * 4),
    spareAddends: take(nRows * 16),
    cells: take(256 * sums),
    occupied: take(32),
    oneClass: take(256 * structBytes.cell),
    order: take(nColumns * 4),
    stack: take(64 * 16),
    waiting: 0,
    records: take(records * recordBytes),
    shares: nOutputs === 1 ? 0 : take(records * nOutputs * 8),
    mostRecords: records,
    nextNode: 1,
    totals: take(sums),
    left: take(sums),
    tried: take(64),
    best: take(64),
    leaf: take(structBytes.leaf),
    found: take(structBytes.found),
    room: take(256 * 8 + 256 * 2),
    maxFeatures: rules.maxFeatures,
    minSamplesLeaf: rules.minSamplesLeaf,
    minSamplesSplit: rules.minSamplesSplit,
    maxDepth: rules.maxDepth,
    randomSplits: Number(rules.randomSplits),
    shuffled: Number(rules.shuffled),
    keyLow: 0,
    keyHigh: 0,
    counter: 0,
    word0: 0,
    word1: 0,
    word2: 0,
    word3: 0,
    used: 4,
  };
  return { at: take(growingFields.length * 4), growing };
}

/** Writes what a thread begins a tree with. */
export function writeGrowing({ at, growing }: GrowingRoom, key: Uint32Array, { u32 }: Views): void {
  const values: Growing = { ...growing, keyLow: key[0], keyHigh: key[1] };
  for (const [i, field] of growingFields.entries()) u32[at / 4 + i] = values[field];
}

/** Writes bins, structs of columns and the rules of sets of categories. */
export function writeForestTable(
  { columns, codes, nRows }: BinnedTable,
  layout: ForestLayout,
  rules: GrowthRules,
  { u8, u32, i32, f64 }: Views,
): void {
  for (const [j, { bins }] of columns.entries()) {
    const at = (layout.columns + j * structBytes.column) / 4;
    i32.set([0, bins.nBins, bins.kind === 'numeric' ? 0 : 1, 0], at);
    u8.set(codes[j], layout.bins + j * nRows);
  }
  const at = layout.rules / 8;
  f64.fill(0, at, at + structBytes.rules / 8);
  f64[at + 6] = rules.catSmooth;
  const whole = layout.rules / 4 + 16;
  u32.set([rules.minSamplesLeaf, layout.countBits, mostCategories, leastSortedCategories, 1, 0], whole);
}

/** A set takes up to all categories; up to so many are split off one by one. */
const mostCategories = 256;
const leastSortedCategories = 2;
