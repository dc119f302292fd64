/** A tree while it grows: nodes are added in pairs, leaves become splits. */
import type { BinnedColumn } from './binned-table.ts';
import type { Bins } from './bins.ts';
import { type Forest, nodeKinds } from './forest.ts';

/** What the builder is told of a split. */
export interface BuiltSplit {
  /** Numbers: the last bin that goes left. */
  readonly lastLeft: number;
  /** Where rows with a missing value go. */
  readonly missingLeft: boolean;
  /** Categories: 1 for each bin that goes left; the last place is the missing bin. */
  readonly leftBins: Uint8Array;
  /** How many training rows go to each side. */
  readonly rows: readonly [number, number];
}

export class TreeBuilder {
  readonly #kinds: Uint8Array;
  readonly #features: Int32Array;
  readonly #values: Float64Array;
  readonly #lefts: Int32Array;
  readonly #covers: Int32Array;
  readonly #categories: number[] = [];
  #nNodes = 1;

  /** Begins with one leaf that holds `nRows` training rows. */
  constructor(nRows: number, mostLeaves: number) {
    const most = 2 * mostLeaves - 1;
    this.#kinds = new Uint8Array(most);
    this.#features = new Int32Array(most);
    this.#values = new Float64Array(most);
    this.#lefts = new Int32Array(most);
    this.#covers = new Int32Array(most);
    this.#covers[0] = nRows;
  }

  /** Turns a leaf into a split and returns its left child; the right one is the next node. */
  split(leaf: number, { feature, bins }: BinnedColumn, { lastLeft, missingLeft, leftBins, rows }: BuiltSplit): number {
    const left = this.#nNodes;
    this.#nNodes += 2;
    this.#features[leaf] = feature;
    this.#lefts[leaf] = left;
    this.#covers[left] = rows[0];
    this.#covers[left + 1] = rows[1];
    if (bins.kind === 'numeric') {
      this.#kinds[leaf] = missingLeft ? nodeKinds.numberMissingLeft : nodeKinds.numberMissingRight;
      const isLast = lastLeft === bins.thresholds.length;
      this.#values[leaf] = isLast ? Number.POSITIVE_INFINITY : bins.thresholds[lastLeft];
    } else {
      this.#kinds[leaf] = missingLeft ? nodeKinds.categoryMissingLeft : nodeKinds.categoryMissingRight;
      this.#values[leaf] = this.#categories.length;
      this.#addSet(bins, leftBins);
    }
    return left;
  }

  /** Sets what a leaf adds to the scores of its rows. */
  setLeaf(leaf: number, value: number): void {
    this.#values[leaf] = value;
  }

  /** A forest of this one tree. */
  finish(): Forest {
    const n = this.#nNodes;
    return {
      roots: Int32Array.of(0),
      kinds: this.#kinds.subarray(0, n),
      features: this.#features.subarray(0, n),
      values: this.#values.subarray(0, n),
      lefts: this.#lefts.subarray(0, n),
      covers: this.#covers.subarray(0, n),
      categories: Uint32Array.from(this.#categories),
    };
  }

  #addSet({ binOfCode }: Extract<Bins, { kind: 'category' }>, leftBins: Uint8Array): void {
    const words = new Uint32Array(Math.ceil(binOfCode.length / 32));
    for (const [code, bin] of binOfCode.entries()) words[code >>> 5] |= leftBins[bin] << (code & 31);
    this.#categories.push(binOfCode.length, ...words);
  }
}
