/** A forest in the kernel's form, made once for each forest: what predictions walk through. */
import type { NumberColumn } from '../../table/column.ts';
import type { Table } from '../../table/table.ts';
import { type Forest, nodeKinds } from './forest.ts';
import { type KernelFunctions, kernelFunctions, mostKernelBytes, openKernel } from './kernel.ts';
import { MemoryPlan } from './memory-plan.ts';

/** Rows that are looked at together: their values and the nodes of a tree stay in the fastest memory. */
const blockRows = 64;
const nodeBytes = 16;
/** Flags of a node that splits by a set; see kernel/forest-scores.ts. */
const flags = { category: 1, missingRight: 2 } as const;

export class ForestKernel {
  readonly #kernel: KernelFunctions;
  readonly #values: Float64Array;
  readonly #trees: number;
  readonly #nTrees: number;
  readonly #nOutputs: number;
  readonly #nColumns: number;
  readonly #leaves: number;
  readonly #rows: number;
  readonly #scores: number;
  readonly #hasCategories: boolean;

  /** @throws TABLE_TOO_LARGE for a forest that does not fit the kernel's memory. */
  constructor(forest: Forest, nColumns: number, nOutputs: number) {
    const { kinds, roots, categories } = forest;
    const plan = new MemoryPlan(mostKernelBytes());
    const nodes = plan.take(kinds.length * nodeBytes);
    // The value of a node is found from its address.
    this.#leaves = plan.take(kinds.length * 8) - nodes / 2;
    this.#trees = plan.take(roots.length * 4);
    const sets = plan.take(categories.length * 4);
    this.#rows = plan.take(blockRows * nColumns * 16);
    this.#scores = plan.take(blockRows * nOutputs * 8);
    const source = openKernel(plan.bytes);
    this.#kernel = kernelFunctions(source);
    this.#values = new Float64Array(source.buffer);
    this.#nTrees = roots.length;
    this.#nOutputs = nOutputs;
    this.#nColumns = nColumns;
    this.#hasCategories = categories.length > 0;
    const words = new Uint32Array(source.buffer);
    words.set(categories, sets / 4);
    this.#values.set(forest.values, (this.#leaves + nodes / 2) / 8);
    for (const [tree, root] of roots.entries()) words[this.#trees / 4 + tree] = nodes + root * nodeBytes;
    for (let node = 0; node < kinds.length; node++) this.#writeNode(forest, node, nodes, words, sets);
  }

  #writeNode(
    { kinds, features, values, lefts }: Forest,
    node: number,
    nodes: number,
    words: Uint32Array,
    sets: number,
  ) {
    const at = nodes + node * nodeBytes;
    const kind = kinds[node];
    const isLeaf = kind === nodeKinds.leaf;
    words[at / 4 + 3] = nodes + (isLeaf ? node : lefts[node]) * nodeBytes;
    if (kind === nodeKinds.categoryMissingLeft || kind === nodeKinds.categoryMissingRight) {
      words[at / 4] = sets + values[node] * 4;
      const missingRight = kind === nodeKinds.categoryMissingRight ? flags.missingRight : 0;
      words[at / 4 + 2] = features[node] * 8 + flags.category + missingRight;
      return;
    }
    this.#values[at / 8] = isLeaf ? Number.POSITIVE_INFINITY : values[node];
    const isMissingLeft = kind !== nodeKinds.numberMissingRight;
    words[at / 4 + 2] = (features[node] + (isMissingLeft ? this.#nColumns : 0)) * 8;
  }

  /**
   * Adds to each score the leaves its row reaches, tree by tree in order, so a batch gives the same bits as its rows alone.
   *
   * @param scores Class-major: output k of row i at k * nRows + i.
   */
  add(X: Table, scores: Float64Array): void {
    const { nRows } = X;
    const columns = X.columns.map((column) => (column as NumberColumn).values);
    const values = this.#values;
    const [rows, ofBlock] = [this.#rows / 8, this.#scores / 8];
    for (let first = 0; first < nRows; first += blockRows) {
      const length = Math.min(blockRows, nRows - first);
      for (let j = 0; j < this.#nColumns; j++) {
        const column = columns[j];
        for (let i = 0, to = rows + j; i < length; i++, to += 2 * this.#nColumns) {
          const value = column[first + i];
          values[to] = value;
          values[to + this.#nColumns] = Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value;
        }
      }
      for (let k = 0; k < this.#nOutputs; k++) {
        for (let i = 0; i < length; i++) values[ofBlock + k * length + i] = scores[k * nRows + first + i];
      }
      this.#kernel.addForest(
        this.#trees,
        this.#nTrees,
        this.#nOutputs,
        this.#leaves,
        this.#rows,
        length,
        this.#nColumns * 16,
        this.#scores,
        this.#hasCategories ? 1 : 0,
      );
      for (let k = 0; k < this.#nOutputs; k++) {
        for (let i = 0; i < length; i++) scores[k * nRows + first + i] = values[ofBlock + k * length + i];
      }
    }
  }
}
