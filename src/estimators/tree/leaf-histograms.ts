/** Histograms of the leaves of a growing tree: filled from rows, or taken from the parent's, and kept while there is room. */
import { type GrowingLeaf, rowsOf } from './growing-leaf.ts';
import { mostSearchPieces, searchColumns, structBytes } from './layout.ts';
import type { Team } from './team.ts';
import { histogramPieces, type Workplace, works, writeParts } from './tree-work.ts';

/** Two new leaves, or one alone. A bit of `parts` for each helper that has a part of the smaller one's histogram. */
export interface Siblings {
  readonly smaller: GrowingLeaf;
  readonly larger?: GrowingLeaf;
  readonly parts: number;
}

/** Additions up to which waking other threads costs more than they bring. */
const aloneBelow = 65_536;

export class LeafHistograms {
  readonly #place: Workplace;
  readonly #team: Team;
  readonly #spare: number[];
  /** The searched columns that are in the memory. */
  #written?: Int32Array;

  constructor(place: Workplace, team: Team) {
    this.#place = place;
    this.#team = team;
    this.#spare = [...place.layout.histograms];
  }

  /**
   * Fills the histogram of the first leaf of a tree.
   *
   * @param isAll True when it has all rows in their order.
   */
  fillFirst(leaf: GrowingLeaf, isAll: boolean): Siblings {
    leaf.histogram = this.#take();
    const rows = isAll ? 0 : rowsOf(leaf, this.#place.layout);
    return { smaller: leaf, parts: this.#fill(leaf.histogram, rows, leaf.rows) };
  }

  /** Histograms of two new leaves: the smaller one's from its rows, the other's will be the difference from the parent's. */
  fillChildren(parent: GrowingLeaf, left: GrowingLeaf, right: GrowingLeaf): Siblings {
    const { layout } = this.#place;
    const [smaller, larger] = left.rows <= right.rows ? [left, right] : [right, left];
    // Its rows begin with those of the left child.
    if (parent.histogram === 0) this.#fillWhole(parent, rowsOf(left, layout));
    smaller.histogram = this.#take();
    const parts = this.#fill(smaller.histogram, rowsOf(smaller, layout), smaller.rows);
    larger.histogram = parent.histogram;
    parent.histogram = 0;
    return { smaller, larger, parts };
  }

  /** Makes the histogram of a leaf again if it was not kept. */
  restore(leaf: GrowingLeaf): void {
    if (leaf.histogram === 0) this.#fillWhole(leaf, rowsOf(leaf, this.#place.layout));
  }

  /**
   * Does a work on some columns of leaves whose histograms are filled.
   *
   * @param small Which of the two are looked at; also in `large`.
   * @param flag Last argument of the work.
   */
  overColumns(
    work: number,
    { smaller, larger, parts }: Siblings,
    looks: { readonly small: boolean; readonly large: boolean },
    searched: Int32Array,
    flag = 0,
  ): void {
    const { views, layout } = this.#place;
    if (searched !== this.#written) {
      views.u32.set(searched, layout.searched / 4);
      this.#written = searched;
    }
    const ofPiece = Math.max(searchColumns, Math.ceil(searched.length / mostSearchPieces));
    const pieces = Math.ceil(searched.length / ofPiece);
    const nParts = writeParts(parts, this.#place);
    const structs = [looks.small ? smaller.struct : 0, looks.large ? larger!.struct : 0];
    const args = [smaller.histogram, larger?.histogram ?? 0, ...structs, searched.length, ofPiece, nParts, flag];
    this.#team.run(work, pieces, args, layout.histogramBytes < aloneBelow);
  }

  /** Two must be free for the next split, and one for a parent whose own was not kept. */
  keepIfRoom(leaf: GrowingLeaf, mayBeSplit: boolean): void {
    if (!mayBeSplit || this.#spare.length < 2) this.release(leaf);
  }

  release(leaf: GrowingLeaf): void {
    if (leaf.histogram === 0) return;
    this.#spare.push(leaf.histogram);
    leaf.histogram = 0;
  }

  #take(): number {
    return this.#spare.pop()!;
  }

  /** Fills a histogram; returns a bit for each helper that has a part of it. */
  #fill(histogram: number, rows: number, n: number): number {
    const { kernel, layout } = this.#place;
    kernel.clear(histogram, layout.histogramBytes);
    const pieces = histogramPieces(layout, n);
    return this.#team.run(works.histogram, pieces, [rows, n, histogram], n * layout.rowCells < aloneBelow);
  }

  #fillWhole(leaf: GrowingLeaf, rows: number): void {
    const { kernel, layout } = this.#place;
    leaf.histogram = this.#take();
    const parts = this.#fill(leaf.histogram, rows, leaf.rows);
    for (const [thread, { histogram }] of layout.threads.entries()) {
      if ((parts >>> thread) & 1) kernel.addCells(leaf.histogram, histogram, layout.histogramBytes / structBytes.cell);
    }
  }
}
