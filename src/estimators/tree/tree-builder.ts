/** A tree while it grows: nodes are added in pairs, leaves become splits. */
import type { BinnedColumn } from './binned-table.ts';
import type { Bins } from './bins.ts';
import { type Forest, nodeKinds } from './forest.ts';
import type { Split } from './split.ts';

export class TreeBuilder {
  readonly #kinds: number[] = [nodeKinds.leaf];
  readonly #features: number[] = [0];
  readonly #values: number[] = [0];
  readonly #lefts: number[] = [0];
  readonly #covers: number[];
  readonly #categories: number[] = [];

  /** Begins with one leaf that holds `nRows` training rows. */
  constructor(nRows: number) {
    this.#covers = [nRows];
  }

  /** Turns a leaf into a split and returns its left child; the right one is the next node. */
  split(leaf: number, { feature, bins }: BinnedColumn, split: Split): number {
    const left = this.#kinds.length;
    this.#features[leaf] = feature;
    this.#lefts[leaf] = left;
    if (bins.kind === 'numeric') {
      this.#kinds[leaf] = split.missingLeft ? nodeKinds.numberMissingLeft : nodeKinds.numberMissingRight;
      const isLast = split.lastLeft === bins.thresholds.length;
      this.#values[leaf] = isLast ? Number.POSITIVE_INFINITY : bins.thresholds[split.lastLeft!];
    } else {
      this.#kinds[leaf] = split.missingLeft ? nodeKinds.categoryMissingLeft : nodeKinds.categoryMissingRight;
      this.#values[leaf] = this.#categories.length;
      this.#addSet(bins, split.leftBins);
    }
    for (const { rows } of [split.left, split.right]) {
      this.#covers.push(rows);
      this.#kinds.push(nodeKinds.leaf);
      this.#features.push(0);
      this.#values.push(0);
      this.#lefts.push(0);
    }
    return left;
  }

  /** Sets what a leaf adds to the scores of its rows. */
  setLeaf(leaf: number, value: number): void {
    this.#values[leaf] = value;
  }

  /** A forest of this one tree. */
  finish(): Forest {
    return {
      roots: Int32Array.of(0),
      kinds: Uint8Array.from(this.#kinds),
      features: Int32Array.from(this.#features),
      values: Float64Array.from(this.#values),
      lefts: Int32Array.from(this.#lefts),
      covers: Int32Array.from(this.#covers),
      categories: Uint32Array.from(this.#categories),
    };
  }

  #addSet({ binOfCode }: Extract<Bins, { kind: 'category' }>, leftBins: Uint8Array): void {
    const words = new Uint32Array(Math.ceil(binOfCode.length / 32));
    for (const [code, bin] of binOfCode.entries()) words[code >>> 5] |= leftBins[bin] << (code & 31);
    this.#categories.push(binOfCode.length, ...words);
  }
}
