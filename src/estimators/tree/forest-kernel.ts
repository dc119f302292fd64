/** A forest in the kernel's form, made once for each forest: what predictions walk through. */
import type { NumberColumn } from '../../table/column.ts';
import type { Table } from '../../table/table.ts';
import type { ForestImage } from './forest-image.ts';
import { type KernelFunctions, kernelFunctions } from './kernel.ts';

/** Fewer walk one by one: eight walk together, with rows that nobody asked for if need be. */
const rowsTogether = 4;

export class ForestKernel {
  readonly #kernel: KernelFunctions;
  readonly #image: ForestImage;
  readonly #memory: Float64Array;
  readonly #nOutputs: number;

  /** @param nOutputs As the image has it. */
  constructor(image: ForestImage, nOutputs: number) {
    this.#kernel = kernelFunctions(image.source);
    this.#image = image;
    this.#memory = new Float64Array(image.source.buffer);
    this.#nOutputs = nOutputs;
  }

  /**
   * Adds to each score what the leaves say that its row reaches, tree by tree in order, so a batch gives the same bits as its rows alone.
   *
   * @param scores Class-major: output k of row i at k * nRows + i.
   */
  add({ nRows, columns }: Table, scores: Float64Array): void {
    const { blockRows } = this.#image;
    let first = 0;
    for (; nRows - first >= rowsTogether; first += blockRows) {
      this.#addBlock(columns as readonly NumberColumn[], nRows, first, Math.min(blockRows, nRows - first), scores);
    }
    for (; first < nRows; first++) {
      const { columns: used, values } = this.#image;
      for (let c = 0; c < used.length; c++) {
        this.#memory[(values >>> 3) + c] = (columns[used[c]] as NumberColumn).values[first];
      }
      this.#addLoadedRow(nRows, first, scores);
    }
  }

  /** The same for one row: a value per column, and a score per output. */
  addRow(row: Float64Array, scores: Float64Array): void {
    const { columns: used, values } = this.#image;
    for (let c = 0; c < used.length; c++) this.#memory[(values >>> 3) + c] = row[used[c]];
    this.#addLoadedRow(1, 0, scores);
  }

  #addBlock(
    columns: readonly NumberColumn[],
    nRows: number,
    first: number,
    length: number,
    scores: Float64Array,
  ): void {
    const { blockRows, columns: used, hasSets, forest, values, scores: ofBlock } = this.#image;
    const memory = this.#memory;
    for (let c = 0; c < used.length; c++) {
      const column = columns[used[c]].values;
      const to = (values >>> 3) + c * blockRows;
      for (let i = 0; i < length; i++) memory[to + i] = column[first + i];
    }
    for (let k = 0; k < this.#nOutputs; k++) {
      const [to, from] = [(ofBlock >>> 3) + k * blockRows, k * nRows + first];
      for (let i = 0; i < length; i++) memory[to + i] = scores[from + i];
    }
    if (hasSets) this.#kernel.addForestWithSets(forest, values, blockRows * 8, length, ofBlock);
    else this.#kernel.addForest(forest, values, blockRows * 8, length, ofBlock);
    for (let k = 0; k < this.#nOutputs; k++) {
      const [from, to] = [(ofBlock >>> 3) + k * blockRows, k * nRows + first];
      for (let i = 0; i < length; i++) scores[to + i] = memory[from + i];
    }
  }

  /** The row whose values are in the kernel's memory. */
  #addLoadedRow(nRows: number, row: number, scores: Float64Array): void {
    const { hasSets, forest, values, scores: ofRow } = this.#image;
    const memory = this.#memory;
    for (let k = 0; k < this.#nOutputs; k++) memory[(ofRow >>> 3) + k] = scores[k * nRows + row];
    if (hasSets) this.#kernel.addForestWithSetsToRow(forest, values, ofRow);
    else this.#kernel.addForestToRow(forest, values, ofRow);
    for (let k = 0; k < this.#nOutputs; k++) scores[k * nRows + row] = memory[(ofRow >>> 3) + k];
  }
}
