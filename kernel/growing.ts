// A tree of a forest while it grows: 4-byte numbers and addresses that the driver writes (src/estimators/tree/forest-memory.ts).

@unmanaged
export class Growing {
  /** The bin of every row, column by column. */
  bins: usize;
  nRows: i32;
  nColumns: i32;
  /** 1: means of numbers; else the number of classes. */
  nOutputs: i32;
  /** Structs of columns; see rules.ts. */
  columns: usize;
  /** nRows doubles: what the leaves of a tree are to agree on. */
  targets: usize;
  /** nRows times two i64: gradient (or eight times the class), and weight, in grid units. */
  base: usize;
  /** Rows in the order of nodes, and their addends beside them; room for the same. */
  rows: usize;
  addends: usize;
  spareRows: usize;
  spareAddends: usize;
  /** A cell per bin of one column; all zero between two columns. */
  cells: usize;
  /** 32 bytes: a bit per bin that may be occupied. */
  occupied: usize;
  /** Cells of one class against the others, for sets of categories. */
  oneClass: usize;
  /** nColumns numbers. */
  order: usize;
  /** Nodes that wait: 4 numbers each. */
  stack: usize;
  waiting: i32;
  /** Room for what is known of nodes; see forest-tree.ts. */
  records: usize;
  shares: usize;
  mostRecords: i32;
  nextNode: i32;
  /** nOutputs + 1 sums each: of the node, and of the left side of a split. */
  totals: usize;
  left: usize;
  /** Splits: the one that is tried, and the best; see forest-split.ts. */
  tried: usize;
  best: usize;
  rules: usize;
  leaf: usize;
  found: usize;
  room: usize;
  /** Columns that are looked at in a node. */
  maxFeatures: i32;
  minSamplesLeaf: i32;
  minSamplesSplit: i32;
  /** Below 0: no limit. */
  maxDepth: i32;
  /** 1: thresholds are drawn. */
  randomSplits: i32;
  /** 1: columns are visited in random order. */
  shuffled: i32;
  countBits: i32;
  /** Philox: key, number of the next block, its four words, and how many of them were used. */
  keyLow: u32;
  keyHigh: u32;
  counter: u32;
  word0: u32;
  word1: u32;
  word2: u32;
  word3: u32;
  used: i32;
}
