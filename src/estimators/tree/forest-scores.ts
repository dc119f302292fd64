/** Sums of leaf values: what a forest says about rows. */
import type { Table } from '../../table/table.ts';
import type { Forest } from './forest.ts';
import { ForestKernel } from './forest-kernel.ts';
import { walkForest } from './walk-forest.ts';

/** Walks through trees after which it pays to have the forest in the kernel's form. */
const enoughWalks = 20_000;

interface Use {
  walks: number;
  kernel?: ForestKernel;
}

const uses = new WeakMap<Forest, Use>();

/**
 * Adds to each score the leaves its row reaches, tree by tree in order, so a batch gives the same bits as its rows one by one.
 *
 * @param X The training columns, in their order.
 * @param scores Class-major: output k of row i at k * nRows + i.
 * @param nOutputs Tree t adds to output t modulo nOutputs; the same in every call for a forest.
 */
export function addForest(forest: Forest, X: Table, scores: Float64Array, nOutputs: number): void {
  // Before the first tree: reading all columns for nothing takes as long as some trees.
  if (forest.roots.length === 0) return;
  const use = uses.get(forest) ?? { walks: 0 };
  uses.set(forest, use);
  if (!use.kernel) {
    use.walks += X.nRows * forest.roots.length;
    if (use.walks < enoughWalks) {
      walkForest(forest, X, scores, nOutputs);
      return;
    }
    use.kernel = new ForestKernel(forest, X.columns.length, nOutputs);
  }
  use.kernel.add(X, scores);
}
