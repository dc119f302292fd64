/** Growing a tree level by level: all leaves of a level take the split that they gain most by together (oblivious trees). */
import type { AllowedColumns } from './allowed-columns.ts';
import type { GrowingLeaf } from './growing-leaf.ts';
import { columnAt } from './kernel-structs.ts';
import type { LeafHistograms, Siblings } from './leaf-histograms.ts';
import { type Workplace, works } from './tree-work.ts';

/** What a tree that grows by levels needs of the one who grows it. */
export interface LevelGrowth {
  readonly place: Workplace;
  readonly histograms: LeafHistograms;
  readonly allowed: AllowedColumns;
  readonly numLeaves: number;
  /** Most levels of splits. */
  readonly mostLevels: number;
  readonly maySplit: (leaf: GrowingLeaf) => boolean;
  /** Divides a leaf by the split in its struct, of `leaf.column`; in `leaves` the left child takes its place. */
  readonly divide: (at: number) => readonly [GrowingLeaf, GrowingLeaf];
}

/**
 * Splits level after level while all leaves that may be split find room. A leaf that the split may not part, or that would gain
 * nothing by it, stays whole and takes part in the next level.
 *
 * @param leaves The first leaf of a tree; its children and theirs are put here.
 * @param first It with its histogram.
 * @param ofTree Columns to look at, ascending.
 */
export function growLevels(leaves: GrowingLeaf[], first: Siblings, ofTree: Int32Array, growth: LevelGrowth): void {
  const { place, histograms, allowed, numLeaves, mostLevels, maySplit } = growth;
  const { kernel, layout } = place;
  /** Columns of the levels so far. */
  const onTheWay = new Set<number>();
  let searched = allowed(ofTree, onTheWay);
  let gained = 0;
  const hasRoom = () => leaves.length + leaves.filter(maySplit).length <= numLeaves;
  const addGains = (siblings: Siblings, isFirst = false) => {
    const { smaller, larger } = siblings;
    const looks = { small: maySplit(smaller), large: larger !== undefined && maySplit(larger) };
    histograms.overColumns(works.gains, siblings, looks, searched, isFirst ? 1 : 0);
    histograms.keepIfRoom(smaller, looks.small);
    if (larger) histograms.keepIfRoom(larger, looks.large);
  };
  if (searched.length === 0 || !maySplit(leaves[0]) || !hasRoom()) return;
  kernel.clear(layout.gains, layout.histogramBytes);
  addGains(first, true);
  for (let level = 0; ; level++) {
    const [found] = layout.found;
    const { gains, columns, rules, orders } = layout;
    const column = kernel.bestOfLevel(
      gains,
      layout.searched,
      searched.length,
      columns,
      rules,
      orders,
      gained,
      level,
      found,
    );
    if (column < 0) return;
    onTheWay.add(column);
    const parted = leaves.map((parent, at) => {
      if (!maySplit(parent)) return undefined;
      const gain = gainOf(parent, column, growth);
      if (gain === 0) return undefined;
      gained += gain;
      parent.column = column;
      parent.gain = gain;
      return { parent, children: growth.divide(at) };
    });
    searched = allowed(ofTree, onTheWay);
    if (level + 1 === mostLevels || searched.length === 0 || !hasRoom()) {
      for (const pair of parted) if (pair) histograms.release(pair.parent);
      return;
    }
    kernel.clear(layout.gains, layout.histogramBytes);
    for (const [at, pair] of parted.entries()) {
      if (!pair) {
        if (!maySplit(leaves[at])) continue;
        histograms.restore(leaves[at]);
        addGains({ smaller: leaves[at], parts: 0 });
      } else if (pair.children.some(maySplit)) {
        addGains(histograms.fillChildren(pair.parent, ...pair.children));
      } else {
        histograms.release(pair.parent);
      }
    }
  }
}

/** What a leaf gains by the split of the level, which is then its own; 0: it stays whole. */
function gainOf(leaf: GrowingLeaf, column: number, { place, histograms }: LevelGrowth): number {
  const { kernel, views, layout } = place;
  const wasKept = leaf.histogram !== 0;
  histograms.restore(leaf);
  const usual = views.i32[layout.usual / 4 + column];
  const { struct, histogram } = leaf;
  const gain = kernel.takeSplit(struct, histogram, columnAt(column, layout), usual, layout.rules, layout.found[0]);
  // Others need the room before its children do.
  if (!wasKept) histograms.release(leaf);
  return gain;
}
