/** Growing whole trees of a forest, in any thread. */
import { type ForestLayout, writeGrowing } from './forest-memory.ts';
import type { LeafRule } from './forest-targets.ts';
import { type EdgedColumn, type ForestTree, ForestTreeBuilder } from './forest-tree-builder.ts';
import type { KernelFunctions } from './kernel.ts';
import type { Views } from './training-memory.ts';

/** What all threads of a fit know; plain data. */
export interface ForestPlan {
  readonly layout: ForestLayout;
  readonly columns: readonly EdgedColumn[];
  readonly nFeatures: number;
  readonly leafRule: LeafRule;
  /** Rows drawn with return for a tree; 0: each tree has all rows. */
  readonly nDrawn: number;
  /** Two words for each tree, from which all its randomness follows. */
  readonly keys: Uint32Array;
}

export interface ForestPlace {
  readonly plan: ForestPlan;
  readonly kernel: KernelFunctions;
  readonly views: Views;
  readonly thread: number;
}

/** Grows tree t. */
export function growForestTree(place: ForestPlace, t: number): ForestTree {
  const { plan, kernel, views, thread } = place;
  const room = plan.layout.threads[thread];
  let counts = 0;
  if (plan.nDrawn > 0) counts = drawTreeRows(place, t);
  else beginTree(place, t);
  kernel.plantTree(room.at, counts);
  const builder = new ForestTreeBuilder(plan.columns, plan.nFeatures, plan.leafRule);
  for (let n = kernel.growTree(room.at); n > 0; n = kernel.growTree(room.at)) builder.add(room, n, views);
  return builder.finish();
}

/** Draws the rows of tree t; returns the address of nRows numbers: how often each was drawn. */
export function drawTreeRows(place: ForestPlace, t: number): number {
  const { plan, kernel, thread } = place;
  const { at, growing } = plan.layout.threads[thread];
  beginTree(place, t);
  kernel.drawRows(at, growing.spareAddends, plan.nDrawn);
  return growing.spareAddends;
}

function beginTree({ plan, views, thread }: ForestPlace, t: number): void {
  writeGrowing(plan.layout.threads[thread], plan.keys.subarray(2 * t, 2 * t + 2), views);
}
