/** A tree of a forest from what the kernel tells of its nodes, which come in any order. */
import type { Bins } from './bins.ts';
import { type Forest, nodeKinds } from './forest.ts';
import { type GrowingRoom, recordBytes } from './forest-memory.ts';
import { type LeafRule, valueOfLeaf } from './forest-targets.ts';
import { thresholdBetween } from './quantile-thresholds.ts';
import type { Views } from './training-memory.ts';

/** A column with the smallest and largest training value of each bin; categories have none. */
export interface EdgedColumn {
  readonly feature: number;
  readonly bins: Bins;
  readonly lows: Float64Array;
  readonly highs: Float64Array;
}

export interface ForestTree {
  /** A forest of one tree; with several outputs a leaf's value is its number. */
  readonly tree: Forest;
  /** nLeaves * nOutputs shares of the classes; empty with one output. */
  readonly shares: Float64Array;
  /** nFeatures gains. */
  readonly gains: Float64Array;
}

export class ForestTreeBuilder {
  readonly #columns: readonly EdgedColumn[];
  readonly #rule: LeafRule;
  readonly #gains: Float64Array;
  #kinds = new Uint8Array(64);
  #features = new Int32Array(64);
  #values = new Float64Array(64);
  #lefts = new Int32Array(64);
  #covers = new Int32Array(64);
  #nNodes = 1;
  readonly #categories: number[] = [];
  readonly #shares: number[] = [];

  constructor(columns: readonly EdgedColumn[], nFeatures: number, rule: LeafRule) {
    this.#columns = columns;
    this.#rule = rule;
    this.#gains = new Float64Array(nFeatures);
  }

  /** Takes `n` records from the room of a thread. */
  add({ growing }: GrowingRoom, n: number, views: Views): void {
    for (let i = 0; i < n; i++) {
      const at = growing.records + i * recordBytes;
      const node = views.i32[at / 4];
      const column = views.i32[at / 4 + 1];
      this.#reserve(Math.max(node + 1, views.i32[at / 4 + 6] + 2));
      this.#covers[node] = views.i32[at / 4 + 7];
      if (column >= 0) this.#addSplit(node, this.#columns[column], at, views);
      else if (this.#rule.nOutputs === 1) this.#values[node] = this.#leafValue(at, views);
      else this.#addShares(node, growing.shares + i * this.#rule.nOutputs * 8, views.f64[at / 8 + 6], views);
    }
  }

  finish(): ForestTree {
    const n = this.#nNodes;
    return {
      tree: {
        roots: Int32Array.of(0),
        kinds: this.#kinds.slice(0, n),
        features: this.#features.slice(0, n),
        values: this.#values.slice(0, n),
        lefts: this.#lefts.slice(0, n),
        covers: this.#covers.slice(0, n),
        categories: Uint32Array.from(this.#categories),
      },
      shares: Float64Array.from(this.#shares),
      gains: this.#gains,
    };
  }

  #addSplit(node: number, { feature, bins, lows, highs }: EdgedColumn, at: number, { i32, f64, u8 }: Views): void {
    const whole = at / 4;
    const missingLeft = i32[whole + 4] === 1;
    this.#features[node] = feature;
    this.#lefts[node] = i32[whole + 6];
    this.#gains[feature] += Math.max(0, f64[at / 8 + 4]);
    if (bins.kind === 'numeric') {
      const [lastLeft, firstRight] = [i32[whole + 2], i32[whole + 3]];
      this.#kinds[node] = missingLeft ? nodeKinds.numberMissingLeft : nodeKinds.numberMissingRight;
      this.#values[node] =
        firstRight < bins.nBins ? thresholdBetween(highs[lastLeft], lows[firstRight]) : Number.POSITIVE_INFINITY;
      return;
    }
    this.#kinds[node] = missingLeft ? nodeKinds.categoryMissingLeft : nodeKinds.categoryMissingRight;
    this.#values[node] = this.#categories.length;
    const words = new Uint32Array(Math.ceil(bins.binOfCode.length / 32));
    for (const [code, bin] of bins.binOfCode.entries()) {
      words[code >>> 5] |= ((u8[at + 64 + (bin >> 3)] >> (bin & 7)) & 1) << (code & 31);
    }
    this.#categories.push(bins.binOfCode.length, ...words);
  }

  #leafValue(at: number, { i32, f64 }: Views): number {
    const alike = i32[at / 4 + 5] === 1;
    return alike ? f64[at / 8 + 7] : valueOfLeaf(this.#rule, f64[at / 8 + 5], f64[at / 8 + 6]);
  }

  #addShares(node: number, at: number, weight: number, { f64 }: Views): void {
    const { nOutputs } = this.#rule;
    this.#values[node] = this.#shares.length / nOutputs;
    for (let k = 0; k < nOutputs; k++) this.#shares.push(f64[at / 8 + k] / weight);
  }

  #reserve(n: number): void {
    this.#nNodes = Math.max(this.#nNodes, n);
    if (n <= this.#kinds.length) return;
    const size = 2 * n;
    this.#kinds = grown(this.#kinds, new Uint8Array(size));
    this.#features = grown(this.#features, new Int32Array(size));
    this.#values = grown(this.#values, new Float64Array(size));
    this.#lefts = grown(this.#lefts, new Int32Array(size));
    this.#covers = grown(this.#covers, new Int32Array(size));
  }
}

function grown<Numbers extends Uint8Array | Int32Array | Float64Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from);
  return to;
}
